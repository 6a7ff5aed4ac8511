from __future__ import annotations

import gzip
import hashlib
import io
import pickle
import tarfile
import urllib.error
import urllib.request
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
import torchvision.datasets
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ncsn_engine.config import (
    DataConfig,
    DigitsConfig,
    DownloadedConfig,
    FolderConfig,
    InputError,
    PointsConfig,
    PointsFileConfig,
    kinds,
)
from ncsn_engine.data import Pictures, Points, Split, Streamed, load
from ncsn_engine.data.downloaded import is_here
from ncsn_engine.data.folder import read_picture
from ncsn_engine.data.load import _loaders
from ncsn_engine.data.points import SETS
from ncsn_engine.data.sets import order, split
from tests.engine.helpers import pictures

if TYPE_CHECKING:
    from pathlib import Path

CPU = torch.device("cpu")


# -- the order ---------------------------------------------------------------------------------


@given(st.integers(1, 50), st.integers(1, 70), st.integers(0, 2**31 - 1), st.integers(0, 3))
def test_every_epoch_shows_each_picture_once(n: int, batch: int, seed: int, epoch: int) -> None:
    steps = range((epoch + 1) * n // batch + 1)
    seen = np.concatenate([order(n, batch, seed, step) for step in steps])
    assert sorted(seen[epoch * n : (epoch + 1) * n]) == list(range(n))


@given(st.integers(1, 50), st.integers(1, 70), st.integers(0, 2**31 - 1), st.integers(0, 40))
def test_the_order_continues_from_any_step(n: int, batch: int, seed: int, first: int) -> None:
    epochs: dict[int, np.ndarray] = {}
    straight = [order(n, batch, seed, step, epochs) for step in range(first + 5)]
    for step in range(first, first + 5):
        np.testing.assert_array_equal(order(n, batch, seed, step), straight[step])
        assert straight[step].shape == (batch,)


def test_epochs_and_seeds_shuffle_anew() -> None:
    epochs = [tuple(order(40, 40, seed, step)) for seed in (0, 1) for step in (0, 1)]
    assert len(set(epochs)) == 4
    assert tuple(range(40)) not in epochs


# -- digits ------------------------------------------------------------------------------------


def test_digits_are_the_real_ones() -> None:
    data = load(DigitsConfig())
    x = data.all
    assert x.shape == (1797, 1, 8, 8)
    assert x.dtype == torch.float32
    assert set((x * 16).unique().tolist()) == set(range(17))  # values k/16
    from sklearn.datasets import load_digits

    rows = {tuple(row) for row in (x.flatten(1) * 16).round().int().tolist()}
    assert rows == {tuple(row) for row in load_digits().data.astype(int).tolist()}


def test_digits_are_split_once_by_the_seed() -> None:
    data = load(DigitsConfig())
    assert (len(data.train), len(data.held_out)) == (1500, 297)
    train, held_out = set(data.train_indices.tolist()), set(data.held_out_indices.tolist())
    assert not train & held_out
    assert train | held_out == set(range(1797))
    again, other = load(DigitsConfig()), load(DigitsConfig(split_seed=1))
    np.testing.assert_array_equal(again.held_out_indices, data.held_out_indices)
    assert set(other.held_out_indices.tolist()) != held_out


def test_held_out_pictures_are_a_choice_of_all_kinds() -> None:
    from sklearn.datasets import load_digits

    labels = load_digits().target[load(DigitsConfig()).held_out_indices]
    assert np.bincount(labels, minlength=10).min() > 10


@pytest.mark.parametrize(("asked", "got"), [(1, 1), (100, 100), (449, 449), (5000, 449)])
def test_at_most_a_quarter_is_held_out(asked: int, got: int) -> None:
    assert len(load(DigitsConfig(held_out=asked)).held_out_indices) == got


def test_pixel_ranges() -> None:
    unit, signed = load(DigitsConfig()), load(DigitsConfig(pixel_range="[-1, 1]"))
    assert (unit.low, signed.low) == (0, -1)
    torch.testing.assert_close(signed.train, 2 * unit.train - 1)
    facts = signed.facts()
    assert (facts.low, facts.high) == (-1, 1)
    assert facts.std == pytest.approx(2 * unit.facts().std)


def test_facts_are_of_the_training_pictures() -> None:
    data = load(DigitsConfig())
    facts = data.facts()
    assert facts.shape == (1, 8, 8)
    assert facts.mean == pytest.approx(float(data.train.double().mean()))
    assert facts.std == pytest.approx(float(data.train.double().std()))


def test_batches_are_training_pictures_in_order_and_continue() -> None:
    data = load(DigitsConfig())
    straight = data.batches(3, 0, 100, CPU)
    batches = [next(straight) for _ in range(16)]
    resumed = data.batches(3, 9, 100, CPU)
    for step in range(9, 16):
        x, label = next(resumed)
        assert torch.equal(x, batches[step][0])
        assert torch.equal(label, batches[step][1])
    epoch = torch.cat([x for x, _ in batches[:15]]).flatten(1)
    assert {tuple(r) for r in epoch.tolist()} == {tuple(r) for r in data.train.flatten(1).tolist()}
    # 1500 pictures are 15 batches: all of them were there once.
    torch.testing.assert_close(epoch.double().sum(0), data.train.flatten(1).double().sum(0))


def test_digits_have_their_own_labels() -> None:
    from sklearn.datasets import load_digits

    data, found = load(DigitsConfig()), load_digits()
    everything = np.arange(1797)
    labels = data.labels(everything)
    assert labels.dtype == torch.int64
    np.testing.assert_array_equal(labels, found.target)
    torch.testing.assert_close(data.pictures(everything).flatten(1), torch.from_numpy(found.data / 16).float())
    assert data.facts().classes == 10


def test_batches_bring_each_picture_its_own_label() -> None:
    data = load(DigitsConfig())
    known = {tuple(x.tolist()): int(y) for x, y in zip(data.all.flatten(1), data.source.labels, strict=True)}
    assert len(known) == 1797  # no two digits are the same picture
    batches = data.batches(1, 0, 64, CPU)
    for x, labels in islice(batches, 3):
        assert labels.dtype == torch.int64
        assert [known[tuple(row.tolist())] for row in x.flatten(1)] == labels.tolist()


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(InputError, match="only 3 pictures; at least 4"):
        split(Pictures(torch.zeros(3, 1, 8, 8, dtype=torch.uint8)), DigitsConfig())


def test_pictures_of_a_single_colour_are_refused() -> None:
    with pytest.raises(InputError, match="one and the same value; choose other data"):
        split(Pictures(torch.full((9, 1, 8, 8), 7, dtype=torch.uint8)), DigitsConfig()).facts()


# -- folders -----------------------------------------------------------------------------------


def save(path: Path, values: np.ndarray, mode: str | None = None, **options: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(values[..., 0] if values.shape[-1] == 1 else values)
    (image.convert(mode) if mode else image).save(path, **options)


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """Twelve pictures of 8×8, grey, in nested folders."""
    for i, picture in enumerate(pictures(12)):
        save(tmp_path / "album" / ("deep/er" if i % 2 else ".") / f"{i:02d}.png", picture)
    return tmp_path / "album"


def test_pictures_below_a_folder_are_found_and_unchanged(album: Path) -> None:
    data = load(FolderConfig(folder=str(album), size=8, colour="grey"))
    expected = {p.tobytes() for p in pictures(12)}
    found = {(p * 255).round().byte().numpy().tobytes() for p in data.all}
    assert found == expected
    assert data.source.skipped == ()


@pytest.mark.parametrize("colour", ["grey", "RGB"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "P", "1", "LA", "CMYK", "I;16"])
def test_every_mode_is_converted(tmp_path: Path, mode: str, colour: str) -> None:
    flat = np.full((10, 10), 200, np.uint8)
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    if mode == "I;16":
        Image.fromarray(np.full((10, 10), 200 * 257, np.uint16)).save(path)
    elif mode == "1":
        Image.fromarray(flat).point(lambda v: 255).convert("1").save(path)
    else:
        Image.fromarray(flat).convert(mode).save(path)
    picture = read_picture(path, 8, colour)
    assert picture.shape == ((1 if colour == "grey" else 3), 8, 8)
    assert picture.dtype == torch.uint8
    expected = 255 if mode == "1" else 200
    assert (picture.int() - expected).abs().max() <= 2


def test_16_bit_grey_is_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16).reshape(8, 8)
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    found = read_picture(tmp_path / "deep.png", 8, "grey")[0].numpy().astype(int)
    assert np.abs(found - np.rint(ramp / 257)).max() <= 1


def test_see_through_parts_are_white_as_on_paper(tmp_path: Path) -> None:
    rgba = np.zeros((8, 8, 4), np.uint8)
    rgba[:, 4:, 3] = 255
    Image.fromarray(rgba).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png", 8, "RGB")
    assert (picture[:, :, :4] == 255).all()
    assert (picture[:, :, 4:] == 0).all()


def test_colours_keep_their_order(tmp_path: Path) -> None:
    save(tmp_path / "a.png", np.full((8, 8, 3), (250, 100, 5), np.uint8))
    assert read_picture(tmp_path / "a.png", 8, "RGB")[:, 0, 0].tolist() == [250, 100, 5]


def test_pictures_taken_sideways_stand_upright(tmp_path: Path) -> None:
    wide = np.zeros((8, 8), np.uint8)
    wide[0] = 255  # a bright top row
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise: the top becomes the right
    Image.fromarray(wide).save(tmp_path / "a.png", exif=exif)
    picture = read_picture(tmp_path / "a.png", 8, "grey")[0]
    assert (picture[:, -1] == 255).all()
    assert (picture[:, :-1] == 0).all()


@pytest.mark.parametrize(("width", "height"), [(40, 16), (16, 40), (8, 8), (100, 101)])
def test_any_size_is_resized_and_cropped_at_the_centre(tmp_path: Path, width: int, height: int) -> None:
    values = np.zeros((height, width), np.uint8)
    square = min(width, height)
    top, left = (height - square) // 2, (width - square) // 2
    values[top : top + square, left : left + square] = 180
    Image.fromarray(values).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png", 8, "grey")[0]
    assert (picture[2:-2, 2:-2].int() - 180).abs().max() <= 6


def test_small_pictures_are_enlarged(tmp_path: Path) -> None:
    Image.new("L", (3, 5), 90).save(tmp_path / "a.png")
    assert (read_picture(tmp_path / "a.png", 8, "grey") == 90).all()


def test_files_that_are_no_pictures_are_skipped_and_listed(album: Path) -> None:
    (album / "text.png").write_text("this is no picture", encoding="utf-8")
    (album / "empty.gif").write_bytes(b"")
    (album / "notes.txt").write_text("not even called one", encoding="utf-8")
    (album / "folder.png").mkdir()
    whole = io.BytesIO()
    Image.fromarray(pictures(1, 64)[0, ..., 0]).save(whole, "JPEG")
    (album / "cut.jpg").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    data = load(FolderConfig(folder=str(album), size=8, colour="grey"))
    assert len(data.source) == 12
    assert sorted(reason.split(":")[0] for reason in data.source.skipped) == ["cut.jpg", "empty.gif", "text.png"]
    assert "text.png: not a picture" in data.source.skipped


def test_very_large_pictures_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    Image.new("1", (16_001, 4_000)).save(tmp_path / "bomb.png")
    with pytest.raises(InputError, match=r"bomb\.png.*64 million pixels"):
        read_picture(tmp_path / "bomb.png", 8, "grey")


@pytest.mark.parametrize(
    ("name", "part"), [("", "data.folder: is empty"), ("gone", "there is no folder"), ("bare", "holds no pictures")]
)
def test_folders_without_pictures_are_named(tmp_path: Path, name: str, part: str) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / "readme.txt").write_text("nothing here", encoding="utf-8")
    with pytest.raises(InputError, match=part) as caught:
        load(FolderConfig(folder=str(tmp_path / name) if name else ""))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_of_broken_pictures_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no", encoding="utf-8")
    with pytest.raises(InputError, match="1 files look like pictures, but none could be read"):
        load(FolderConfig(folder=str(tmp_path)))


