from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

import ncsn_engine as ne
from ncsn_engine.cli import main
from ncsn_engine.config import AnnealedLangevin, InputError, LikelihoodConfig
from ncsn_engine.data import load
from ncsn_engine.exact import GaussianMixture
from ncsn_engine.likelihood import bits_per_dim, decode, encode, interpolate, interpolate_noise, log_prob
from ncsn_engine.samplers import sample
from ncsn_engine.score import ScoreModel
from ncsn_engine.seeds import PictureNoise
from tests.engine.truth import Truth

CLAIM = "Likelihood and encodings"
MIXTURE = GaussianMixture(
    [0.3, 0.7], [[-1.0, 0.0], [1.5, 0.5]], covariances=[[[0.5, 0.2], [0.2, 0.3]], [[0.2, -0.1], [-0.1, 0.4]]]
)
ENDS = (50.0, 1e-3)


@pytest.fixture(scope="module")
def model() -> ScoreModel:
    return ne.load_model("ready-made")


@pytest.fixture(scope="module")
def held_out(model: ScoreModel) -> torch.Tensor:
    return load(model.config.data).held_out


def gaussian(dim: int) -> GaussianMixture:
    generator = torch.Generator().manual_seed(0)
    root = torch.randn(dim, dim, generator=generator, dtype=torch.float64) / math.sqrt(dim)
    return GaussianMixture(
        [1.0], torch.linspace(0, 1, dim)[None], covariances=(root @ root.T + 0.1 * torch.eye(dim))[None]
    )


def bits(nats: torch.Tensor, dim: int) -> float:
    return float(nats.mean()) / (dim * math.log(2))


def test_log_prob_of_a_mixture(truth: Truth) -> None:
    x = MIXTURE.sample(300)
    found, looks = log_prob(MIXTURE, x, ENDS, rtol=1e-6)
    exact = MIXTURE.log_prob(x, ENDS[1])
    truth.at_most(CLAIM, "mixture in the plane: worst of 300 points, nats", float((found - exact).abs().max()), 2e-3)
    truth.at_most(CLAIM, "the same, mean error in bits/dim", abs(bits(found - exact, 2)), 0.01)
    assert 20 < looks < 1000


def test_log_prob_of_a_gaussian_in_many_dimensions(truth: Truth) -> None:
    dim = 16
    density = gaussian(dim)
    x = density.sample(100)
    found, _ = log_prob(density, x, (200.0, 1e-3), probes=50, rtol=1e-4)
    exact = density.log_prob(x, 1e-3)
    truth.at_most(CLAIM, "Gaussian, D = 16, Hutchinson: mean error, bits/dim", abs(bits(found - exact, dim)), 0.01)


def test_more_probes_make_the_trace_quieter() -> None:
    density = gaussian(8)
    x = density.sample(1).expand(200, -1)
    one, many = (log_prob(density, x, (200.0, 1e-3), probes=n, rtol=1e-4)[0] for n in (1, 16))
    assert 2.5 < float(one.std() / many.std()) < 6  # about √16


def test_encoding_and_decoding_gives_the_picture_back(model: ScoreModel, held_out: torch.Tensor, truth: Truth) -> None:
    x = held_out[:8]
    z = encode(model, x)
    truth.at_most(CLAIM, "encode, then decode: worst pixel, digits", float((decode(model, z) - x).abs().max()), 1e-3)
    assert 0.8 < float(z.std() / model.sigmas[0]) < 1.2


def test_the_encoding_of_a_gaussian_is_known(truth: Truth) -> None:
    density, x = (
        GaussianMixture([1], [[0.5, -1.0]], [0.7]),
        torch.tensor([[1.0, 0.0], [0.3, -2.0]], dtype=torch.float64),
    )
    z = encode(density, x, ENDS, rtol=1e-7)
    mean, grown = density.means, math.sqrt((0.49 + ENDS[0] ** 2) / (0.49 + ENDS[1] ** 2))
    exact = mean + (x - mean) * grown
    truth.at_most(CLAIM, "encoding of a Gaussian, relative error", float((z / exact - 1).abs().max()), 1e-5)


