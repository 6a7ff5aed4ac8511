"""Finding: whole words, other names, every word wherever it stands, the best first."""

from __future__ import annotations

import pytest

from ncsn_gui.finding import ALIKE, Query, nothing_found, ranked, unheard


@pytest.mark.parametrize("row", ALIKE, ids=lambda row: row[0])
def test_any_name_finds_what_is_called_otherwise(row: tuple[str, ...]) -> None:
    for asked in row:
        for name in row:
            assert Query(asked).score("A title", f"Here stands {name}, as it is called.") > 0, (asked, name)
        assert Query(asked).score("A title", "Nothing of that kind at xyzzy.") == 0


@pytest.mark.parametrize(
    ("asked", "text", "held"),
    [
        ("ESM", "mesmerised", False),
        ("ISM", "a mechanism", False),
        ("ve", "every level is very high", False),
        ("settled", "where it settles", True),
        ("settling", "it has settled", True),
        ("learn", "Learning rate", True),
        ("sigma_max", "`noise.sigma_max` is the largest", True),
        ("frechet", "the Fréchet distance", True),
        ("FRÉCHET", "frechet", True),
        ("σ1", "σ₁ is the largest", True),
        ("∇", "the score ∇ log p", True),
        ("two gaussians", "two of them, all gaussians", True),
        ("loss plot", "a loss", False),
        ("string", "a stranger", False),
    ],
)
def test_words_are_whole_or_begin_so(asked: str, text: str, held: bool) -> None:
    assert (Query(asked).score("title", text) > 0) == held


def test_the_best_comes_first() -> None:
    things = [
        ("Somewhere", "here one compares two curves"),
        ("Comparing curves", "of runs"),
        ("Compare", "two runs"),
        ("Compare with the state before it was restored", "a run"),
        ("Nothing", "of that"),
    ]
    found = [title for title, _ in ranked("compare", things, lambda thing: thing)]
    assert found == ["Compare", "Compare with the state before it was restored", "Comparing curves", "Somewhere"]
    assert ranked(" ", things, lambda thing: thing) == things


def test_parts_of_words_count_where_nothing_else_is_found() -> None:
    things = [("Rauschstufen", ""), ("Stufenweise", ""), ("Train", "")]
    assert ranked("stufen", things, lambda thing: thing) == [things[1]]
    assert ranked("rauschstu", things, lambda thing: thing) == [things[0]]
    assert ranked("schst", things, lambda thing: thing) == [things[0]]
    assert ranked("tr", things, lambda thing: thing) == [things[2]]


def test_what_is_nowhere_is_named() -> None:
    def holds(query: Query) -> bool:
        return query.score("loss by level", "curves") > 0

    assert unheard("loss xyzzy", holds) == ["xyzzy"]
    assert unheard("loss curves", holds) == []
    assert "“xyzzy” is nowhere. Leave it out" in nothing_found(["xyzzy"])
    assert "Leave one out" in nothing_found([])


def test_places_of_the_words() -> None:
    text = "The needles settle; ESM does not. An explicit resettlement."
    found = [text[begin:end] for begin, end in Query("settled esm").places(text)]
    assert found == ["settle", "ESM", "explicit"]
