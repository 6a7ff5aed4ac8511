"""The settings form: made from the declarations, checked where it is typed."""

from __future__ import annotations

import math
import re

import pytest
import torch
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from ncsn_engine.config import RunConfig, kinds
from ncsn_engine.design import residual_variance
from ncsn_engine.noise import VP, geometric, karras, ladder, linear
from ncsn_engine.presets import PRESETS, preset
from ncsn_gui.form.form import SettingsForm
from ncsn_gui.form.rows import tooltip
from ncsn_gui.widgets.number_box import NumberBox


@pytest.fixture
def form(qapp: QApplication) -> SettingsForm:
    made = SettingsForm(preset("digits"))
    made.resize(280, 700)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def type_into(form: SettingsForm, dotted: str, text: str) -> None:
    editor = form.control(dotted).lineEdit()  # type: ignore[attr-defined]
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def wheel_over(widget: QWidget) -> None:
    here = QPointF(widget.rect().center())
    event = QWheelEvent(
        here, widget.mapToGlobal(here), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("name", PRESETS)
def test_every_setting_has_a_control_that_explains_itself(form: SettingsForm, name: str) -> None:
    config = preset(name)
    form.show_config(config)
    for section in RunConfig.model_fields:
        if section in ("name", "seed"):
            continue
        for setting in getattr(config, section).settings():
            control = form.control(f"{section}.{setting.name}")
            assert setting.help in " ".join(control.toolTip().split("\n"))
            assert all(len(line) <= 80 for line in control.toolTip().split("\n") if line in setting.help)
            assert f"{section}.{setting.name}" in control.toolTip()
            assert setting.title in control.accessibleName()


# Settings for which there is a formula, so that its tooltip has to show it.
_FORMULAS = {
    "noise.sigma_min", "noise.sigma_max", "noise.n_levels", "noise.rho", "noise.overlap", "noise.training_sigma",
    "noise.log_mean", "noise.log_std", "noise.schedule", "noise.beta_min", "noise.beta_max", "noise.t_min",
    "objective.weighting", "objective.min_snr_gamma", "objective.projections", "objective.variance_reduced",
    "objective.exact_up_to", "objective.kernels", "training.steps", "training.batch_size", "training.learning_rate",
    "training.warmup_steps", "training.decay", "training.gradient_clip", "training.ema_rate", "network.preconditioning",
    "network.attention", "network.attention_at", "network.embedding", "network.multipliers", "network.skip_rescale",
    "sampling.weights", "sampling.guidance", "sampling.denoise", "sampling.epsilon", "sampling.step_rule",
    "sampling.start", "sampling.steps_per_level", "sampling.n_levels", "sampling.predictor", "sampling.corrector_steps",
    "sampling.snr", "sampling.spacing", "sampling.rho", "sampling.variance", "sampling.eta", "sampling.s_churn",
    "sampling.s_noise", "sampling.rtol", "sampling.atol",
}  # fmt: skip


def test_every_help_says_why_and_shows_the_formula() -> None:
    seen = set()
    for section in ("network", "noise", "objective", "training", "sampling"):
        for kind, model in kinds(section).items():
            for setting in model.settings():
                name = f"{section}.{setting.name}"
                seen.add(name)
                said = {word.strip(".,:;").lower() for word in setting.help.split()}
                assert len(said - set(setting.title.lower().split())) >= 10, f"{name} of {kind}: {setting.help}"
                assert len(re.findall(r"[.!?](?= |$)", re.sub(r"\(.*?\)|eq\. ", "", setting.help))) <= 3, name
                if name in _FORMULAS:
                    assert setting.formula, f"{name} of {kind} has no formula"
                    assert setting.formula in tooltip(setting, name)
    assert seen >= _FORMULAS


def test_formulas_are_those_of_the_ladders() -> None:
    """What the tooltips write down, worked out, is what the engine does."""
    high, low, n, i = 50.0, 0.01, 232, 17
    assert geometric(high, low, n)[i - 1] == pytest.approx(high * (low / high) ** ((i - 1) / (n - 1)))
    assert linear(high, low, n)[i - 1] == pytest.approx(high - (i - 1) / (n - 1) * (high - low))
    root = high ** (1 / 7) + (i - 1) / (n - 1) * (low ** (1 / 7) - high ** (1 / 7))
    assert karras(high, low, n)[i - 1] == pytest.approx(root**7)
    # DDPM's β of 1000 steps: 1e-4 to 0.02, so that ᾱ of the first is 1 - 1e-4.
    steps = ladder(kinds("noise")["vp"](training_sigma="levels"))
    assert steps[-1] ** 2 == pytest.approx(1 / (1 - 1e-4) - 1)
    assert VP().scale(VP().sigma(torch.ones(1, dtype=torch.float64))).item() == pytest.approx(math.exp(-20.1 / 4))
    # T steps at one level from the variance of the one before, as in the tooltip of T.
    epsilon, sigma, gamma, t = 6.2e-6, 0.01, 1.0375, 5
    r = 1 - epsilon / sigma**2
    b = 2 * epsilon / (sigma**2 * (1 - r**2))
    variance = gamma**2
    for _ in range(t):
        variance = r**2 * variance + 2 * epsilon / sigma**2
    assert r ** (2 * t) * (gamma**2 - b) + b == pytest.approx(variance)
    assert residual_variance(epsilon, sigma, gamma, t) == pytest.approx(variance)


def test_a_change_comes_out_checked(form: SettingsForm) -> None:
    told: list[tuple[RunConfig, str]] = []
    form.edited.connect(lambda config, name: told.append((config, name)))
    type_into(form, "training.steps", "123")
    assert told == [(preset("digits").replace(**{"training.steps": 123}), "training.steps")]


def test_a_mistake_is_shown_in_place_and_can_be_put_right(form: SettingsForm) -> None:
    told, wrong = [], []
    form.show_config(preset("tutorial"))
    form.edited.connect(lambda config, name: told.append(config))
    form.wrong.connect(wrong.append)
    type_into(form, "noise.sigma_min", "3")
    assert "σ min = 3: must be smaller than Noise › σ max = 1" in wrong[-1]
    assert form.control("noise.sigma_min").property("wrong") is True
    assert any(label.isVisible() and "σ min = 3" in label.text() for label in form.findChildren(QLabel))
    assert not told
    # The other end of the rule may be put right instead; both changes come out together.
    type_into(form, "noise.sigma_max", "5")
    assert wrong[-1] == ""
    assert told[-1].noise.sigma_min == 3
    assert told[-1].noise.sigma_max == 5
    assert form.control("noise.sigma_min").property("wrong") is False


def test_another_kind_brings_its_own_settings(form: SettingsForm) -> None:
    combo = form.control("noise.kind")
    combo.setFocus()
    while combo.currentData() != "geometric":  # type: ignore[attr-defined]
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert form.config.noise == kinds("noise")["geometric"](training_sigma="log-uniform")
    assert form.control("noise.n_levels")
    with pytest.raises(KeyError):
        form.control("noise.overlap")


def test_an_optional_number_may_be_left_empty(form: SettingsForm) -> None:
    type_into(form, "sampling.epsilon", "2e-5")
    assert form.config.sampling.epsilon == 2e-5
    editor = form.control("sampling.epsilon").lineEdit()  # type: ignore[attr-defined]
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert form.config.sampling.epsilon is None
    assert editor.placeholderText() == "by the rule"


def test_the_wheel_changes_nothing_without_focus(form: SettingsForm) -> None:
    before = form.config
    for dotted in ("training.steps", "training.learning_rate", "noise.kind", "data.pixel_range"):
        control = form.control(dotted)
        control.clearFocus()
        wheel_over(control)
    assert form.config == before
    assert form.control("noise.kind").currentData() == "rules"  # type: ignore[attr-defined]


def test_the_program_sets_a_control_without_telling(form: SettingsForm) -> None:
    told: list[object] = []
    form.edited.connect(lambda *what: told.append(what))
    for name in PRESETS:
        form.show_config(preset(name))
    assert not told


def test_number_box_steps_by_factors(qapp: QApplication) -> None:
    box = NumberBox(log=True, lower=0.001, upper=1.0)
    box.set_value(0.02)
    seen = []
    box.changed.connect(seen.append)
    for _ in range(6):
        box.stepBy(1)
    assert seen == [0.05, 0.1, 0.2, 0.5, 1.0]
    box.stepBy(-1)
    assert box.value() == 0.5
    box.deleteLater()
