from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import safetensors.torch
import torch

from ncsn_engine.checkpoint import Checkpoint, read_checkpoint, read_fingerprint, write_checkpoint
from ncsn_engine.config import InputError
from ncsn_engine.score import DataFacts, ScoreModel
from ncsn_engine.storage import SaveError
from tests.engine.helpers import Disk, assert_same_state, assert_same_tensors, tiny_config

if TYPE_CHECKING:
    from pathlib import Path


def made(step: int = 7) -> Checkpoint:
    torch.manual_seed(step)
    facts, sigmas = DataFacts((1, 8, 8), 0.3, 0.4), np.array([2.0, 0.5, 0.1])
    model = ScoreModel(tiny_config(), facts, sigmas)
    weights = {name: torch.randn(t.shape) for name, t in model.state_dict().items()}
    return Checkpoint(
        step=step,
        config=tiny_config(),
        facts=facts,
        sigmas=sigmas,
        model=weights,
        ema={name: t + 1 for name, t in weights.items()},
        optimizer={"begin.weight/exp_avg": torch.randn(8, 1, 3, 3), "begin.weight/step": torch.tensor(7.0)},
        extra={"seconds": 1.5, "learning_rate": 1e-3},
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "step-000000007.safetensors"
    write_checkpoint(path, made())
    return path


def test_what_is_read_is_what_was_written(file: Path) -> None:
    a, b = made(), read_checkpoint(file)
    assert_same_state(a, b)
    assert (a.config, a.facts, a.extra) == (b.config, b.facts, b.extra)
    np.testing.assert_array_equal(a.sigmas, b.sigmas)


def test_the_ladder_survives_in_double_precision(tmp_path: Path) -> None:
    sigmas = np.geomspace(4.815, 0.01, 22)
    write_checkpoint(tmp_path / "a", replace(made(), sigmas=sigmas))
    np.testing.assert_array_equal(read_checkpoint(tmp_path / "a").sigmas, sigmas)


def test_the_same_contents_have_the_same_fingerprint_and_others_another(tmp_path: Path) -> None:
    prints = [
        write_checkpoint(tmp_path / "a", made()).fingerprint,
        write_checkpoint(tmp_path / "b", made()).fingerprint,
        write_checkpoint(tmp_path / "c", replace(made(), step=8)).fingerprint,
        write_checkpoint(tmp_path / "d", replace(made(), ema={})).fingerprint,
        write_checkpoint(tmp_path / "e", replace(made(), config=tiny_config(seed=1))).fingerprint,
    ]
    assert prints[0] == prints[1]
    assert len(set(prints)) == 4
    assert len(prints[0]) == 64
    for name, known in zip("abcde", prints, strict=True):
        assert read_fingerprint(tmp_path / name) == read_checkpoint(tmp_path / name).fingerprint == known


def test_a_model_comes_from_the_average_or_the_raw_weights(file: Path) -> None:
    saved = read_checkpoint(file)
    assert_same_tensors(dict(saved.score_model("ema").state_dict()), saved.ema)
    assert_same_tensors(dict(saved.score_model("raw").state_dict()), saved.model)
    assert_same_tensors(dict(replace(saved, ema={}).score_model("ema").state_dict()), saved.model)


def test_a_model_to_use_is_in_evaluation_mode_without_gradients(file: Path) -> None:
    model = read_checkpoint(file).score_model()
    assert not any(module.training for module in model.modules())
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_a_file_cut_short_anywhere_is_refused_by_name(file: Path) -> None:
    data = file.read_bytes()
    for length in [0, 1, 7, 8, 9, 100, *range(200, len(data), len(data) // 40), len(data) - 1]:
        file.write_bytes(data[:length])
        with pytest.raises(InputError, match=file.name):
            read_checkpoint(file)


def test_a_changed_byte_anywhere_in_the_numbers_is_noticed(file: Path) -> None:
    data = file.read_bytes()
    begin = 8 + int.from_bytes(data[:8], "little")
    for place in [begin, *range(begin + 1, len(data), len(data) // 40), len(data) - 1]:
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(InputError, match=rf"{file.name}.*older checkpoint"):
            read_checkpoint(file)


def test_a_changed_byte_anywhere_in_the_head_is_noticed(file: Path) -> None:
    data = file.read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    state = data.index(b"sha256")  # every byte around the keys, some of the rest
    places = {*range(0, end, 23), *range(60), *range(state - 20, state + 20)}
    for place in sorted(p for p in places if 0 <= p < end and data[p] != 32):
        file.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        with pytest.raises(InputError, match=file.name):
            read_checkpoint(file)


def test_other_peoples_files_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    safetensors.torch.save_file({"w": torch.ones(3)}, path)
    with pytest.raises(InputError, match=r"foreign.*not a checkpoint of NCSN Studio"):
        read_checkpoint(path)
    for junk in (b"hello, this is a text of some length", b"\xff" * 100, b"PK\x03\x04" + bytes(99)):
        path.write_bytes(junk)
        with pytest.raises(InputError, match=r"foreign.*not a safetensors file"):
            read_checkpoint(path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "model.pth"
    torch.save({"w": torch.ones(3)}, path)
    with pytest.raises(InputError, match=r"model\.pth"):
        read_checkpoint(path)


def test_a_newer_format_asks_for_a_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "new.safetensors"
    safetensors.torch.save_file({"model/w": torch.ones(3)}, path, {"ncsn": "99", "state": "{}", "sha256": ""})
    with pytest.raises(InputError, match=r"new.*format 99.*newer version"):
        read_checkpoint(path)


@pytest.mark.parametrize("missing", ["state", "sha256"])
def test_a_head_that_lacks_something_is_refused(tmp_path: Path, missing: str) -> None:
    head = {"ncsn": "1", "state": json.dumps({}), "sha256": "0" * 64}
    del head[missing]
    path = tmp_path / "odd.safetensors"
    safetensors.torch.save_file({"model/w": torch.ones(3)}, path, head)
    with pytest.raises(InputError, match="odd"):
        read_checkpoint(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.safetensors.*can't be read"):
        read_checkpoint(tmp_path / "gone.safetensors")


def test_files_that_are_not_ours_have_no_fingerprint(tmp_path: Path) -> None:
    assert read_fingerprint(tmp_path / "gone") == ""
    (tmp_path / "junk").write_bytes(b"junk" * 10)
    assert read_fingerprint(tmp_path / "junk") == ""
    safetensors.torch.save_file({"w": torch.ones(1)}, tmp_path / "foreign")
    assert read_fingerprint(tmp_path / "foreign") == ""


def test_a_full_disk_leaves_the_old_checkpoint(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, file.parent).fill()
    with pytest.raises(SaveError, match="disk is full"):
        write_checkpoint(file, made(8))
    assert read_checkpoint(file).step == 7
    assert os.listdir(file.parent) == [file.name]


def test_saving_does_not_change_what_is_saved(tmp_path: Path) -> None:
    checkpoint = made()
    write_checkpoint(tmp_path / "a", checkpoint)
    assert_same_state(checkpoint, made())
