from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ncsn_engine.config import (
    AnnealedLangevin,
    ExportConfig,
    InputError,
    RunConfig,
    Setting,
    Settings,
    UNetConfig,
    kinds,
    read_toml,
    to_toml,
)

SECTIONS = [name for name in RunConfig.model_fields if name not in ("name", "seed")]
MODELS = [(section, kind) for section in SECTIONS for kind in kinds(section)]


def values(setting: Setting) -> st.SearchStrategy[Any]:
    if setting.choices:
        found: st.SearchStrategy[Any] = st.sampled_from(setting.choices)
    elif setting.type is bool:
        found = st.booleans()
    elif setting.type is int:
        found = st.integers(int(setting.lower or 0), int(setting.upper or 10))
    elif setting.type is float:
        found = st.floats(setting.lower, setting.upper, exclude_min=setting.lower_open, exclude_max=setting.upper_open)
    else:
        found = st.text(max_size=20)
    return st.none() | found if setting.optional else found


@st.composite
def changes(draw: st.DrawFn) -> dict[str, Any]:
    """Valid settings for a whole run, as dotted names."""
    found = {s.name: draw(values(s)) for s in RunConfig.settings()}
    for section in SECTIONS:
        kind = draw(st.sampled_from(list(kinds(section))))
        model = kinds(section)[kind]
        if kind:
            found[f"{section}.kind"] = kind
        found |= {f"{section}.{s.name}": draw(values(s)) for s in model.settings()}
    if "noise.sigma_max" in found:
        smaller, larger = sorted((found["noise.sigma_min"], found["noise.sigma_max"]))
        found["noise.sigma_min"] = smaller
        found["noise.sigma_max"] = larger if larger > smaller else 2 * smaller
    return found


def dotted(config: RunConfig) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in config.model_dump().items():
        found |= {f"{name}.{key}": v for key, v in value.items()} if isinstance(value, dict) else {name: value}
    return found


def wrong(**what: Any) -> str:
    with pytest.raises(InputError) as caught:
        RunConfig().replace(**what)
    message = str(caught.value)
    assert "\n" not in message
    return message


@given(changes())
def test_replace_sets_what_it_is_told_and_nothing_else(wanted: dict[str, Any]) -> None:
    made = dotted(RunConfig().replace(**wanted))
    assert {name: made[name] for name in wanted} == wanted
    assert made.keys() == wanted.keys()


@given(changes())
def test_toml_round_trip(wanted: dict[str, Any]) -> None:
    config = RunConfig().replace(**wanted)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.toml"
        file.write_text(to_toml(config), encoding="utf-8")
        assert read_toml(file) == config


@given(changes())
def test_json_round_trip(wanted: dict[str, Any]) -> None:
    config = RunConfig().replace(**wanted)
    assert RunConfig.model_validate_json(config.model_dump_json()) == config
    assert RunConfig.checked(config.model_dump()) == config


@given(st.sampled_from(SECTIONS), st.data())
def test_changing_a_setting_and_back_gives_the_same_settings(section: str, data: st.DataObject) -> None:
    config = RunConfig()
    setting = data.draw(st.sampled_from(list(type(getattr(config, section)).settings())))
    name = f"{section}.{setting.name}"
    before = getattr(getattr(config, section), setting.name)
    assert config.replace(**{name: data.draw(values(setting))}).replace(**{name: before}) == config


@pytest.mark.parametrize(("section", "kind"), MODELS)
def test_each_setting_says_what_it_is(section: str, kind: str) -> None:
    for setting in kinds(section)[kind].settings():
        assert setting.title != setting.name
        assert len(setting.help) > 10
        assert setting.rule
        if setting.optional:
            assert setting.empty


@pytest.mark.parametrize(("section", "kind"), MODELS)
def test_each_number_outside_its_bounds_is_refused_by_name_value_and_rule(section: str, kind: str) -> None:
    for setting in kinds(section)[kind].settings():
        outside = []
        if setting.lower is not None:
            outside.append(setting.lower if setting.lower_open else setting.lower - 1)
        if setting.upper is not None:
            outside.append(setting.upper if setting.upper_open else setting.upper + 1)
        for value in outside:
            what: dict[str, Any] = {f"{section}.kind": kind} if kind else {}
            message = wrong(**what, **{f"{section}.{setting.name}": value})
            assert f"{section}.{setting.name}" in message
            assert str(value) in message
            assert setting.rule in message


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["training.learning_rate", "training.gradient_clip", "noise.sigma_min"])
def test_numbers_that_are_not_finite_are_refused(name: str, value: float) -> None:
    assert name in wrong(**{name: value})


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    message = wrong(**{"training.stepz": 5})
    assert "training.stepz" in message
    assert "training.steps" in message
    assert "ncsn config" in message


