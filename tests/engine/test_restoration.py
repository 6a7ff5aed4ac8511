from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import ncsn_engine as ne
from ncsn_engine.cli import main
from ncsn_engine.config import (
    ColouriseConfig,
    DeblurConfig,
    DenoiseConfig,
    EditConfig,
    InpaintConfig,
    InputError,
    RestorationConfig,
    SuperResolutionConfig,
)
from ncsn_engine.data import load
from ncsn_engine.restoration import Blur, Grey, Identity, Mask, Means, Operator, consistency, operator, restore
from ncsn_engine.score import ScoreModel
from tests.engine.truth import Truth

CLAIM = "Restoration"
SHAPE = (1, 4, 4)


class Prior:
    """Pictures of a normal distribution, whose denoiser and posterior are known."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.shape, self.low, self.high = shape, 0.0, 1.0
        self.sigmas = torch.tensor([5.0, 0.01])
        c, h, w = shape
        place = torch.stack(
            torch.meshgrid(torch.arange(c), torch.arange(h), torch.arange(w), indexing="ij"), -1
        ).reshape(-1, 3)
        near = torch.cdist(place.double(), place.double()).square()
        self.covariance = 0.09 * torch.exp(-near / (2 * 1.2**2)) + 1e-3 * torch.eye(c * h * w, dtype=torch.float64)
        self.mean = 0.5 + 0.1 * torch.sin(torch.arange(c * h * w, dtype=torch.float64))

    def denoise(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        flat = x.flatten(1).double()
        total = self.covariance + float(sigma) ** 2 * torch.eye(flat.shape[1], dtype=torch.float64)
        return (self.mean + (flat - self.mean) @ torch.linalg.solve(total, self.covariance)).view_as(x).to(x.dtype)

    def score(self, x: torch.Tensor, sigma: torch.Tensor | float) -> torch.Tensor:
        return (self.denoise(x, sigma) - x) / float(sigma) ** 2

    def draw(self, seed: int) -> torch.Tensor:
        z = torch.randn(len(self.mean), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        return (self.mean + torch.linalg.cholesky(self.covariance) @ z).view(self.shape).float()

    def posterior(self, a: torch.Tensor, y: torch.Tensor, sigma_y: float) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean and covariance of x given y = A x + σ_y n, in closed form."""
        k, a = self.covariance, a.double()
        inner = a @ k @ a.T + max(sigma_y, 1e-3) ** 2 * torch.eye(len(a), dtype=torch.float64)
        gain = k @ a.T @ torch.linalg.inv(inner)
        return self.mean + gain @ (y.flatten().double() - a @ self.mean), k - gain @ a @ k


def matrix(task: Operator, shape: tuple[int, ...]) -> torch.Tensor:
    dim = math.prod(shape)
    return task.forward(torch.eye(dim).view(dim, *shape)).flatten(1).T


TASKS: list[tuple[RestorationConfig, tuple[int, int, int]]] = [
    (InpaintConfig(hidden="right"), SHAPE),
    (InpaintConfig(hidden="random", share=0.4, sigma_y=0.1), SHAPE),
    (SuperResolutionConfig(sigma_y=0.05), SHAPE),
    (DeblurConfig(sigma_y=0.05), SHAPE),
    (DeblurConfig(blur="motion", width=2.0, angle=30.0, sigma_y=0.05), SHAPE),
    (ColouriseConfig(sigma_y=0.02), (3, 3, 3)),
    (DenoiseConfig(sigma_y=0.2), SHAPE),
]
EACH = pytest.mark.parametrize(("settings", "shape"), TASKS, ids=[f"{s.kind}-{i}" for i, (s, _) in enumerate(TASKS)])


def check_posterior(
    settings: RestorationConfig, shape: tuple[int, int, int], truth: Truth, count: int, rounds: int, steps: int
) -> None:
    prior = Prior(shape)
    settings = settings.replace(count=count, rounds=rounds, steps=steps)
    task = operator(settings, shape)
    y = task.forward(prior.draw(1)[None])[0]
    y = y + settings.sigma_y * torch.randn(y.shape, generator=torch.Generator().manual_seed(2))
    x = list(restore(prior, y, settings, task))[-1].x.flatten(1).double()
    mean, covariance = prior.posterior(matrix(task, shape), y, settings.sigma_y)
    scale = prior.covariance.diagonal().max().sqrt()
    name = f"{settings.kind}, {count} answers"
    off = float((x.mean(0) - mean).norm() / (mean - prior.mean).norm())
    truth.at_most(CLAIM, f"{name}: posterior mean, error over its distance from the prior's", off, 0.05)
    found = torch.cov(x.T)
    total = float(found.trace() / covariance.trace())
    truth.near(CLAIM, f"{name}: posterior variance, all pixels, over the closed form", total, 1.0, 0.05)
    assert float((found - covariance).norm() / covariance.norm()) < 0.15
    assert float(scale) > 0