def test_a_streamed_set_gives_the_same_as_one_in_memory(album: Path) -> None:
    (album / "text.png").write_text("this is no picture", encoding="utf-8")
    sets: list[Split] = [
        load(FolderConfig(folder=str(album), size=8, colour="grey", memory=memory)) for memory in (2048, 0)
    ]
    assert isinstance(sets[0].source, Pictures)
    assert isinstance(sets[1].source, Streamed)
    a, b = (s.batches(5, 2, 7, CPU) for s in sets)
    for _ in range(6):
        (x, label), (streamed, streamed_label) = next(a), next(b)
        assert torch.equal(x, streamed)
        assert label is streamed_label is None  # some of the pictures lie in no sub-folder
    assert torch.equal(sets[0].train, sets[1].train)
    assert torch.equal(sets[0].held_out, sets[1].held_out)
    assert sets[0].facts() == sets[1].facts()
    assert len(sets[1].source.skipped) == 1


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """Twelve pictures of 8×8, grey, in three sub-folders; the second digit of a name is its class."""
    for i, picture in enumerate(pictures(12)):
        name = ("bees", "ants", "owls/young")[i % 3]
        save(tmp_path / "zoo" / name / f"{i:02d}.png", picture)
    return tmp_path / "zoo"


@pytest.mark.parametrize("memory", [2048, 0])
def test_sub_folders_are_the_classes_in_the_order_of_their_names(classes: Path, memory: int) -> None:
    (classes / "ants" / "text.png").write_text("this is no picture", encoding="utf-8")
    data = load(FolderConfig(folder=str(classes), size=8, colour="grey", memory=memory))
    assert isinstance(data.source, Pictures if memory else Streamed)
    assert len(data.source.skipped) == 1  # which shifts no label
    of_picture = {p.tobytes(): (1, 0, 2)[i % 3] for i, p in enumerate(pictures(12))}
    found = data.pictures(np.arange(12))
    expected = [of_picture[(x * 255).round().byte().numpy().tobytes()] for x in found]
    assert data.labels(np.arange(12)).tolist() == expected
    assert data.labels(np.array([7, 2])).tolist() == [expected[7], expected[2]]
    assert data.facts().classes == 3


