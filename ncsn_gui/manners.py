"""What makes the window a well-behaved program: undo, presets, drop, palette, shortcuts, crash."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication

from ncsn_engine.config import InputError, is_points, kinds
from ncsn_engine.runs import READY_MADE, list_runs
from ncsn_gui import crash, jobs, own_presets, theme
from ncsn_gui.assets import app_font
from ncsn_gui.differences import sample_command, train_command
from ncsn_gui.dropping import Receiver, dropped_paths
from ncsn_gui.form import kind_title
from ncsn_gui.help import HelpDialog, sections
from ncsn_gui.language import tr
from ncsn_gui.palette import Command, Palette
from ncsn_gui.preferences import Preferences, check_folder, folder_told, read, use_runs_folder, write
from ncsn_gui.preferences_dialog import PreferencesDialog
from ncsn_gui.shortcuts import ShortcutsDialog, load_shortcuts, native
from ncsn_gui.statusbar import spaced
from ncsn_gui.undo import REDO, UNDO, SettingsHistory, Standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from ncsn_engine.runs import Run
    from ncsn_gui.window import MainWindow

__all__ = ["Manners"]


class Manners(QObject):
    """Joins these to the window, and keeps what they need to know between two clicks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.history = SettingsHistory(self._standing())
        self._receiver = Receiver(window)
        self._crash: crash.CrashDialog | None = None
        self._help: HelpDialog | None = None
        self._after_crash = self._restoring = False
        window.setAcceptDrops(True)
        window.form.edited.connect(lambda *_: self.note())
        window.bar.preset.activated.connect(lambda _: self._choose_preset())
        own_presets.show_own(window.bar.preset)

    def fill_menu(self) -> None:
        """Add the entries; called where they are to stand."""
        bar, history = self._window.bar, self.history
        bar.add_to_menu("copy-as-command", tr("Copy as command"), "Ctrl+Shift+C", self._copy_as_command)
        bar.menu.addSeparator()
        self.undo = bar.add_to_menu("undo", tr("Undo"), "", lambda: self._restore(history.undo, history.redo))
        self.redo = bar.add_to_menu("redo", tr("Redo"), "", lambda: self._restore(history.redo, history.undo))
        self.undo.setShortcuts(UNDO)
        self.redo.setShortcuts(REDO)
        bar.add_to_menu("find-a-setting", tr("Find a setting"), "Ctrl+F", self._window.settings.focus_search)
        ask = partial(own_presets.ask_open, self._window, self._open_settings)
        bar.add_to_menu("open-settings", tr("Open settings…"), "Ctrl+O", ask)
        bar.add_to_menu("save-settings-as", tr("Save settings as…"), "Ctrl+Shift+S", self._ask_save)
        bar.menu.addSeparator()
        every = bar.add_to_menu("commands", tr("Commands…"), "", self.open_palette)
        every.setShortcuts([QKeySequence("Ctrl+K"), QKeySequence("Ctrl+Shift+P")])
        bar.add_to_menu("shortcuts", tr("Shortcuts…"), "", self._open_shortcuts)
        bar.add_to_menu("preferences", tr("Preferences…"), "Ctrl+,", self.open_preferences)

    def menu_is_full(self) -> None:
        """Give the entries the keys that were chosen for them."""
        load_shortcuts(self._actions(), self._window.store)
        self.refresh()

    # -- undo -------------------------------------------------------------------------------

    def _standing(self) -> Standing:
        return Standing(self._window.form.config, self._window.form.base, self._window.run)

    def note(self) -> None:
        """Remember that the settings were changed, or a new run begun with others."""
        if not self._restoring:
            self.history.note(self._standing())
            self.refresh()

    def forget(self) -> None:
        """Begin anew: another run is shown."""
        if not self._restoring:
            self.history.forget(self._standing())
            self.refresh()

    def refresh(self) -> None:
        """Enable what can be done."""
        present = self._standing()
        if not self._restoring and present.config == self.history.present.config:
            self.history.present = present  # of a run that has just begun, say
        self.undo.setEnabled(self.history.can_undo)
        self.redo.setEnabled(self.history.can_redo)

    def _restore(self, step: Callable[[], Standing], back: Callable[[], Standing]) -> None:
        """Go one step through the history, with the run that the settings were of."""
        window, form = self._window, self._window.form
        standing = step()
        if form.locks(standing.config):
            back()
            window.report(InputError(tr("Stop the training first: this would change settings that it needs.")))
            return
        was, now = (run.folder if run else None for run in (window.run, standing.run))
        self._restoring = True
        try:
            if was != now and standing.run:
                window.open_run(standing.run)
            elif was != now:
                window.draft(standing.config, standing.base)
            form.show_config(standing.config, standing.base)
            window.show_settings_again()
        finally:
            self._restoring = False
        self.refresh()

    # -- presets ----------------------------------------------------------------------------

    def _choose_preset(self) -> None:
        """Set up a new run with the chosen preset; one's own may be damaged."""
        combo = self._window.bar.preset
        row = combo.currentIndex()
        try:
            self._window.draft(own_presets.settings_of(combo.currentData()))
        except InputError as error:
            self._window.report(error)
        combo.setCurrentIndex(row)

    def _begin_preset(self, row: int) -> None:
        self._window.bar.preset.setCurrentIndex(row)
        self._choose_preset()

    def _open_settings(self, path: Path) -> None:
        try:
            self._window.draft(own_presets.settings_of(path))
        except InputError as error:
            self._window.report(error)

    def _ask_save(self) -> None:
        try:
            own_presets.ask_save(self._window, self._window.form.config.name, self._save_settings)
        except InputError as error:
            self._window.report(error)

    def _save_settings(self, path: Path) -> None:
        try:
            own_presets.save(self._window.form.config, path)
        except InputError as error:
            self._window.report(error)
            return
        own_presets.show_own(self._window.bar.preset)
        self._window.status.say(tr("Saved {path}").format(path=path))

    # -- what is dropped --------------------------------------------------------------------

    def drag_enter(self, event: QDragEnterEvent) -> None:
        """Take files and folders; what they are is told when they are dropped."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def drop(self, event: QDropEvent) -> None:
        """Do what the first of the dropped things asks for."""
        if paths := dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self.receive(paths[0])

    def receive(self, path: Path) -> None:
        """Show, open or import a file or folder."""
        self._window.spawn(self._receiver.receive(path))

    # -- palette and shortcuts --------------------------------------------------------------

    def _actions(self) -> list[QAction]:
        """Return everything that has a name and may have a key."""
        bar = self._window.bar
        shown = [action for action in bar.actions() if action.objectName() and action.text()]
        return [*shown, *(action for action in bar.menu.actions() if action.objectName())]

    def open_palette(self) -> None:
        """Offer everything that can be done."""
        Palette(self._commands(), self._window).show()

    def _commands(self) -> list[Command]:
        window = self._window
        panels = [dock.toggleViewAction() for dock, _, _ in window.docks]
        found = [
            Command(a.text().rstrip("…").replace("&", ""), tr("Action"), a.trigger, native(a))
            for a in self._actions()
            if a.isEnabled() and a.objectName() != "commands"
        ]
        found += [Command(tr("Panel {name}").format(name=a.text()), tr("Action"), a.trigger) for a in panels]
        for i in range(window.tabs.count()):
            found.append(Command(window.tabs.tabText(i), tr("View"), partial(window.tabs.setCurrentIndex, i)))
        for row in range(window.bar.preset.count()):
            if text := window.bar.preset.itemText(row):
                found.append(Command(text, tr("Preset"), partial(self._begin_preset, row)))
        runs = [*list_runs()[0], *([window.ready_made] if window.ready_made else [])]
        found += [Command(run.name, tr("Run"), partial(window.open_run, run)) for run in runs]
        for kind in kinds("sampling"):
            found.append(Command(kind_title(kind), tr("Sampler"), partial(self._choose_sampler, kind)))
        for page in sections():
            if page.level == 1:
                found.append(Command(page.title, tr("Help"), partial(self.show_help, page.place)))
        return found

    def _choose_sampler(self, kind: str) -> None:
        self._window.form.open_sections(["sampling"])
        self._window.form.change("sampling.kind", kind)

    def _open_shortcuts(self) -> None:
        ShortcutsDialog(self._actions(), self._window.store, self._window).open()

    # -- preferences and help ---------------------------------------------------------------

    def open_preferences(self) -> None:
        """Show the preferences; what is changed there takes effect at once."""
        box = self._window.bar.device
        devices = [(box.itemText(i), str(box.itemData(i))) for i in range(box.count())] if self._window.ready else []
        shown = PreferencesDialog(read(self._window.store), devices, self._window)
        shown.changed.connect(self._prefer)
        shown.open()

    def _prefer(self, wanted: Preferences) -> None:
        window, before = self._window, read(self._window.store)
        write(window.store, wanted)
        app = QApplication.instance()
        if isinstance(app, QApplication) and wanted.text_size != before.text_size:
            app.setFont(app_font(wanted.text_size))
            theme.apply(app, theme.current())  # a style sheet is only worked out again when it is set
        if isinstance(app, QApplication) and wanted.theme != before.theme:
            theme.choose(app, wanted.theme)
        if wanted.runs_folder != before.runs_folder:
            use_runs_folder(wanted.runs_folder)
            window.list_runs(window.run)
        if wanted.device != before.device and (row := window.bar.device.findData(wanted.device)) >= 0:
            window.bar.device.setCurrentIndex(row)
        if wanted.threads != before.threads and window.ready:
            window.spawn(self._set_threads(wanted.threads))

    async def _set_threads(self, count: int) -> None:
        used = await self._window.worker.run(jobs.set_threads, count)
        self._window.status.say(tr("torch uses {count} threads from now on.").format(count=used))

    def show_help(self, place: str = "") -> None:
        """Show the help, at a place or else at the page of the shown view."""
        if self._help is None:
            self._help = HelpDialog(self._window)
            self._help.finished.connect(self._help_closed)
        self._help.show_at(place or self._window.shown_view())

    def _help_closed(self) -> None:
        self._help = None

    # -- the command line -------------------------------------------------------------------

    def _copy_as_command(self) -> None:
        self._window.spawn(self.copy_as_command())

    async def copy_as_command(self) -> None:
        """Put on the clipboard the line that does what the window is set to do."""
        window, config = self._window, self._window.form.config
        device = str(window.bar.device.currentData() or "")
        run: Run | None = window.run
        saved = run.checkpoints() if run else []
        if window.tabs.currentWidget() is not window.train_view and run and saved:  # all others look at a trained model
            on_machine = window.tabs.currentWidget() is window.time_machine_view
            moment = window.time_machine_view.moment() if on_machine else None
            checkpoint = moment.path if moment and moment.path in saved else saved[0]
            base = await window.worker.run(jobs.read_config, checkpoint)
            model = READY_MADE if run is window.ready_made else str(run.folder)
            model = model if checkpoint == saved[0] else str(checkpoint)
            suffix = "npz" if is_points(base.data.kind) else "png"
            out = f"{run.name}-seed{config.sampling.seed}.{suffix}"
            line = sample_command(config, model, base, out, "" if device == "cpu" else device)
        else:
            device = device if window.bar.device.currentIndex() > 0 else ""
            resumed = run if run and window.training.resumable() else None
            folder = str(resumed.folder) if resumed else ""
            line = train_command(config, folder, resumed.config if resumed else None, device)
        QGuiApplication.clipboard().setText(line)
        window.status.say(tr("Copied: {line}").format(line=line))

    # -- faults and crashes -----------------------------------------------------------------

    def begin(self) -> None:
        """Mark that the program runs, see whether it ended badly the last time, and find the runs."""
        self._after_crash = crash.mark(self._window.store)
        folder = read(self._window.store).runs_folder
        try:
            if folder and not folder_told():
                check_folder(folder)
        except InputError as error:  # a disk that is not there now
            folder = ""
            self._window.banner.say(tr("{error} Runs are in the usual folder until then.").format(error=error))
        use_runs_folder(folder)

    async def engine_is_up(self) -> None:
        """Choose the preferred device, and give torch its threads."""
        wanted, device = read(self._window.store), self._window.bar.device
        if (row := device.findData(wanted.device)) >= 0:
            device.setCurrentIndex(row)
        if wanted.threads:
            await self._window.worker.run(jobs.set_threads, wanted.threads)

    def end(self) -> None:
        """Say that the program ends properly."""
        crash.unmark(self._window.store)

    def offer_to_resume(self) -> None:
        """After a crash: offer to go on with the run that it cut off."""
        run = crash.interrupted_run() if self._after_crash else None
        self._after_crash = False
        if run:
            text = tr("The program ended unexpectedly while {run} was trained, at step {step}.")
            text = text.format(run=run.name, step=spaced(run.status()[1]))
            self._window.banner.offer(text, tr("Resume training"), partial(self._resume, run))

    def _resume(self, run: Run) -> None:
        self._window.open_run(run)
        self._window.training.start_or_resume()

    def show_fault(self, error: BaseException) -> None:
        """Show the report of a fault; several share one dialog."""
        if self._crash is None:
            self._crash = crash.CrashDialog(self._window)
            self._crash.finished.connect(self._crash_closed)
            self._crash.show()
        self._crash.add(error)

    def _crash_closed(self) -> None:
        self._crash = None
