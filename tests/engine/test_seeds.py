from __future__ import annotations

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