def test_streamed_labels_are_those_in_memory(classes: Path) -> None:
    kept, streamed = (
        load(FolderConfig(folder=str(classes), size=8, colour="grey", memory=m)).batches(5, 2, 7, CPU)
        for m in (2048, 0)
    )
    seen = []
    for _ in range(6):
        (x, label), (other, other_label) = next(kept), next(streamed)
        assert torch.equal(x, other)
        assert label.dtype == other_label.dtype == torch.int64
        assert torch.equal(label, other_label)
        seen += label.tolist()
    assert set(seen) == {0, 1, 2}


@pytest.mark.parametrize("memory", [2048, 0])
def test_pictures_that_are_not_sorted_into_sub_folders_have_no_classes(
    album: Path, tmp_path: Path, memory: int
) -> None:
    for i, picture in enumerate(pictures(5)):
        save(tmp_path / "one" / "only" / f"{i}.png", picture)
        save(tmp_path / "none" / f"{i}.png", picture)
    for place in (album, tmp_path / "one", tmp_path / "none"):
        data = load(FolderConfig(folder=str(place), size=8, colour="grey", memory=memory))
        assert data.source.labels is None
        assert data.labels(np.arange(3)) is None
        assert data.facts().classes == 0
        assert next(data.batches(0, 0, 2, CPU))[1] is None


