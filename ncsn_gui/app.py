"""QApplication, event loop, theme, log, and the one place where faults end up."""

from __future__ import annotations

import asyncio
import ctypes
import ctypes.util
import locale
import logging
import logging.handlers
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path, user_log_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QApplication

    from ncsn_gui.window import MainWindow

__all__ = ["entry", "main", "missing_display"]

log = logging.getLogger("ncsn")


def main(arguments: Sequence[str]) -> int:
    """Open the window; returns the exit code, 2 if there is no display or the arguments are wrong."""
    if any(a.startswith("-") for a in arguments[1:]) or len(arguments) > 2:
        print("usage: main.py [RUN FOLDER|FILE]   (the command line is 'ncsn --help')", file=sys.stderr)  # noqa: T201
        return 2
    if problem := missing_display():
        print(f"NCSN Studio: {problem}", file=sys.stderr)  # noqa: T201
        return 2
    os.environ["QT_API"] = "pyside6"
    os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"
    app = make_app(arguments)
    opened = Path(arguments[1]).expanduser() if len(arguments) > 1 else None
    _log_to_file()

    import qasync

    from ncsn_engine.worker import Worker
    from ncsn_gui.window import MainWindow

    worker = Worker()
    # A worker that trains holds the interpreter in slices of 5 ms by default; the window wants its turn sooner.
    sys.setswitchinterval(0.001)
    window = MainWindow(worker, make_store())
    window.show()
    app.setQuitOnLastWindowClosed(False)  # the window ends the loop itself, when all is saved

    async def live() -> None:
        window.closed = asyncio.get_running_loop().create_future()
        for asked in (signal.SIGINT, signal.SIGTERM):  # being told to end is closing: all is saved
            signal.signal(asked, lambda *_: window.close())
        _catch_all(window)
        window.begin(opened)
        await window.closed

    try:
        with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app, set_running_loop=True)) as runner:
            runner.run(live())
    finally:
        worker.close()
    return 0


def entry() -> None:
    """Start from the installed command ``ncsn-studio``."""
    sys.exit(main(sys.argv))


def make_app(arguments: Sequence[str]) -> QApplication:
    """Make the application with language, fonts and theme, as the preferences say.

    The modules of the window are imported after this: they take their texts in the language that is set here.
    """
    from PySide6.QtWidgets import QApplication

    from ncsn_gui import language, theme
    from ncsn_gui.assets import app_font
    from ncsn_gui.studio import preferences
    from ncsn_gui.widgets import accessible

    app = QApplication([arguments[0]])
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt takes it from the environment; numbers here use a point
    wanted = preferences.read(make_store())
    language.install(app, wanted.language)
    app.setApplicationName("NCSN Studio")
    app.setDesktopFileName("ncsn-studio")
    accessible.install()
    app.setStyle("Fusion")
    app.setFont(app_font(wanted.text_size))
    theme.choose(app, wanted.theme)
    app.styleHints().colorSchemeChanged.connect(lambda _: theme.follow_system(app))
    return app


def make_store() -> Any:
    """Return the file that remembers layout and theme."""
    from PySide6.QtCore import QSettings

    place = user_config_path("ncsn-studio", ensure_exists=True) / "window.ini"
    return QSettings(str(place), QSettings.Format.IniFormat)


def missing_display() -> str:
    """Say why no window can be opened here, in one line; empty if one can. Qt itself would abort."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal", "vnc"):
        return ""
    way_out = "on a server, run 'xvfb-run python main.py', or use the command line: ncsn --help"
    wayland = os.environ.get("WAYLAND_DISPLAY")
    if wayland and Path(os.environ.get("XDG_RUNTIME_DIR", "/nowhere"), wayland).exists():
        return ""
    if not os.environ.get("DISPLAY"):
        return f"there is no display; {way_out}"
    for name in ("libxcb.so.1", "libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libEGL.so.1"):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            return f"the system library {name} is missing; install the packages that README.md names"
        if name == "libxcb.so.1" and not _connects(library):
            return f"the display {os.environ['DISPLAY']!r} can't be opened; {way_out}"
    return ""


def _connects(xcb: ctypes.CDLL) -> bool:
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    fine = bool(xcb.xcb_connection_has_error(connection) == 0)
    xcb.xcb_disconnect(connection)
    return fine


def _log_to_file() -> None:
    place = user_log_path("ncsn-studio", ensure_exists=True) / "ncsn-studio.log"
    handler = logging.handlers.RotatingFileHandler(place, maxBytes=2**20, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def _catch_all(window: MainWindow) -> None:
    """Lead every exception that nobody else takes to the window: from slots, and from forgotten tasks."""

    def from_slot(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
        else:
            window.studio.teller.report(error)

    def from_loop(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        window.studio.teller.report(context.get("exception") or RuntimeError(context["message"]))

    sys.excepthook = from_slot
    asyncio.get_running_loop().set_exception_handler(from_loop)