def test_a_setting_in_the_wrong_section_is_found() -> None:
    assert "training.steps" in wrong(**{"data.steps": 5})


def test_an_unknown_section_is_refused() -> None:
    assert "trainings.steps" in wrong(**{"trainings.steps": 5})


def test_a_setting_of_another_kind_says_so() -> None:
    assert "noise.kind" in wrong(**{"noise.n_levels": 5})


def test_sigma_min_must_be_smaller_than_sigma_max() -> None:
    for smallest in (1.0, 2.0):
        message = wrong(**{"noise.kind": "linear", "noise.sigma_min": smallest, "noise.sigma_max": 1.0})
        assert "sigma_min" in message
        assert "smaller than" in message
        assert "raise sigma_max" in message


def test_an_unknown_kind_names_those_there_are() -> None:
    message = wrong(**{"noise.kind": "circular"})
    for part in ("noise.kind", "circular", "geometric", "linear", "rules"):
        assert part in message


@pytest.mark.parametrize("value", [["linear"], {"a": 1}, 3, None])
def test_a_kind_that_is_no_word_is_refused(value: object) -> None:
    assert "noise.kind" in wrong(**{"noise.kind": value})


@pytest.mark.parametrize("value", [3, "large", [1, 2]])
def test_a_section_that_is_no_section_is_refused(value: object) -> None:
    assert "training" in wrong(training=value)


def test_a_section_without_a_choice_has_no_kind() -> None:
    message = wrong(**{"training.kind": "fast"})
    assert "training.kind" in message
    assert "no such setting" in message


def test_words_from_a_command_line_are_read_as_numbers_and_truths() -> None:
    config = RunConfig().replace(**{"training.steps": "7", "training.learning_rate": "1e-4", "data.flip": "true"})
    assert config.training.steps == 7
    assert config.training.learning_rate == 1e-4
    assert config.data.flip is True


@pytest.mark.parametrize(("name", "value"), [("training.steps", "many"), ("training.steps", 2.5), ("data.flip", "x")])
def test_values_of_the_wrong_type_are_refused(name: str, value: object) -> None:
    message = wrong(**{name: value})
    assert name in message
    assert repr(value) in message


def test_changing_the_kind_keeps_what_was_changed_by_hand() -> None:
    config = RunConfig().replace(**{"noise.kind": "geometric", "noise.sigma_min": 0.02, "noise.n_levels": 7})
    changed = config.replace(**{"noise.kind": "linear"})
    assert (changed.noise.kind, changed.noise.sigma_min, changed.noise.n_levels) == ("linear", 0.02, 7)
    back = changed.replace(**{"noise.kind": "rules"})
    assert back.noise.sigma_min == 0.02


def test_changing_the_kind_takes_the_new_kinds_own_defaults() -> None:
    assert UNetConfig().preconditioning == "edm"
    assert RunConfig().replace(**{"network.kind": "tutorial-cnn"}).network.preconditioning == "none"


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        RunConfig().training.steps = 3  # type: ignore[misc]


def test_replace_leaves_the_original_alone() -> None:
    config = RunConfig()
    config.replace(**{"training.steps": 3})
    assert config == RunConfig()


def test_a_part_alone_can_be_changed() -> None:
    assert AnnealedLangevin().replace(count=3, epsilon=0.5).epsilon == 0.5
    with pytest.raises(InputError, match="scale"):
        ExportConfig().replace(scale=0)


def test_a_toml_file_changes_only_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text('seed = 4\n[noise]\nn_levels = 3\nkind = "linear"\n', encoding="utf-8")
    base = RunConfig().replace(**{"training.steps": 9})
    config = read_toml(file, base)
    assert (config.seed, config.noise.kind, config.noise.n_levels, config.training.steps) == (4, "linear", 3, 9)


@pytest.mark.parametrize("text", ["x = [", "[training]\nsteps = 0\n", "[training]\nstepz = 1\n", "training = 3\n"])
def test_a_wrong_toml_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"wrong\.toml"):
        read_toml(file)


def test_toml_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "\xe9"\n')
    for name in ("missing.toml", "latin.toml"):
        with pytest.raises(InputError, match=name):
            read_toml(tmp_path / name)


def test_the_printed_settings_explain_themselves() -> None:
    text = to_toml(RunConfig())
    for setting in RunConfig().training.settings():
        line = next(line for line in text.splitlines() if line.startswith(f"{setting.name} ="))
        assert setting.title in line
        assert setting.rule in line


def test_every_settings_model_refuses_unknown_names() -> None:
    models: list[type[Settings]] = [kinds(section)[kind] for section, kind in MODELS]
    for model in [*models, ExportConfig, RunConfig]:
        with pytest.raises(InputError, match="surplus"):
            model.checked({"surplus": 1})