def test_reading_tells_how_far_it_is(album: Path) -> None:
    told: list[tuple[str, float]] = []
    load(FolderConfig(folder=str(album), size=8), lambda what, share: told.append((what, share)))
    assert told
    assert all("album" in what and 0 <= share <= 1 for what, share in told)


# -- downloaded sets ---------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise urllib.error.URLError("no network in tests")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    monkeypatch.setattr("torchvision.datasets.utils.urlretrieve", refuse, raising=False)


def idx(values: np.ndarray) -> bytes:
    """MNIST's own format: two zeros, 8 for bytes, the number of axes, their lengths, the values."""
    head = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    return head + values.astype(np.uint8).tobytes()


def put_mnist(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> np.ndarray:
    raw = folder / name / "raw"
    raw.mkdir(parents=True)
    values = pictures(20, 28)[..., 0]
    resources = []
    for part, count in (("train", 20), ("t10k", 6)):
        for kind, content in (("images-idx3", values[:count]), ("labels-idx1", np.arange(count) % 10)):
            file = raw / f"{part}-{kind}-ubyte.gz"
            file.write_bytes(gzip.compress(idx(content)))
            resources.append((file.name, hashlib.md5(file.read_bytes()).hexdigest()))
    monkeypatch.setattr(getattr(torchvision.datasets, name), "resources", resources)
    return values


@pytest.mark.parametrize(("kind", "name"), [("mnist", "MNIST"), ("fashion-mnist", "FashionMNIST")])
def test_mnist_fetched_by_hand_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, name: str) -> None:
    values = put_mnist(tmp_path, monkeypatch, name)
    for unpacked in (False, True):  # packed, and then unpacked by the first time
        assert is_here(DownloadedConfig(kind=kind, folder=str(tmp_path))) is unpacked
        data = load(DownloadedConfig(kind=kind, folder=str(tmp_path), held_out=5))
        torch.testing.assert_close(data.pictures(np.arange(20)), torch.from_numpy(values)[:, None] / 255)
        assert len(data.held_out_indices) == 5
        assert data.labels(np.arange(20)).tolist() == [*range(10), *range(10)]
        assert data.facts().classes == 10