@pytest.mark.parametrize(("settings", "shape"), TASKS[::2], ids=[s.kind for s, _ in TASKS[::2]])
def test_answers_have_the_exact_posteriors_mean_and_variance(
    settings: RestorationConfig, shape: tuple[int, int, int], truth: Truth
) -> None:
    check_posterior(settings, shape, truth, count=6000, rounds=settings.rounds, steps=settings.steps)  # the defaults


@EACH
@pytest.mark.slow
def test_the_same_with_more_answers_and_rounds(
    settings: RestorationConfig, shape: tuple[int, int, int], truth: Truth
) -> None:
    check_posterior(settings, shape, truth, count=10_000, rounds=500, steps=5)


OPERATORS: list[tuple[Operator, tuple[int, int, int]]] = [
    (Identity(), (2, 4, 6)),
    (Mask((torch.arange(24).view(1, 4, 6) % 3 > 0).double()), (2, 4, 6)),
    (Means(2), (2, 4, 6)),
    (Grey(3), (3, 4, 6)),
    (Blur(torch.rand(4, 6, generator=torch.Generator().manual_seed(0), dtype=torch.float64)), (2, 4, 6)),
]


@pytest.mark.parametrize(("task", "shape"), OPERATORS, ids=lambda v: type(v).__name__)
def test_adjoint_and_inverse_against_the_matrix(task: Operator, shape: tuple[int, int, int]) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(3, *shape, generator=generator, dtype=torch.float64)
    y = torch.randn(task.forward(x).shape, generator=generator, dtype=torch.float64)
    torch.testing.assert_close((task.forward(x) * y).sum(), (x * task.adjoint(y)).sum())
    dim = math.prod(shape)
    a = task.forward(torch.eye(dim, dtype=torch.float64).view(dim, *shape)).flatten(1).T
    exact = torch.linalg.solve(a.T @ a + 0.3 * torch.eye(dim, dtype=torch.float64), x.flatten(1).T).T
    torch.testing.assert_close(task.solve(x, 0.3).flatten(1), exact)


@pytest.mark.parametrize("settings", [DeblurConfig(width=1.3), DeblurConfig(blur="motion", width=3, angle=90)])
def test_blurs_keep_the_brightness_and_stay_in_place(settings: DeblurConfig) -> None:
    task = operator(settings, (1, 9, 9))
    spot = torch.zeros(1, 1, 9, 9)
    spot[..., 4, 4] = 1
    blurred = task.forward(spot)[0, 0]
    assert float(blurred.sum()) == pytest.approx(1, abs=1e-5)
    middle = torch.arange(9.0)
    assert float((blurred.sum(1) * middle).sum()) == pytest.approx(4, abs=1e-4)
    assert float((blurred.sum(0) * middle).sum()) == pytest.approx(4, abs=1e-4)
    if settings.blur == "motion":  # a line along 90° is upright
        assert float(blurred[:, 4].sum()) == pytest.approx(1, abs=1e-4)
        assert torch.count_nonzero(blurred[:, 4] > 1e-3) == 3


@pytest.fixture(scope="module")
def model() -> ScoreModel:
    return ne.load_model("ready-made")


@pytest.fixture(scope="module")
def digit(model: ScoreModel) -> torch.Tensor:
    return load(model.config.data).held_out[2]


def quick(settings: Any, **changes: Any) -> Any:
    return settings.replace(count=4, rounds=10, steps=3, **changes)


