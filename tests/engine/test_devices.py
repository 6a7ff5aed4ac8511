from __future__ import annotations

import pytest
import torch

from ncsn_engine.config import InputError
from ncsn_engine.devices import list_devices, pick


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda i: f"Big GPU {i}")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.fixture
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def test_the_cpu_is_always_there_and_last() -> None:
    last = list_devices()[-1]
    assert last.name == "cpu"
    assert last.float64 is True
    assert str(torch.get_num_threads()) in last.title


@pytest.mark.usefixtures("two_gpus")
def test_gpus_come_first_with_their_names() -> None:
    assert [d.name for d in list_devices()] == ["cuda:0", "cuda:1", "cpu"]
    assert list_devices()[1].title == "Big GPU 1"
    assert pick("auto") == torch.device("cuda:0")
    assert pick("cuda") == torch.device("cuda:0")
    assert pick("cuda:1") == torch.device("cuda:1")


@pytest.mark.usefixtures("no_gpu")
def test_apple_gpus_have_no_double_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert [(d.name, d.float64) for d in list_devices()] == [("mps", False), ("cpu", True)]
    assert pick("auto") == torch.device("mps")


@pytest.mark.usefixtures("no_gpu")
def test_without_a_gpu_auto_is_the_cpu() -> None:
    assert pick("auto") == pick("cpu") == torch.device("cpu")


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize("name", ["cuda", "cuda:0", "mps", "tpu", ""])
def test_a_device_that_is_not_here_is_named_with_those_that_are(name: str) -> None:
    with pytest.raises(InputError, match=rf"device '{name}': is not on this machine; use auto or cpu"):
        pick(name)


@pytest.mark.usefixtures("two_gpus")
def test_a_gpu_too_many_is_refused() -> None:
    with pytest.raises(InputError, match="cuda:0, cuda:1, cpu"):
        pick("cuda:2")