def test_bits_per_dim_bound_what_the_whole_values_cost() -> None:
    # Grey values 0..4 with known probabilities, blurred by σ_L far below their gap: the exact entropy is the answer.
    p = torch.tensor([0.5, 0.2, 0.1, 0.1, 0.1], dtype=torch.float64)
    values = torch.linspace(0, 1, 5, dtype=torch.float64)[:, None]
    density = GaussianMixture(p, values, [0.0] * 5)
    x = density.sample(400, seed=1)
    sigma = 0.02
    noised = x + sigma * torch.randn(x.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    found, _ = log_prob(density, noised, (20.0, sigma), rtol=1e-5)
    measured = -float(found.mean()) / math.log(2) - 0.5 * math.log2(2 * math.pi * math.e * sigma**2)
    counts = torch.bincount((4 * x[:, 0]).round().long(), minlength=5) / len(x)
    assert measured == pytest.approx(-float((counts * p.log2()).sum()), abs=0.06)  # the noise's entropy is an average


def test_bits_per_dim_of_digits(model: ScoreModel, held_out: torch.Tensor) -> None:
    few = held_out[:20]
    found = {
        way: list(bits_per_dim(model, few, LikelihoodConfig(dequantise=way), 16))[-1] for way in ("gaussian", "uniform")
    }
    for measured in found.values():
        assert 1.2 < measured.mean < 3  # of 4.09 bits that 17 equally likely greys would cost
        assert 0.01 < measured.error < 0.2
        assert measured.bits.shape == (20,)
    # Pictures with each row upside down are no digits.
    wrong = list(bits_per_dim(model, few.flip(2), LikelihoodConfig(), 16))[-1]
    assert wrong.mean > found["gaussian"].mean + 0.2


def test_bits_come_batch_by_batch_and_repeat(model: ScoreModel, held_out: torch.Tensor) -> None:
    x = held_out[:3].repeat(50, 1, 1, 1)
    settings = LikelihoodConfig(rtol=1e-2)
    steps = list(bits_per_dim(model, x, settings, 16))
    assert [len(s.bits) for s in steps] == [128, 150]
    assert {s.total for s in steps} == {150}
    np.testing.assert_array_equal(steps[0].bits, steps[1].bits[:128])
    again = list(bits_per_dim(model, x, settings, 16))[-1]
    np.testing.assert_array_equal(again.bits, steps[-1].bits)
    assert len(list(bits_per_dim(model, x, settings.replace(count=5), 16))[-1].bits) == 5


def test_bits_refuse_other_data(model: ScoreModel, held_out: torch.Tensor) -> None:
    with pytest.raises(InputError, match=r"\(N, 1, 8, 8\)"):
        next(bits_per_dim(model, held_out[:2, :, :4], None, 16))
    with pytest.raises(InputError, match=r"\[0, 1\]"):
        next(bits_per_dim(model, 16 * held_out[:2], None, 16))
    with pytest.raises(InputError, match="ladder"):
        log_prob(MIXTURE, MIXTURE.sample(2))


def test_interpolation_has_both_pictures_at_its_ends(model: ScoreModel, held_out: torch.Tensor) -> None:
    a, b = held_out[0], held_out[1]
    x = interpolate(model, a, b, count=5)
    assert x.shape == (5, 1, 8, 8)
    assert float((x[0] - a).abs().max()) < 0.02
    assert float((x[-1] - b).abs().max()) < 0.02
    steps = (x[1:] - x[:-1]).flatten(1).norm(dim=1)
    assert float(steps.max()) < float((a - b).norm())  # no jump as large as the whole way


def test_interpolation_of_noise_on_the_circle_keeps_its_length() -> None:
    density = GaussianMixture([1], [[0.0] * 50], [1.0])
    density.sigmas = torch.tensor([50.0, 1e-3])
    a, b = density.sample(2)
    middle = interpolate(density, a, b, count=3)[1]
    assert float(middle.norm() / ((a.norm() + b.norm()) / 2)) == pytest.approx(1, abs=0.02)


def test_noise_between_two_pictures_is_normal_and_meets_both() -> None:
    model = ne.load_model("ready-made")
    settings = AnnealedLangevin(count=6, seed=3, steps_per_level=1)
    x = list(interpolate_noise(model, settings))[-1].x
    ends = list(sample(model, settings.replace(count=2)))[-1].x
    torch.testing.assert_close(x[[0, -1]], ends, rtol=1e-4, atol=1e-4)
    from ncsn_engine.likelihood import _Between

    noise = _Between(0, 7, (500,), (0, 1))
    assert noise.normal(torch.device("cpu")).std(1).numpy() == pytest.approx(np.ones(7), abs=0.12)
    assert isinstance(noise, PictureNoise)


def test_the_command_says_bits_with_their_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["likelihood", "ready-made", "--likelihood.count", "8", "--likelihood.rtol", "0.01"]) == 0
    said = capsys.readouterr().out
    assert "bits per dimension over 8 held-out pictures" in said
    assert "±" in said
    assert main(["likelihood", "ready-made", "--likelihood.count", "0"]) == 2
    assert "likelihood.count" in capsys.readouterr().err