def test_what_is_known_comes_out_as_it_went_in(model: ScoreModel, digit: torch.Tensor) -> None:
    settings = quick(InpaintConfig())
    task = operator(settings, model.shape)
    steps = list(restore(model, task.forward(digit[None])[0], settings, task))
    x = steps[-1].x
    assert float((x - digit)[..., :4].abs().max()) < 1e-5
    assert float(x[..., 4:].std(0).max()) > 0.05  # and the hidden half differs from answer to answer
    assert [s.index for s in steps] == list(range(steps[-1].total + 1))
    assert float(consistency(task, x, task.forward(digit[None])[0]).max()) < 1e-5


def test_same_seed_same_answers_and_answer_0_does_not_depend_on_the_others(
    model: ScoreModel, digit: torch.Tensor
) -> None:
    settings = quick(SuperResolutionConfig())
    y = operator(settings, model.shape).forward(digit[None])[0]
    x, again = (list(restore(model, y, settings))[-1].x for _ in range(2))
    assert torch.equal(x, again)
    alone = list(restore(model, y, settings.replace(count=1)))[-1].x
    torch.testing.assert_close(alone[0], x[0], rtol=1e-4, atol=1e-4)
    assert not torch.equal(x, list(restore(model, y, settings.replace(seed=5)))[-1].x)


def test_editing_keeps_more_of_the_drawing_with_less_noise(model: ScoreModel, digit: torch.Tensor) -> None:
    far, near = (
        float((list(restore(model, digit, quick(EditConfig(), strength=s)))[-1].x - digit).square().mean())
        for s in (3.0, 0.1)
    )
    assert near < 0.01 < far


def test_bad_input_is_refused_with_what_was_expected(model: ScoreModel, digit: torch.Tensor) -> None:
    with pytest.raises(InputError, match=r"\(1, 4, 8\), this task expects \(1, 8, 8\)"):
        restore(model, digit[:, :4], InpaintConfig())
    with pytest.raises(InputError, match="not finite"):
        restore(model, digit * math.nan, DenoiseConfig())
    with pytest.raises(InputError, match="divisor"):
        operator(SuperResolutionConfig(factor=3), model.shape)
    with pytest.raises(InputError, match="grey"):
        operator(ColouriseConfig(), model.shape)
    with pytest.raises(InputError, match="hides nothing"):
        operator(InpaintConfig(share=0.01), model.shape)
    with pytest.raises(InputError, match="must be a picture of 8×8"):
        operator(InpaintConfig(hidden="file"), model.shape, torch.ones(4, 4))
    with pytest.raises(InputError, match="works on pictures"):
        operator(DenoiseConfig(), (2,))
    with pytest.raises(InputError, match="no ladder"):
        restore(ne.GaussianMixture([1], [[0.0]], [1]), digit, DenoiseConfig())


def run_restore(tmp_path: Path, *flags: str) -> int:
    short = ["--restoration.rounds", "6", "--restoration.steps", "2", "--restoration.count", "3"]
    return main(["restore", "ready-made", *flags, *short])


def test_the_command_repairs_a_held_out_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "filled.npz"
    assert run_restore(tmp_path, "held-out:3", "--task", "inpaint", "--out", str(out), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fits"] < 1e-4
    assert np.load(out)["x"].shape == (3, 1, 8, 8)
    assert run_restore(tmp_path, "held-out:3", "--task", "deblur", "--out", str(tmp_path / "sharp.png")) == 0
    assert "fit what is given" in capsys.readouterr().out
    with Image.open(tmp_path / "sharp.png") as picture:
        assert picture.size == (2 * 64 + 8, 2 * 64 + 8)  # what was given, and three answers


def test_the_command_takes_a_mask_and_a_degraded_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mask = np.zeros((8, 8), np.uint8)
    mask[:, :3] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    Image.fromarray(np.full((4, 4), 100, np.uint8)).save(tmp_path / "small.png")
    with_mask = ["--restoration.hidden", "file", "--restoration.mask", str(tmp_path / "mask.png")]
    assert run_restore(tmp_path, "held-out:1", *with_mask, "--out", str(tmp_path / "a.png")) == 0
    small = [str(tmp_path / "small.png"), "--degraded", "--task", "super-resolution"]
    assert run_restore(tmp_path, *small, "--out", str(tmp_path / "b.png")) == 0
    capsys.readouterr()
    assert run_restore(tmp_path, str(tmp_path / "small.png"), "--out", str(tmp_path / "c.png")) == 2
    assert "is 4×4; this needs 8×8" in capsys.readouterr().err
    assert not (tmp_path / "c.png").exists()
