"""One reader for every picture that people give, and what it finds in folders."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ncsn_engine.cli import main
from ncsn_engine.cli.pictures import read_picture as read_for_restoring
from ncsn_engine.config import FolderConfig, InputError
from ncsn_engine.data import load
from ncsn_engine.data.folder import folder
from ncsn_engine.origin import read_origin
from ncsn_engine.pictures import find_pictures, fingerprint, holds_pictures, read_picture, read_size
from ncsn_engine.recipe import read_recipe
from tests.engine.helpers import pictures

SIDE = 8
SHARES = np.tile(np.linspace(0, 1, SIDE), (SIDE, 1))  # a ramp from black to white
DEEP = np.rint(SHARES * 65535).astype(np.uint16)


# -- files, made by hand where Pillow does not write them --------------------------------------


def png(depth: int, colour: int, rows: list[bytes], clear: bytes = b"", exif: bytes = b"") -> bytes:
    """A PNG of SIDE × SIDE pixels; `clear` is what its tRNS chunk holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, depth, colour, 0, 0, 0))
    more = (chunk(b"tRNS", clear) if clear else b"") + (chunk(b"eXIf", exif) if exif else b"")
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return b"\x89PNG\r\n\x1a\n" + head + more + body + chunk(b"IEND", b"")


def tiff(bits: int, form: int, white: int, data: bytes) -> bytes:
    """A grey TIFF: form 1 is without a sign, 2 with one, 3 floating point; white 1 is the usual way, 0 a negative."""
    tags = [(256, SIDE), (257, SIDE), (258, bits), (259, 1), (262, white), (273, 8), (277, 1), (278, SIDE)]
    tags += [(279, len(data)), (339, form)]
    entries = b"".join(struct.pack("<HHII", tag, 4 if tag in (273, 279) else 3, 1, value) for tag, value in tags)
    start = struct.pack("<I", 8 + len(data))
    return b"II*\0" + start + data + struct.pack("<H", len(tags)) + entries + bytes(4)


