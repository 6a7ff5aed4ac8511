from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from ncsn_engine.config import InputError
from ncsn_engine.storage import SaveError, say_why, write_whole
from tests.engine.helpers import Disk

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    write_whole(path, b"first")
    write_whole(path, b"second")
    assert path.read_bytes() == b"second"
    assert os.listdir(tmp_path) == ["a.bin"]


def test_others_may_read_what_was_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) & 0o444 == 0o444


def test_an_existing_file_may_be_protected(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(SaveError, match="exists already"):
        write_whole(tmp_path / "a", b"new", replace=False)
    assert (tmp_path / "a").read_bytes() == b"old"


@pytest.mark.parametrize("error", ["fill", "forbid_writing"])
def test_a_failure_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    disk = Disk(monkeypatch, tmp_path)
    getattr(disk, error)()
    with pytest.raises(SaveError, match=r"a\.bin: could not be saved"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.bin"]
    disk.mend()
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_full_disk_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Disk(monkeypatch, tmp_path).fill()
    with pytest.raises(SaveError, match="disk is full; free some space"):
        write_whole(tmp_path / "a", b"x")


def test_a_failing_rename_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(SaveError):
        write_whole(tmp_path / "a", b"x")
    assert os.listdir(tmp_path) == []


def test_bytes_that_come_back_wrong_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.fsync

    def flip(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.lseek(handle, 0, os.SEEK_SET)
            os.write(handle, b"?")
        real(handle)

    monkeypatch.setattr(os, "fsync", flip)
    with pytest.raises(SaveError, match="other bytes"):
        write_whole(tmp_path / "a", b"precious")
    assert os.listdir(tmp_path) == []


def test_the_file_and_then_its_folder_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    real_sync, real_replace = os.fsync, os.replace

    def sync(handle: int) -> None:
        calls.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_sync(handle)

    def replace(*paths: Any) -> None:
        calls.append("rename")
        real_replace(*paths)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    write_whole(tmp_path / "a", b"x")
    assert calls == ["file", "rename", "folder"][: 3 if os.name != "nt" else 2]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="its folder does not exist"):
        write_whole(tmp_path / "nowhere" / "a", b"x")


@pytest.mark.parametrize(
    ("number", "part"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EROFS, "choose another folder"),
        (errno.EACCES, "choose another folder"),
        (errno.ENOENT, "make it or choose another"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_each_failure_names_a_way_out(number: int, part: str) -> None:
    assert part in say_why(OSError(number, os.strerror(number)))


def test_a_save_error_is_bad_input_to_the_command_line() -> None:
    assert issubclass(SaveError, InputError)
