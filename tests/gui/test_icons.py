"""Icons: each that is named is there, in its colour; a mirror image is one; QtAwesome's code is not loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage

import ncsn_gui
from ncsn_gui.widgets.icons import icon

GUI = Path(ncsn_gui.__file__).parent
NAMES = sorted({name for f in GUI.rglob("*.py") for name in re.findall(r'"(ph\.[a-z-]+)"', f.read_text("utf-8"))})


def drawn(made: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> np.ndarray:
    image = made.pixmap(QSize(18, 18), 1.0, mode).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(18, -1, 4)[:, :18].copy()


def test_every_named_icon_is_there(qapp: object) -> None:
    assert len(NAMES) > 12
    for name in NAMES:
        inked = drawn(icon(name, "#4fc38a"))
        assert inked[..., 3].max() > 150, name
        opaque = inked[inked[..., 3] == 255]
        assert not len(opaque) or np.abs(opaque[:, :3].astype(int) - (0x4F, 0xC3, 0x8A)).max() <= 2, name


def test_a_mirror_image_is_one_and_a_disabled_icon_fades(qapp: object) -> None:
    plain, mirrored = (drawn(icon("ph.play-fill", "#ffffff", flipped))[..., 3] for flipped in (False, True))
    assert np.abs(plain[:, ::-1].astype(int) - mirrored).mean() < 4  # of 255; letters are smoothed to whole pixels
    assert np.abs(plain.astype(int) - mirrored).mean() > 8
    assert not np.array_equal(
        drawn(icon("ph.play-fill", "#ffffff"), QIcon.Mode.Disabled), drawn(icon("ph.play-fill", "#ffffff"))
    )


def test_icons_cost_no_other_library() -> None:
    script = "import sys, ncsn_gui.widgets.icons; print({'qtawesome', 'qtpy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=GUI.parent, check=True)
    assert told.stdout.strip() == "set()"