def test_cifar10_fetched_by_hand_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    values = pictures(20, 32, 3)
    flat = values.transpose(0, 3, 1, 2).reshape(20, 3072)
    files: dict[str, bytes] = {}
    for i in range(5):
        part = {"data": flat[4 * i : 4 * i + 4], "labels": [0, 1, 2, 3], "batch_label": b"", "filenames": []}
        files[f"data_batch_{i + 1}"] = pickle.dumps(part)
    files["test_batch"] = files["data_batch_1"]
    files["batches.meta"] = pickle.dumps({"label_names": [str(i) for i in range(10)]})
    archive = tmp_path / "cifar-10-python.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

    def md5(content: bytes) -> str:
        return hashlib.md5(content).hexdigest()

    cifar = torchvision.datasets.CIFAR10
    monkeypatch.setattr(cifar, "tgz_md5", md5(archive.read_bytes()))
    monkeypatch.setattr(cifar, "train_list", [[n, md5(files[n])] for n in sorted(files) if n.startswith("data_")])
    monkeypatch.setattr(cifar, "test_list", [["test_batch", md5(files["test_batch"])]])
    monkeypatch.setattr(cifar, "meta", {**cifar.meta, "md5": md5(files["batches.meta"])})
    data = load(DownloadedConfig(kind="cifar10", folder=str(tmp_path)))
    expected = torch.from_numpy(values.transpose(0, 3, 1, 2).copy()) / 255
    torch.testing.assert_close(data.pictures(np.arange(20)), expected)
    assert data.facts().shape == (3, 32, 32)
    assert data.labels(np.arange(20)).tolist() == [0, 1, 2, 3] * 5


@pytest.mark.parametrize(
    ("kind", "below", "file"),
    [
        ("mnist", "MNIST/raw", "train-images-idx3-ubyte.gz"),
        ("fashion-mnist", "FashionMNIST/raw", "train-images-idx3-ubyte.gz"),
        ("cifar10", "", "cifar-10-python.tar.gz"),
    ],
)
def test_without_a_network_the_way_out_is_named(tmp_path: Path, kind: str, below: str, file: str) -> None:
    with pytest.raises(InputError) as caught:
        load(DownloadedConfig(kind=kind, folder=str(tmp_path)))
    message = str(caught.value)
    for part in (f"data.kind = '{kind}'", "could not be downloaded", file, str(tmp_path / below), "'digits'"):
        assert part in message
    assert "\n" not in message


