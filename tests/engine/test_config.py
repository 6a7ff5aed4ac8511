from __future__ import annotations

import json
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
    DenoisingConfig,
    ExportConfig,
    InputError,
    RunConfig,
    Setting,
    Settings,
    SlicedConfig,
    UNetConfig,
    is_points,
    kinds,
    read_toml,
    to_toml,
)
from ncsn_engine.data.points import SETS
from tests.engine.helpers import ROOT

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
    for least, most in (("noise.sigma_min", "noise.sigma_max"), ("noise.beta_min", "noise.beta_max")):
        if most in found:
            smaller, larger = sorted((found[least], found[most]))
            found[least], found[most] = smaller, larger if larger > smaller else 2 * smaller
    return found


def dotted(config: RunConfig) -> dict[str, Any]:
    return dotted_tree(config.model_dump())


def dotted_tree(tree: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in tree.items():
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
        assert "raise the other" in message


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


@pytest.mark.parametrize(
    ("section", "kind", "changes", "other"),
    [
        ("noise", "geometric", {"training_sigma": "log-uniform"}, "vp"),
        ("noise", "vp", {"training_sigma": "levels"}, "sub-vp"),
        ("noise", "karras", {"training_sigma": "levels"}, "sub-vp"),
        ("network", "mlp", {"embedding": "sinusoidal"}, "ncsnpp"),
        ("network", "unet", {"preconditioning": "noise"}, "ncsnv2"),
        ("network", "mlp", {"width": 4096}, "unet"),
        ("network", "tutorial-cnn", {"width": 4}, "unet"),
        ("sampling", "langevin", {"n_steps": 1}, "ddpm"),
    ],
)
def test_changing_the_kind_drops_what_the_new_kind_does_not_allow(
    section: str, kind: str, changes: dict[str, Any], other: str
) -> None:
    config = RunConfig().replace(
        **{f"{section}.kind": kind}, **{f"{section}.{name}": value for name, value in changes.items()}
    )
    assert getattr(config, section).model_dump() == kinds(section)[kind](**changes).model_dump()
    changed = config.replace(**{f"{section}.kind": other})
    assert getattr(changed, section) == kinds(section)[other]()


@pytest.mark.parametrize(("section", "kind"), [(s, k) for s, k in MODELS if k])
def test_from_every_kind_one_may_change_to_every_other(section: str, kind: str) -> None:
    for first in kinds(section):
        config = RunConfig().replace(**{f"{section}.kind": first}).replace(**{f"{section}.kind": kind})
        assert getattr(config, section) == kinds(section)[kind](kind=kind).replace(
            **{"held_out": config.data.held_out} if section == "data" else {}
        )


def test_points_bring_what_suits_them_and_pictures_bring_it_back() -> None:
    config = RunConfig()
    points = config.replace(**{"data.kind": "moons"})
    assert (points.data.kind, points.network.kind) == ("moons", "mlp")
    assert (points.training.batch_size, points.sampling.count, points.data.held_out) == (512, 2000, 2000)
    assert points.replace(**{"data.kind": "spiral"}).network == points.network
    back = points.replace(**{"data.kind": "digits"})
    assert back == config
    assert (back.training.batch_size, back.sampling.count, back.data.held_out) == (128, 64, 297)


@pytest.mark.parametrize("width", [4, 4096])
def test_an_mlp_that_is_wider_than_a_unet_may_be_is_no_hindrance(width: int) -> None:
    points = RunConfig().replace(**{"data.kind": "moons", "network.width": width})
    assert points.replace(**{"data.kind": "digits"}).network == UNetConfig()


def test_a_shape_of_data_that_stays_changes_nothing_else() -> None:
    mine = {"network.kind": "tutorial-cnn", "training.batch_size": 77, "sampling.count": 5, "data.held_out": 30}
    config = RunConfig().replace(**mine)
    assert config.replace(**{"data.kind": "mnist"}).model_dump() == {
        **config.model_dump(),
        "data": kinds("data")["mnist"](kind="mnist", held_out=30).model_dump(),
    }
    points = RunConfig().replace(**{"data.kind": "moons"}).replace(**{"network.width": 40, "training.batch_size": 77})
    for kind in ("circles", "points-file"):
        other = points.replace(**{"data.kind": kind})
        assert (other.network, other.training, other.sampling) == (points.network, points.training, points.sampling)


def test_what_is_given_with_the_points_is_kept() -> None:
    given_too = {"network.width": 20, "training.batch_size": 9, "sampling.count": 8, "data.held_out": 7}
    points = RunConfig().replace(**{"data.kind": "circles", **given_too})
    assert (points.network.kind, points.network.width) == ("mlp", 20)
    assert (points.training.batch_size, points.sampling.count, points.data.held_out) == (9, 8, 7)
    assert RunConfig().replace(**{"data.kind": "circles", "network.kind": "unet"}).network.kind == "unet"


def test_kinds_of_points() -> None:
    found = [kind for kind in kinds("data") if is_points(kind)]
    assert sorted(found) == sorted([*SETS, "points-file"])
    assert not is_points("nothing")


@pytest.mark.parametrize("weighting", ["edm", "uniform"])
def test_files_from_before_objectives_had_kinds_are_read(weighting: str, tmp_path: Path) -> None:
    tree = RunConfig().model_dump()
    tree["objective"] = {"weighting": weighting}
    del tree["sampling"]["label"], tree["sampling"]["guidance"], tree["network"]["labels"]
    config = RunConfig.checked(tree)
    assert config.objective == DenoisingConfig(weighting=weighting)
    assert tree["objective"] == {"weighting": weighting}  # the caller's own is left alone
    (tmp_path / "old.toml").write_text(f'[objective]\nweighting = "{weighting}"\n', encoding="utf-8")
    assert read_toml(tmp_path / "old.toml").objective == config.objective
    assert RunConfig.checked({**tree, "objective": {"kind": "sliced"}}).objective == SlicedConfig()


def test_the_settings_of_the_ready_made_model_are_read() -> None:
    tree = json.loads((ROOT / "resources/models/digits/run.json").read_text(encoding="utf-8"))["config"]
    config = RunConfig.checked(tree)
    assert (config.objective.kind, config.objective.weighting) == ("denoising", "edm")
    made = dotted(config)
    assert {name: made[name] for name in dotted_tree(tree)} == dotted_tree(tree)


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
