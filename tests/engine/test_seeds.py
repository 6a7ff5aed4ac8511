from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ncsn_engine.seeds import PictureNoise, reseed, seed_for

SEEDS = st.integers(0, 2**31 - 1)
CPU = torch.device("cpu")


@given(SEEDS, st.integers(0, 10**8), st.sampled_from(["noise", "flip", "dropout"]))
def test_seeds_repeat_and_fit_a_generator(seed: int, step: int, purpose: str) -> None:
    made = seed_for(seed, purpose, step)
    assert made == seed_for(seed, purpose, step)
    assert 0 <= made < 2**63


def test_seed_purpose_and_step_all_matter() -> None:
    made = {seed_for(s, p, k) for s in range(20) for p in ("noise", "flip", "1", "11") for k in range(20)}
    assert len(made) == 20 * 4 * 20


def test_a_reseeded_generator_repeats_itself_whatever_was_drawn_before() -> None:
    generator = torch.Generator()
    first = torch.randn(3, generator=reseed(generator, 1, "noise", 5))
    torch.randn(100, generator=generator)
    assert torch.equal(torch.randn(3, generator=reseed(generator, 1, "noise", 5)), first)


@given(SEEDS, st.integers(1, 8), st.integers(1, 8))
def test_each_picture_has_a_stream_of_its_own(seed: int, few: int, many: int) -> None:
    a, b = PictureNoise(seed, few, (2, 3)), PictureNoise(seed, many, (2, 3))
    common = min(few, many)
    for _ in range(2):
        assert torch.equal(a.normal(CPU)[:common], b.normal(CPU)[:common])
    assert torch.equal(a.uniform(-1, 1, CPU)[:common], b.uniform(-1, 1, CPU)[:common])


def test_picture_noise_is_standard_normal_and_uniform() -> None:
    noise = PictureNoise(0, 20, (5000,))
    z, u = noise.normal(CPU), noise.uniform(-2, 6, CPU)
    assert z.dtype == u.dtype == torch.float32
    assert abs(float(z.mean())) < 0.02
    assert abs(float(z.std()) - 1) < 0.02
    assert -2 <= float(u.min()) < -1.99
    assert 5.99 < float(u.max()) <= 6
    assert abs(float(u.mean()) - 2) < 0.05
    assert abs(float(torch.corrcoef(z[:2])[0, 1])) < 0.06


@pytest.mark.parametrize("shape", [(2,), (1, 8, 8), (3,), (3, 32, 32)])
def test_noise_drawn_ahead_is_that_of_a_fresh_stream(shape: tuple[int, ...]) -> None:
    ahead = max(1, 2048 // math.prod(shape))
    draws = 2 * ahead + 3 if ahead < 100 else ahead + 3  # past where it was drawn ahead
    noise = PictureNoise(5, 3, shape)
    found = torch.stack([noise.normal(CPU) for _ in range(draws)])
    for i in range(3):
        stream = np.random.Generator(np.random.SFC64([5, i]))
        expected = stream.standard_normal((draws, *shape), dtype=np.float32)
        np.testing.assert_array_equal(found[:, i], expected)
        stream = np.random.Generator(np.random.SFC64([5, i]))
        for k in range(4):
            np.testing.assert_array_equal(found[k, i], stream.standard_normal(shape, dtype=np.float32))


@pytest.mark.parametrize("shape", [(2,), (1, 8, 8), (3,)])
def test_after_a_uniform_start_the_noise_goes_on_in_the_same_stream(shape: tuple[int, ...]) -> None:
    noise = PictureNoise(6, 4, shape)
    start, first, second = noise.uniform(-3, 5, CPU), noise.normal(CPU), noise.normal(CPU)
    for i in range(4):
        stream = np.random.Generator(np.random.SFC64([6, i]))
        np.testing.assert_array_equal(start[i], -3 + 8 * stream.random(shape, dtype=np.float32))
        np.testing.assert_array_equal(first[i], stream.standard_normal(shape, dtype=np.float32))
        np.testing.assert_array_equal(second[i], stream.standard_normal(shape, dtype=np.float32))


@pytest.mark.parametrize("shape", [(2,), (1, 8, 8)])
def test_each_picture_is_the_same_however_many_are_drawn(shape: tuple[int, ...]) -> None:
    counts = [1, 3, 64]
    made = [PictureNoise(0, count, shape) for count in counts]
    for _ in range(40):
        drawn = [noise.normal(CPU) for noise in made]
        for few, many in pairwise(drawn):
            assert torch.equal(few, many[: len(few)])
    assert not torch.equal(drawn[-1][0], drawn[-1][1])


def test_noise_once_given_is_not_changed_by_the_next() -> None:
    noise, again = PictureNoise(0, 2, (2,)), PictureNoise(0, 2, (2,))
    first = noise.normal(CPU)
    kept = first.clone()
    second = noise.normal(CPU)
    assert torch.equal(first, kept) and not torch.equal(second, kept)
    first.fill_(7)
    second.fill_(7)  # and what is done to it is not seen by the next
    _, _, third = (again.normal(CPU) for _ in range(3))
    assert torch.equal(noise.normal(CPU), third)