def test_a_set_that_was_torn_while_it_was_unpacked_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_mnist(tmp_path, monkeypatch, "MNIST")
    load(DownloadedConfig(folder=str(tmp_path)))
    unpacked = tmp_path / "MNIST" / "raw" / "train-images-idx3-ubyte"
    unpacked.write_bytes(unpacked.read_bytes()[:5000])
    with pytest.raises(InputError, match="MNIST"):
        load(DownloadedConfig(folder=str(tmp_path)))


def test_downloads_go_below_the_users_data_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(InputError) as caught:
        load(DownloadedConfig())
    assert "ncsn-studio" in str(caught.value)
    assert "MNIST" in str(caught.value)


def test_a_download_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_mnist(tmp_path, monkeypatch, "MNIST")
    raw = tmp_path / "MNIST" / "raw"
    contents = {file.name: file.read_bytes() for file in raw.iterdir()}
    for file in raw.iterdir():
        file.unlink()

    class Answer(io.BytesIO):
        def __init__(self, url: str) -> None:
            content = contents[url.rsplit("/", 1)[-1]]
            super().__init__(content)
            self.url = url
            self.length = len(content)
            self.headers = {"Content-Length": str(len(content))}

    def answer(request: Any, *_: Any, **__: Any) -> Answer:
        url = request.full_url if isinstance(request, urllib.request.Request) else str(request)
        return Answer(url)

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    told: list[tuple[str, float]] = []
    data = load(DownloadedConfig(folder=str(tmp_path)), lambda what, share: told.append((what, share)))
    assert len(data.source) == 20
    assert {what for what, _ in told} == {"downloading mnist"}
    assert max(share for _, share in told) == 1


# -- points ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", kinds("data"))
def test_every_kind_of_data_has_its_function(kind: str) -> None:
    assert callable(_loaders.find(kinds("data")[kind](kind=kind)))


@pytest.mark.parametrize("kind", SETS)
def test_points_are_loaded_split_and_described(kind: str) -> None:
    settings = PointsConfig(kind=kind, count=500, held_out=100)
    data = load(settings)
    assert isinstance(data.source, Points)
    assert data.all.shape == (500, 2) and data.all.dtype == torch.float32
    assert (data.train.shape, data.held_out.shape) == ((400, 2), (100, 2))
    assert set(data.train_indices.tolist()) | set(data.held_out_indices.tolist()) == set(range(500))
    torch.testing.assert_close(data.pictures(data.held_out_indices), data.held_out)
    facts = data.facts()
    assert (facts.shape, facts.is_points) == ((2,), True)
    assert facts.low < float(data.all.min()) and float(data.all.max()) < facts.high
    middle = (data.all.amax(0) + data.all.amin(0)) / 2  # the square stands about them, not far off
    assert facts.high - facts.low < 1.3 * float((data.all.amax(0) - data.all.amin(0)).max() + middle.diff().abs())
    assert facts.mean == pytest.approx(float(data.train.double().mean()))
    assert facts.std == pytest.approx(float(data.train.double().std()))
    x, labels = SETS[kind](500, np.random.default_rng([0, 2]))
    np.testing.assert_array_equal(data.all, x)
    if kind == "swiss-roll":  # one sheet is no classes
        assert data.source.labels is None and facts.classes == 0
    else:
        np.testing.assert_array_equal(data.labels(np.arange(500)), labels)
        assert facts.classes == labels.max() + 1


def test_points_are_drawn_by_the_splits_seed() -> None:
    a, again, other = (load(PointsConfig(kind="moons", count=300, split_seed=seed)) for seed in (1, 1, 2))
    assert torch.equal(a.all, again.all)
    np.testing.assert_array_equal(a.held_out_indices, again.held_out_indices)
    assert not torch.equal(a.all, other.all)
    assert len(a.held_out_indices) == 75  # never more than a quarter