def packed(values: list[int], bits: int) -> bytes:
    """Whole numbers of so many bits, one after the other."""
    text = "".join(f"{value:0{bits}b}" for value in values)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def pillow(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def of(shares: np.ndarray, top: int, kind: str) -> bytes:
    return np.rint(shares * top).astype(kind).tobytes()


RAMPS: dict[str, Callable[[], bytes]] = {
    "8.png": lambda: pillow(Image.fromarray((SHARES * 255).round().astype(np.uint8)), "PNG"),
    "16.png": lambda: pillow(Image.fromarray(DEEP), "PNG"),
    "16-alpha.png": lambda: png(16, 4, [of(np.stack([SHARES[0], np.ones(SIDE)], 1), 65535, ">u2")] * SIDE),
    "16-colour.png": lambda: png(16, 2, [of(SHARES[0].repeat(3), 65535, ">u2")] * SIDE),
    "16.tif": lambda: pillow(Image.fromarray(DEEP), "TIFF"),
    "16-negative.tif": lambda: tiff(16, 1, 0, of(1 - SHARES, 65535, "<u2")),
    "12.tif": lambda: tiff(12, 1, 1, packed(np.rint(SHARES * 4095).astype(int).ravel().tolist(), 12)),
    "32.tif": lambda: tiff(32, 1, 1, of(SHARES, 2**32 - 1, "<u4")),
    "float.tif": lambda: tiff(32, 3, 1, SHARES.astype("<f4").tobytes()),
    "float-negative.tif": lambda: tiff(32, 3, 0, (1 - SHARES).astype("<f4").tobytes()),
    "float.pfm": lambda: b"Pf\n8 8\n-1.0\n" + SHARES[::-1].astype("<f4").tobytes(),
    "16.pgm": lambda: b"P5 8 8 65535\n" + of(SHARES, 65535, ">u2"),
    "12.pgm": lambda: b"P5 8 8 4095\n" + of(SHARES, 4095, ">u2"),
    "16-plain.pgm": lambda: b"P2 8 8 65535\n" + b" ".join(b"%d" % v for v in DEEP.ravel()) + b"\n",
    "16.ppm": lambda: b"P6 8 8 65535\n" + of(SHARES.ravel().repeat(3), 65535, ">u2"),
    "4.png": lambda: png(4, 0, [packed(list(range(0, 16, 2)), 4)] * SIDE),
}
NOT_READ = {
    "signed-16.tif": lambda: tiff(16, 2, 1, of(SHARES, 32767, "<i2")),
    "signed-32.tif": lambda: pillow(Image.fromarray(DEEP.astype(np.int32)), "TIFF"),
    "float-255.tif": lambda: tiff(32, 3, 1, (255 * SHARES).astype("<f4").tobytes()),
    "float-nan.tif": lambda: tiff(32, 3, 1, np.full((8, 8), np.nan, "<f4").tobytes()),
    "lab.tif": lambda: pillow(Image.new("LAB", (8, 8)), "TIFF"),
    "program.eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n%%EndComments\nshowpage\n",
}


def trained(path: Path) -> np.ndarray:
    source = folder(FolderConfig(folder=str(path.parent), size=SIDE, colour="grey"))
    return source.values[0, 0].numpy() / 255


def restored(path: Path) -> np.ndarray:
    return read_for_restoring(path, 1, (SIDE, SIDE))[0].numpy()


CONSUMERS = pytest.mark.parametrize("read", [trained, restored])


@CONSUMERS
@pytest.mark.parametrize("name", RAMPS)
def test_every_depth_is_scaled_from_its_own_range(
    tmp_path: Path, name: str, read: Callable[[Path], np.ndarray]
) -> None:
    (tmp_path / name).write_bytes(RAMPS[name]())
    expected = np.tile(np.arange(0, 16, 2) / 15, (SIDE, 1)) if name == "4.png" else SHARES
    assert np.abs(read(tmp_path / name) - expected).max() <= 1 / 255 + 1e-6


@CONSUMERS
@pytest.mark.parametrize("name", NOT_READ)
def test_what_has_no_known_black_and_white_is_named(
    tmp_path: Path, name: str, read: Callable[[Path], np.ndarray]
) -> None:
    (tmp_path / name).write_bytes(NOT_READ[name]())
    with pytest.raises(InputError) as caught:
        read(tmp_path / name)
    assert "\n" not in str(caught.value)
    if read is restored:
        assert name in str(caught.value)


def test_12_bits_kept_in_16_are_read_dark_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Image.fromarray(DEEP // 16).save(tmp_path / "grey.png")
    (tmp_path / "colour.png").write_bytes(png(16, 2, [of(SHARES[0].repeat(3), 4095, ">u2")] * SIDE))
    Image.fromarray(DEEP).save(tmp_path / "full.png")
    Image.fromarray(0 * DEEP).save(tmp_path / "black.png")
    (note,) = folder(FolderConfig(folder=str(tmp_path), size=SIDE, colour="grey")).notes
    assert note.startswith("colour.png, grey.png: ") and "12 bits kept in 16" in note
    read_for_restoring(tmp_path / "grey.png", 1, (SIDE, SIDE))
    assert "12 bits kept in 16" in capsys.readouterr().err


# -- see-through parts -------------------------------------------------------------------------


def see_through(mode: str) -> Image.Image:
    """Black ink on the right half, nothing on the left."""
    drawn = Image.new("RGBA", (SIDE, SIDE), (0, 0, 0, 0))
    drawn.paste((0, 0, 0, 255), (SIDE // 2, 0, SIDE, SIDE))
    if mode != "PA":
        return drawn.convert(mode)
    indexed = Image.new("P", (SIDE, SIDE))
    indexed.putpalette([0] * 768)
    indexed.putalpha(drawn.getchannel("A"))
    return indexed


def two_tones(mode: str) -> Image.Image:
    """Black on the right half; on the left what is to be see-through."""
    halves = Image.new("L", (SIDE, SIDE), 85)
    halves.paste(0, (SIDE // 2, 0, SIDE, SIDE))
    return halves.convert(mode)


def indexed() -> Image.Image:
    image = Image.new("P", (SIDE, SIDE), 1)
    image.putpalette([0, 0, 0, 85, 85, 85])
    image.paste(0, (SIDE // 2, 0, SIDE, SIDE))
    return image


INK: dict[str, Callable[[], bytes]] = {
    "RGBA.png": lambda: pillow(see_through("RGBA"), "PNG"),
    "LA.png": lambda: pillow(see_through("LA"), "PNG"),
    "PA.tif": lambda: pillow(see_through("PA"), "TIFF"),
    "RGBA.tif": lambda: pillow(see_through("RGBA"), "TIFF"),
    "RGBA.webp": lambda: pillow(see_through("RGBA"), "WEBP", lossless=True),
    "16-alpha.png": lambda: png(16, 4, [struct.pack(">16H", *[0, 0] * 4, *[0, 65535] * 4)] * SIDE),
    "P.png": lambda: pillow(indexed(), "PNG", transparency=1),
    "P.gif": lambda: pillow(indexed(), "GIF", transparency=1),
    "L-tRNS.png": lambda: pillow(two_tones("L"), "PNG", transparency=85),
    "RGB-tRNS.png": lambda: pillow(two_tones("RGB"), "PNG", transparency=(85, 85, 85)),
    "2-tRNS.png": lambda: png(2, 0, [packed([1] * 4 + [0] * 4, 2)] * SIDE, struct.pack(">H", 1)),
    "4-tRNS.png": lambda: png(4, 0, [packed([5] * 4 + [0] * 4, 4)] * SIDE, struct.pack(">H", 5)),
    "16-tRNS.png": lambda: png(16, 0, [struct.pack(">8H", *[21845] * 4, *[0] * 4)] * SIDE, struct.pack(">H", 21845)),
    "16-RGB-tRNS.png": lambda: png(
        16, 2, [struct.pack(">24H", *[21845] * 12, *[0] * 12)] * SIDE, struct.pack(">3H", *[21845] * 3)
    ),
}


@CONSUMERS
@pytest.mark.parametrize("name", INK)
def test_see_through_is_paper_everywhere(tmp_path: Path, name: str, read: Callable[[Path], np.ndarray]) -> None:
    (tmp_path / name).write_bytes(INK[name]())
    found = read(tmp_path / name)
    assert (found[:, :4] == 1).all()
    assert (found[:, 4:] <= 0.02).all()


def test_a_mask_on_a_see_through_ground_hides_its_ink(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mask.png").write_bytes(INK["RGBA.png"]())
    flags = ["--restoration.rounds", "2", "--restoration.steps", "1", "--restoration.count", "1"]
    flags += ["--restoration.hidden", "file", "--restoration.mask", str(tmp_path / "mask.png")]
    out = tmp_path / "a.npz"
    assert main(["restore", "ready-made", "held-out:1", *flags, "--out", str(out)]) == 0, capsys.readouterr().err
    with np.load(out) as arrays:
        assert (arrays["given"][0, :, 4:] == 0).all()  # hidden
        assert arrays["given"][0, :, :4].any()


# -- turned pictures, and broken EXIF ----------------------------------------------------------


@CONSUMERS
@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_turning_stands_upright(
    tmp_path: Path, orientation: int, form: str, read: Callable[[Path], np.ndarray]
) -> None:
    upright = np.zeros((SIDE, SIDE), np.uint8)
    upright[0], upright[:, 0] = 255, 100  # a bright top, a grey left side: no two turnings look alike
    back = {5: "TRANSPOSE", 6: "ROTATE_90", 7: "TRANSVERSE", 8: "ROTATE_270"}
    back |= {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM"}
    image = Image.fromarray(upright).convert("RGB")
    held = image.transpose(Image.Transpose[back[orientation]]) if orientation > 1 else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    name = f"a.{form.lower()}".replace("tiff", "tif")
    held.save(tmp_path / name, form, exif=exif, **({"lossless": True} if form == "WEBP" else {}))
    np.testing.assert_allclose(255 * read(tmp_path / name), upright, atol=1)


def exif_of(*entries: tuple[int, int, int, bytes]) -> bytes:
    """EXIF of tags (number, type, count, four bytes of value), with some bytes behind them to point at."""
    body = b"".join(struct.pack("<HHI", *entry[:3]) + entry[3] for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + body + bytes(4) + b"\x01\0\0\0\0\0\0\0" * 4


def broken_exif() -> Iterator[bytes]:
    """Text where a number belongs, fractions over 0, what lies nowhere, what is endless, what has no type."""
    turned = (0x0112, 3, 1, struct.pack("<HH", 6, 0))
    here = 10 + 2 * 12 + 4
    for tag in (0x0112, 0x011A, 0x8769, 0x8825, 0x0128, 0x9003):
        for kind, count, value in (
            (2, 4, b"six\0"),
            (5, 1, struct.pack("<I", here)),
            (5, 2, struct.pack("<I", here)),
            (4, 1, struct.pack("<I", 2**31)),
            (3, 2**20, struct.pack("<I", here)),
            (99, 1, bytes(4)),
            (7, 4, b"\xff\xfe\0\x01"),
            (12, 1, struct.pack("<I", 60_000)),
        ):
            yield exif_of(turned, (tag, kind, count, value)) if tag != 0x0112 else exif_of((tag, kind, count, value))
    yield from (b"II*\0", b"nonsense", b"MM\0*\0\0\0\x08\xff\xff", exif_of(turned)[:15])


def with_exif(form: str, exif: bytes) -> bytes:
    image = Image.fromarray(pictures(1)[0, ..., 0]).convert("RGB")
    if form == "PNG":
        return png(8, 2, [np.asarray(image)[row].tobytes() for row in range(SIDE)], exif=exif)
    return pillow(image, form, exif=b"Exif\0\0" + exif)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_no_broken_exif_stops_a_set(tmp_path: Path, form: str) -> None:
    for index, exif in enumerate(broken_exif()):
        (tmp_path / f"{index:02d}.{form.lower()}").write_bytes(with_exif(form, exif))
    source = folder(FolderConfig(folder=str(tmp_path), size=SIDE))
    assert len(source) + len(source.skipped) == 52
    assert len(source) >= 26  # what is wrong elsewhere is no reason to leave a picture out
    assert all("\n" not in reason for reason in source.skipped)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_no_broken_file_stops_a_look_for_a_recipe(tmp_path: Path, form: str) -> None:
    file = tmp_path / "a.png"  # read by what it holds, not by its name
    for exif in broken_exif():
        file.write_bytes(exif if form == "TIFF" else with_exif(form, exif))
        with pytest.raises(InputError, match=r"holds no recipe|can't be read"):
            read_recipe(file)
        assert read_origin(file) is None


# -- broken files ------------------------------------------------------------------------------


def header_of(width: int, height: int) -> bytes:
    whole = bytearray(png(1, 0, [b"\0"] * SIDE))
    whole[16:24] = struct.pack(">II", width, height)
    whole[29:33] = struct.pack(">I", zlib.crc32(bytes(whole[12:29])))
    return bytes(whole)


BROKEN = {
    "400-megapixels.png": header_of(20_000, 20_000),
    "70-megapixels.png": header_of(10_000, 7_000),
    "cut.png": pillow(Image.fromarray(pictures(1, 64)[0, ..., 0]), "PNG")[:900],
    "checksum.png": pillow(Image.fromarray(pictures(1)[0, ..., 0]), "PNG").replace(b"IDAT", b"IDAX"),
    "short-trns.png": png(8, 0, [bytes(8)] * 8, b"\0"),
    "no-size.pgm": b"P5\n",
    "words.pgm": b"P5 eight eight 255\n" + bytes(64),
    "endless-word.pgm": b"P5 88888888888888 8 255\n",
    "no-white.pgm": b"P5 8 8 0\n" + bytes(64),
    "too-white.pgm": b"P5 8 8 70000\n" + bytes(64),
    "plain-words.ppm": b"P3 8 8 255\nred green blue\n",
    "plain-high.ppm": b"P3 1 1 255\n300 0 0\n",
    "short.ppm": b"P6 8 8 255\n" + bytes(5),
    "no-scale.pfm": b"Pf 8 8 0\n" + bytes(256),
    "empty.tif": b"II*\0" + bytes(4),
    "no-tags.tif": b"II*\0\x08\0\0\0\0\0\0\0\0\0",
    "text.jpg": b"this is no picture",
    "empty.gif": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_skipped_in_a_set_and_refused_alone(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for i, picture in enumerate(pictures(5)):
        Image.fromarray(picture[..., 0]).save(tmp_path / f"{i}.png")
    (tmp_path / name).write_bytes(BROKEN[name])
    source = folder(FolderConfig(folder=str(tmp_path), size=SIDE))
    assert len(source) == 5
    assert [reason.split(":")[0] for reason in source.skipped] == [name]
    assert main(["restore", "ready-made", str(tmp_path / name), "--out", str(tmp_path / "out.npz")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert name in line


def test_no_damage_at_all_gets_past_the_reader(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    colours = Image.fromarray(pictures(1, 16, 3)[0])
    for form in ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF", "PPM"):
        whole = np.frombuffer(pillow(colours, form), np.uint8)
        for _ in range(40):
            torn = whole[: random.integers(1, len(whole))] if random.random() < 0.3 else whole.copy()
            places = random.integers(0, min(len(torn), 200), 3)
            torn = torn.copy()
            torn[places] = random.integers(0, 256, 3)
            (tmp_path / "a").write_bytes(torn.tobytes())
            with contextlib.suppress(InputError):
                assert read_picture(tmp_path / "a").image.mode == "RGB"


@pytest.mark.parametrize("command", ["design", "train"])
def test_a_folder_of_nothing_but_damage_leaves_no_run_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.setenv("NCSN_RUNS", str(tmp_path / "runs"))
    (tmp_path / "album").mkdir()
    for index, exif in enumerate(broken_exif()):
        (tmp_path / "album" / f"{index:02d}.png").write_bytes(with_exif("PNG", exif)[:-30])
    given = [str(tmp_path / "album")] if command == "design" else []
    given = given or ["--data.kind", "folder", "--data.folder", str(tmp_path / "album")]
    assert main([command, *given]) == 2
    assert "none could be read" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists() or not list((tmp_path / "runs").iterdir())


def test_the_size_is_known_from_the_head(tmp_path: Path) -> None:
    Image.new("L", (30, 20)).save(tmp_path / "a.png")
    assert read_size(tmp_path / "a.png") == (30, 20)
    (tmp_path / "text.png").write_text("no")
    with pytest.raises(InputError, match=r"text\.png: not a picture"):
        read_size(tmp_path / "text.png", "text.png")


# -- what lies in a folder ---------------------------------------------------------------------


def put(*paths: Path) -> None:
    """A picture at each of these paths, no two alike."""
    for i, path in enumerate(paths):
        path.parent.mkdir(parents=True, exist_ok=True)
        shade = (len(str(path)) * 31 + 7 * i) % 256
        Image.fromarray(np.full((SIDE, SIDE), shade, np.uint8)).save(path)


def zoo(place: Path, each: int = 3) -> Path:
    put(*(place / kind / f"{i}.png" for kind in ("ants", "bees") for i in range(each)))
    return place


HIDDEN = [".ipynb_checkpoints", "@eaDir", "__MACOSX", ".thumbnails/large", "lost+found", "$RECYCLE.BIN", "@EADIR"]


@pytest.mark.parametrize("name", HIDDEN)
@pytest.mark.parametrize("below", [".", "ants"])
def test_hidden_and_systems_own_folders_are_left_out_and_said(tmp_path: Path, name: str, below: str) -> None:
    place = zoo(tmp_path / "zoo")
    put(place / below / name / "0-checkpoint.png", place / below / name / "1-checkpoint.png")
    source = folder(FolderConfig(folder=str(place), size=SIDE))
    assert source.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert source.album.classes == ("ants", "bees")
    (note,) = source.notes
    assert "Left out, as hidden" in note and name.split("/")[0] in note


def test_what_programs_leave_beside_pictures_is_no_picture(tmp_path: Path) -> None:
    place = zoo(tmp_path / "zoo")
    for name in ("._0.png", ".DS_Store", "Thumbs.db", ".hidden.jpg", "desktop.ini"):
        (place / "ants" / name).write_bytes(b"not for people")
    (place / ".git").mkdir()
    (place / ".git" / "HEAD").write_text("main")
    source = folder(FolderConfig(folder=str(place), size=SIDE))
    assert (len(source), source.skipped) == (6, ())
    assert source.notes == ("Left out, as hidden or the system's own: ants/._0.png, ants/.hidden.jpg.",)


def test_a_folder_of_hidden_pictures_alone_says_why_it_holds_none(tmp_path: Path) -> None:
    put(tmp_path / "album" / ".cache" / "0.png")
    with pytest.raises(InputError, match=r"holds no pictures \(\.cache left out, as it is hidden"):
        load(FolderConfig(folder=str(tmp_path / "album")))


def test_a_folder_may_be_hidden_itself(tmp_path: Path) -> None:
    assert len(folder(FolderConfig(folder=str(zoo(tmp_path / ".zoo")), size=SIDE))) == 6


def test_a_stray_picture_is_named_as_the_reason_for_no_classes(tmp_path: Path) -> None:
    place = zoo(tmp_path / "zoo")
    put(place / "cover.png")
    source = folder(FolderConfig(folder=str(place), size=SIDE))
    assert source.labels is None and source.album.classes == ()
    (note,) = source.notes
    assert "no classes, as cover.png lies beside the 2 folders (ants, bees); move it" in note


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return zoo(tmp_path / "elsewhere")


def linked(link: Path, target: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("no links here")


@pytest.mark.parametrize("real", [False, True])
def test_class_folders_may_be_links(tmp_path: Path, elsewhere: Path, real: bool) -> None:
    place = tmp_path / "zoo"
    if real:
        put(*(place / "ants" / f"{i}.png" for i in range(3)))
    else:
        linked(place / "ants", elsewhere / "ants")
    linked(place / "bees", elsewhere / "bees")
    source = folder(FolderConfig(folder=str(place), size=SIDE))
    assert source.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert source.notes == () and source.skipped == ()
    assert holds_pictures(place)


def test_a_folder_of_links_to_pictures_is_one_of_pictures(tmp_path: Path, elsewhere: Path) -> None:
    for i in range(3):
        linked(tmp_path / "chosen" / f"{i}.png", elsewhere / "ants" / f"{i}.png")
    assert len(find_pictures(tmp_path / "chosen").files) == 3


def test_loops_end_and_nothing_counts_twice(tmp_path: Path) -> None:
    place = zoo(tmp_path / "zoo")
    linked(place / "a-copy", place / "bees")  # before bees by its name, which is the real one all the same
    linked(place / "ants" / "again.png", place / "ants" / "0.png")
    linked(place / "bees" / "round", place)
    linked(place / "up", tmp_path)
    linked(place / "itself", place / "itself")
    linked(place / "itself.png", place / "itself.png")
    linked(place / "ants" / "gone.png", tmp_path / "gone.png")
    found = find_pictures(place)
    assert [f.relative_to(place).as_posix() for f in found.files] == [
        f"{k}/{i}.png" for k in ("ants", "bees") for i in range(3)
    ]
    assert found.twice == ["a-copy", "ants/again.png", "bees/round", "up"]
    assert [reason.split(":")[0] for reason in found.unread] == ["ants/gone.png", "itself.png"]
    source = folder(FolderConfig(folder=str(place), size=SIDE))
    assert source.labels.tolist() == [0, 0, 0, 1, 1, 1]
    assert any("count once: a-copy, ants/again.png, bees/round and 1 more" in note for note in source.notes)


def test_a_folder_that_cannot_be_opened_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = zoo(tmp_path / "zoo")
    put(place / "owls" / "0.png")
    scandir = os.scandir

    def shut(path: Path) -> Iterator[os.DirEntry[str]]:
        if path == place / "owls":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", shut)
    assert find_pictures(place).unread == ["owls: can't be opened (Permission denied)"]


def test_the_order_is_that_of_the_paths(tmp_path: Path) -> None:
    put(*(tmp_path / name for name in ("b.png", "a/z.png", "a.png", "a/b/c.png", "B.png")))
    files = find_pictures(tmp_path).files
    assert all(one < next_one for one, next_one in pairwise(files))
    assert len(files) == 5


def test_a_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"one")
    (tmp_path / "c").write_bytes(b"two")
    a, b, c = (fingerprint(tmp_path / name) for name in "abc")
    assert a == b != c and len(a) == 32