def test_the_command_interpolates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "way.npz"
    assert main(["interpolate", "ready-made", "held-out:1", "held-out:2", "--count", "3", "--out", str(out)]) == 0
    assert np.load(out)["x"].shape == (3, 1, 8, 8)
    assert main(["interpolate", "ready-made", "held-out:1", "held-out:2", "--out", str(out)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert main(["interpolate", "ready-made", "held-out:1", "held-out:999", "--out", str(tmp_path / "b.png")]) == 2
    assert "held-out:297" in capsys.readouterr().err


def test_the_commands_encode_and_decode(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    noise, back = tmp_path / "z.npz", tmp_path / "x.npz"
    assert main(["encode", "ready-made", "held-out:1", "--out", str(noise)]) == 0
    assert main(["decode", "ready-made", str(noise), "--out", str(back)]) == 0
    model = ne.load_model("ready-made")
    np.testing.assert_allclose(np.load(back)["x"][0], load(model.config.data).held_out[0].numpy(), atol=1e-3)
    capsys.readouterr()
    assert main(["decode", "ready-made", str(back), "--out", str(tmp_path / "y.npz")]) == 2
    assert "no encoded noise" in capsys.readouterr().err


@pytest.mark.parametrize("cut", [0, 3, 60, -30])
def test_a_broken_file_of_noise_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], cut: int) -> None:
    np.savez_compressed(tmp_path / "whole.npz", z=np.zeros((2, 1, 8, 8)))
    (tmp_path / "cut.npz").write_bytes((tmp_path / "whole.npz").read_bytes()[:cut])
    assert main(["decode", "ready-made", str(tmp_path / "cut.npz"), "--out", str(tmp_path / "a.npz")]) == 2
    assert "cut.npz: holds no encoded noise" in capsys.readouterr().err


def test_the_command_interpolates_noise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "way.npz"
    short = ["--sampling.steps_per_level", "1", "--sampling.seed", "4", "--count", "4"]
    assert main(["interpolate", "ready-made", "sample:1", "sample:3", "--out", str(out), *short]) == 0
    model = ne.load_model("ready-made")
    ends = list(sample(model, AnnealedLangevin(count=3, seed=4, steps_per_level=1)))[-1].x.numpy()
    np.testing.assert_allclose(np.load(out)["x"][[0, -1]], ends[[0, 2]], atol=1e-4)
    mixed = ["interpolate", "ready-made", "sample:1", "held-out:3", "--out", str(tmp_path / "b.png")]
    assert main(mixed) == 2
    assert "of one sort" in capsys.readouterr().err