def test_batches_of_points_are_training_points_with_their_labels_and_continue() -> None:
    data = load(PointsConfig(kind="pinwheel", count=400, held_out=100))
    known = {tuple(x.tolist()): int(y) for x, y in zip(data.all, data.source.labels, strict=True)}
    batches = list(islice(data.batches(3, 0, 60, CPU), 10))
    for x, labels in batches:
        assert x.shape == (60, 2) and x.dtype == torch.float32
        assert [known[tuple(row.tolist())] for row in x] == labels.tolist()
    epoch = {tuple(row.tolist()) for x, _ in batches[:5] for row in x}
    assert epoch == {tuple(row.tolist()) for row in data.train}
    for (x, labels), (again, labels_again) in zip(batches[4:], data.batches(3, 4, 60, CPU), strict=False):
        assert torch.equal(x, again) and torch.equal(labels, labels_again)


def csv(tmp_path: Path, text: str) -> PointsFileConfig:
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    return PointsFileConfig(file=str(tmp_path / "points.csv"))


def test_points_of_a_file_with_labels_of_any_numbers(tmp_path: Path) -> None:
    rows = [(i / 8, -i, (30, -2, 7)[i % 3]) for i in range(12)]
    data = load(csv(tmp_path, "x,y,label\n" + "".join(f"{x},{y},{k}\n" for x, y, k in rows)))
    assert data.all.tolist() == [[x, y] for x, y, _ in rows]
    assert data.labels(np.arange(12)).tolist() == [(2, 0, 1)[i % 3] for i in range(12)]  # -2, 7, 30
    facts = data.facts()
    assert (facts.shape, facts.classes, len(data.held_out_indices)) == ((2,), 3, 3)
    assert facts.low < -11 and facts.high > 1.375


@pytest.mark.parametrize("text", ["0,1\n2,3\n4,5\n6,7\n", "0,1,5\n2,3,5\n4,5,5\n6,7,5\n"])
def test_points_of_a_file_without_classes(tmp_path: Path, text: str) -> None:
    data = load(csv(tmp_path, text))
    assert data.all.tolist() == [[0, 1], [2, 3], [4, 5], [6, 7]]
    assert data.source.labels is None
    assert data.facts().classes == 0


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1,2\n" * 9, r"points\.csv: all its points are one and the same; give others"),
        ("1,2\n3,4\n5,6\n", r"points\.csv: holds only 3 points; expected at least 4"),
        ("1,2\nx,4\n5,6\n7,8\n", r"points\.csv, line 2: found 'x', expected a number"),
        ("1,2\n3,4\n5,6\n7,nan\n", r"points\.csv, line 4: found 'nan', expected a finite number"),
    ],
)
def test_files_without_a_cloud_of_points_are_named(tmp_path: Path, text: str, part: str) -> None:
    with pytest.raises(InputError, match=part) as caught:
        load(csv(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_file_of_points_must_be_named_and_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"data\.file: is empty; name a CSV file of points, or draw some"):
        load(PointsFileConfig())
    with pytest.raises(InputError, match=r"gone\.csv: there is no such file"):
        load(PointsFileConfig(file=str(tmp_path / "gone.csv")))


def test_points_far_from_the_origin_are_inside_their_square(tmp_path: Path) -> None:
    facts = load(csv(tmp_path, "1000,-5\n1001,-5\n1000,-6\n1002,-4\n")).facts()
    assert facts.low < -6 and facts.high > 1002


@pytest.mark.parametrize("settings", [PointsConfig(kind="moons", count=8, held_out=1), DigitsConfig()])
def test_too_few_are_called_by_their_name(settings: DataConfig) -> None:
    source = load(settings).source
    few = type(source)(source.values[:3])
    with pytest.raises(InputError, match=f"only 3 {'points' if isinstance(source, Points) else 'pictures'}"):
        split(few, settings)
