from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from ncsn_engine.config import InputError
from ncsn_engine.models import find_model, load_model, pack_run, resolve
from ncsn_engine.runs import Run, create_run, open_run
from ncsn_engine.samplers import sample
from tests.engine.helpers import assert_same_tensors, newest, tiny_config, train_to

if TYPE_CHECKING:
    from pathlib import Path


def test_a_model_opens_from_run_folder_file_and_name(trained: Run, runs_here: Path) -> None:
    file = trained.checkpoints()[0]
    states = [dict(load_model(source).state_dict()) for source in (trained, trained.folder, file, str(file))]
    states.append(dict(load_model(trained.name).state_dict()))
    for state in states:
        assert_same_tensors(state, newest(trained).ema)


def test_a_model_knows_where_it_came_from(trained: Run) -> None:
    source = load_model(trained).source
    assert source is not None
    assert (source.run, source.step, source.weights) == ("two-steps", 2, "ema")
    assert source.sha256 == newest(trained).fingerprint
    raw = load_model(trained, weights="raw")
    assert raw.source is not None
    assert raw.source.weights == "raw"
    assert_same_tensors(dict(raw.state_dict()), newest(trained).model)


def test_without_an_average_the_raw_weights_are_used_and_said(tmp_path: Path) -> None:
    run = create_run(tiny_config(**{"training.ema_rate": 0.0, "training.steps": 1}), tmp_path / "r")
    train_to(run)
    source = load_model(run).source
    assert source is not None
    assert source.weights == "raw"


def test_the_ready_made_model_is_there_and_draws_digits() -> None:
    model = load_model("ready-made")
    # Its files are older than kinds of objectives, labels and the learned variance.
    assert (model.config.objective.kind, model.classes, model.log_variance) == ("denoising", 0, None)
    assert model.shape == (1, 8, 8)
    assert len(model.sigmas) == 22
    x = [step.x for step in sample(model, count=16)][-1].clamp(0, 1)
    from sklearn.datasets import load_digits

    real = load_digits().data / 16
    away = np.sqrt(((x.flatten(1).numpy()[:, None] - real) ** 2).sum(-1)).min(1)
    # Real digits are 1.1 to 1.6 away from their nearest neighbour, noise and blanks over 2.
    assert np.median(away) < 1.6
    assert float(x.std()) == pytest.approx(real.std(), rel=0.15)


@pytest.mark.parametrize("name", ["nowhere", "no/such/run"])
def test_what_is_not_there_is_named(name: str) -> None:
    with pytest.raises(InputError, match=rf"{name}: there is no such run or file; 'ncsn runs'"):
        load_model(name)


def test_a_run_without_a_checkpoint_asks_to_train_first(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has saved no checkpoint yet; train it first"):
        load_model(create_run(tiny_config(), tmp_path / "r"))


def test_a_torn_newest_checkpoint_is_passed_over(tmp_path: Path) -> None:
    run = create_run(tiny_config(**{"training.steps": 4, "training.checkpoint_every": 2}), tmp_path / "r")
    train_to(run)
    file = run.checkpoints()[0]
    file.write_bytes(file.read_bytes()[:-9])
    source = load_model(run).source
    assert source is not None
    assert source.step == 2
    assert pack_run(run, tmp_path / "packed").status()[0] == "done"
    run.checkpoints()[1].unlink()
    with pytest.raises(InputError, match=file.name):
        load_model(run)


def test_a_missing_device_is_named(trained: Run) -> None:
    with pytest.raises(InputError, match="'cuda:99'"):
        load_model(trained, device="cuda:99")


def test_a_model_is_found_by_its_fingerprint(trained: Run, runs_here: Path) -> None:
    assert find_model(newest(trained).fingerprint) == trained.checkpoints()[0]
    ready = load_model("ready-made").source
    assert ready is not None
    assert find_model(ready.sha256).name == "step-000006000.safetensors"
    with pytest.raises(InputError, match=r"0000.*not among the runs; name its run or file"):
        find_model("0" * 64)


def test_names_are_looked_for_here_before_among_the_runs(
    trained: Run, runs_here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert resolve(trained.name)[0] == trained.folder
    shutil.copytree(trained.folder, tmp_path / trained.name)
    assert resolve(trained.name)[0].resolve() == tmp_path / trained.name


def test_a_packed_run_samples_alike_and_is_small(trained: Run, tmp_path: Path) -> None:
    packed = pack_run(trained, tmp_path / "packed")
    a, b = load_model(trained), load_model(packed)
    assert_same_tensors(dict(a.state_dict()), dict(b.state_dict()))
    size = [run.checkpoints()[0].stat().st_size for run in (trained, packed)]
    assert size[1] < size[0] / 2.5
    again = open_run(packed.folder)
    assert (again.id, again.created, again.config) == (trained.id, trained.created, trained.config)
    assert again.metrics() == trained.metrics()
    assert not newest(again).optimizer


def test_packing_needs_a_checkpoint_and_a_new_folder(trained: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="train it first"):
        pack_run(create_run(tiny_config(), tmp_path / "r"), tmp_path / "packed")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    with pytest.raises(InputError, match="holds other files"):
        pack_run(trained, tmp_path / "full")
    assert os.listdir(tmp_path / "full") == ["x"]


def test_a_model_can_be_asked_what_a_density_can(trained: Run) -> None:
    model = load_model(trained)
    x, sigma = torch.rand(3, *model.shape), torch.full((3,), 0.5)
    torch.testing.assert_close(model.score(x, sigma), (model.denoise(x, sigma) - x) / 0.25, rtol=1e-4, atol=1e-4)
