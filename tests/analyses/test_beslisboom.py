"""Beslisboom: the rule table, the answers that shown numbers give, the way through the tree, and what would change it."""

from datetime import date
from pathlib import Path

import msgspec
import polars as pl
import pytest

from build import build
from jeugdlib.analyses import beslisboom
from jeugdlib.analyses.beslisboom import Regels
from jeugdlib.disclosure import Disclosed, suppress
from jeugdlib.errors import WrongUse
from tables import table

CHOSEN = {"min_clienten": 55.0, "norm_aandeel": 25.0}
ALL = ["clienten", "periode", "meerwerk", "uren", "doorlooptijd", "variatie"]


def rules(*thresholds: str) -> Regels:
    return beslisboom.load_rules(CHOSEN, list(thresholds))


def given(**answers: str | None) -> dict[str, str | None]:
    """Return answers: yes to everything that is not given."""
    return {name: answers.get(name, "ja") for name in ALL}


def shown(text: str, **types) -> Disclosed:
    frame = table(text).with_columns(*(pl.col(name).cast(dtype) for name, dtype in types.items()))
    return Disclosed(frame, 10, veilig=True)


CLIENTS = "productgroep | clienten | laagste | gemiddelde | variatie | maanden_in_beeld | onderdrukt\n"
FIGURES = "productgroep | paden_totaal | met_meerwerk_maatwerk | aandeel_meerwerk_maatwerk | onderdrukt\n"
PATHS = "productgroep | pad | aantal | totaal | onderdrukt\n"
SHARES = "productgroep | totaal | aandeel | laag | hoog | minstens | hoogstens | onderdrukt\n"


def answers(
    clienten: str = "GGZ | 100 | 80 | 90.0 | 0.03 | 31 | false",
    figures: str = "GGZ | 200 | 20 | 0.1 | false",
    paths: str = "GGZ | Zwaar | 180 | 200 | false\nGGZ | Maatwerk | 20 | 200 | false",
    uren: str = "GGZ | 200 | 0.1 | 0.07 | 0.15 | 20 | 20 | false",
    duur: str = "GGZ | 150 | 0.4 | 0.32 | 0.48 | 60 | 60 | false",
    *,
    regels: Regels | None = None,
) -> Disclosed:
    floats = dict.fromkeys(("aandeel", "laag", "hoog"), pl.Float64) | dict.fromkeys(("totaal", "minstens", "hoogstens"), pl.Int64)
    return beslisboom.answer(
        shown(CLIENTS + clienten, variatie=pl.Float64, clienten=pl.Int64),
        shown(FIGURES + figures, met_meerwerk_maatwerk=pl.Int64, aandeel_meerwerk_maatwerk=pl.Float64),
        shown(PATHS + paths, aantal=pl.Int64),
        shown(SHARES + uren, **floats),
        shown(SHARES + duur, **floats),
        regels or rules(),
    )


def told(found: Disclosed, criterium: str, *columns: str) -> tuple:
    (row,) = found.frame.filter(pl.col("criterium") == criterium).select(columns).rows()
    return row


def test_every_way_of_the_rule_table_ends_and_every_node_is_reached():
    table_of_rules = rules()
    follow = {criterion.id: (criterion.ja, criterion.nee) for criterion in table_of_rules.criteria}
    leaves = {leaf.id for leaf in table_of_rules.uitkomsten}
    seen: set[str] = set()

    def down(node: str, above: tuple[str, ...]) -> None:
        assert node not in above, "a circle"
        assert node in follow or node in leaves
        seen.add(node)
        for following in follow.get(node, ()):
            down(following, (*above, node))

    down(table_of_rules.begin, ())
    assert seen == set(follow) | leaves


def test_every_criterion_names_its_source_and_says_when_the_number_is_ours():
    for criterion in rules().criteria:
        assert "Slide" in criterion.bron or "Tabel" in criterion.bron
        assert criterion.verandering


@pytest.mark.parametrize(
    ("answers_given", "outcome"),
    [
        (given(), "traject"),
        (given(clienten="nee"), "geen"),
        (given(periode="nee"), "geen"),
        (given(meerwerk="nee"), "pxq"),
        (given(doorlooptijd="nee"), "plek"),
        (given(uren="nee"), "plek"),
        (given(uren="nee", variatie="nee"), "pxq"),
        (given(doorlooptijd=None), "doorlooptijd"),
        (given(doorlooptijd=None, meerwerk="nee"), "pxq"),
    ],
)
def test_a_way_follows_the_answers_and_stops_at_a_question_without_one(answers_given, outcome):
    assert beslisboom.walk(answers_given, rules())[-1] == outcome


def test_on_the_threshold_is_enough_both_ways():
    found = answers("GGZ | 55 | 40 | 50.0 | 0.05 | 24 | false", "GGZ | 200 | 40 | 0.2 | false")
    assert found.frame["antwoord"].to_list() == ["ja"] * 6


def test_just_past_a_threshold_is_a_no():
    found = answers("GGZ | 54 | 40 | 50.0 | 0.0501 | 23 | false", duur="GGZ | 150 | 0.2499 | 0.18 | 0.33 | 37 | 37 | false")
    assert found.frame.select("criterium", "antwoord").rows() == [
        *(("clienten", "nee"), ("periode", "nee"), ("meerwerk", "ja"), ("uren", "ja"), ("doorlooptijd", "nee"), ("variatie", "nee"))
    ]
    assert told(found, "doorlooptijd", "zeker") == (False,)
    assert told(found, "meerwerk", "zeker") == (True,)


def test_thresholds_are_choices():
    assert told(answers(regels=rules("meerwerk=5")), "meerwerk", "drempel", "antwoord") == (0.05, "nee")
    many = beslisboom.load_rules(CHOSEN | {"min_clienten": 101.0})
    assert told(answers(regels=many), "clienten", "drempel", "antwoord") == (101.0, "nee")


def test_a_wrong_threshold_is_named_with_its_cure():
    with pytest.raises(WrongUse, match="Bedoelt u 'variatie'"):
        rules("variati=5")
    with pytest.raises(WrongUse, match="is de parameter 'min_clienten'"):
        rules("clienten=5")


def test_a_rule_table_with_a_word_too_many_is_refused(tmp_path: Path):
    wrong = tmp_path / "regels.toml"
    wrong.write_text(beslisboom.RULES.read_text(encoding="utf-8") + '\nkleur = "rood"\n', encoding="utf-8")
    with pytest.raises(msgspec.ValidationError, match="kleur"):
        beslisboom.load_rules(CHOSEN, path=wrong)


def test_a_productgroep_without_meerwerk_passes_and_one_without_a_norm_for_its_hours_does_not():
    found = answers(figures="Ander | 200 | 20 | 0.1 | false", uren="Ander | 200 | 0.1 | 0.07 | 0.15 | 20 | 20 | false")
    assert told(found, "meerwerk", "antwoord", "bestaat", "waarde", "onderdrukt") == ("ja", False, None, False)
    assert told(found, "uren", "antwoord", "bestaat", "waarde", "onderdrukt") == ("nee", False, None, False)


def test_a_hidden_number_gives_an_answer_only_where_all_it_can_be_gives_the_same():
    """Of 200 far paths between 10 and 40 are at most 20%; between 10 and 41 they may be more."""
    surely = answers(uren="GGZ | 200 | | | | 10 | 40 | true")
    assert told(surely, "uren", "waarde", "antwoord", "zeker", "onderdrukt") == (None, "ja", None, True)
    perhaps = answers(uren="GGZ | 200 | | | | 10 | 41 | true")
    assert told(perhaps, "uren", "antwoord") == (None,)
    unbounded = answers(uren="GGZ | | | | | 10 | | true")
    assert told(unbounded, "uren", "antwoord") == (None,)


def test_a_hidden_number_of_clients_is_too_few_only_when_the_threshold_is_above_all_that_is_hidden():
    hidden = "GGZ | | | | | 31 | true"
    assert told(answers(hidden), "clienten", "waarde", "antwoord", "onderdrukt") == (None, "nee", True)
    assert told(answers(hidden), "clienten", "zeker") == (True,)
    few = beslisboom.load_rules(CHOSEN | {"min_clienten": 8.0})
    assert told(answers(hidden, regels=few), "clienten", "antwoord") == (None,)


def test_a_hidden_share_of_meerwerk_is_bounded_by_the_paths_that_are_shown():
    found = answers(
        figures="GGZ | 200 | | | true",
        paths="GGZ | Zwaar | 100 | 200 | false\nGGZ | Zwaar → Maatwerk | 90 | 200 | false\nGGZ | Licht | | 200 | true",
    )
    assert told(found, "meerwerk", "antwoord") == ("nee",)


def test_the_tree_holds_every_node_once_and_marks_the_own_way():
    tree = beslisboom.tree(answers(duur="GGZ | 150 | 0.1 | 0.06 | 0.16 | 15 | 15 | false"), rules()).frame
    assert tree["knoop"].to_list() == [*ALL, "traject", "plek", "pxq", "geen"]
    assert tree.filter("op_weg")["knoop"].to_list() == [*ALL, "plek"]
    leaf = tree.filter(pl.col("knoop") == "plek").row(0, named=True)
    assert (leaf["tekst"], leaf["ja"], leaf["nee"], leaf["antwoord"], leaf["onderdrukt"]) == ("Plekfinanciering", None, None, None, False)


def test_another_form_is_given_with_what_must_change_along_the_shortest_way():
    advice = beslisboom.advise(answers(figures="GGZ | 200 | 80 | 0.4 | false"), rules()).frame
    assert advice.select("vorm", "advies", "anders").rows() == [("traject", False, 1), ("plek", False, 2), ("pxq", True, 0)]
    assert advice["verandering"].to_list()[:2] == [
        "meerwerk en maatwerk in minder zorgpaden nodig zijn",
        "meerwerk en maatwerk in minder zorgpaden nodig zijn; de duur minder vaak rond de norm ligt",
    ]


def test_a_change_that_can_not_be_told_is_named_and_not_counted():
    advice = beslisboom.advise(answers("GGZ | 100 | | | | 31 | false", figures="GGZ | 200 | 80 | 0.4 | false"), rules()).frame
    row = advice.row(by_predicate=pl.col("vorm") == "plek", named=True)
    assert row["anders"] is None
    assert row["verandering"].endswith("er een antwoord is op de vraag 'Is het aantal cliënten stabiel?'")


def test_without_an_outcome_nothing_is_advised():
    advice = beslisboom.advise(answers(uren="GGZ | 200 | | | | 10 | 41 | true"), rules()).frame
    assert advice.select(pl.col("advies").any(), pl.col("onderdrukt").all(), pl.col("zeker").null_count()).row(0) == (False, True, 3)


def test_too_few_clients_is_an_outcome_and_is_listed_only_then():
    advice = beslisboom.advise(answers("GGZ | 54 | 40 | 50.0 | 0.03 | 31 | false"), rules()).frame
    assert advice.filter("advies")["vorm"].to_list() == ["geen"]


def test_a_tree_of_numbers_that_may_not_leave_may_not_leave():
    inside = Disclosed(shown(CLIENTS + "GGZ | 100 | 80 | 90.0 | 0.03 | 31 | false").frame, 10, veilig=False)
    safe = answers()
    floats = shown(SHARES + "GGZ | 200 | 0.1 | 0.07 | 0.15 | 20 | 20 | false")
    figures, paths = shown(FIGURES + "GGZ | 200 | 20 | 0.1 | false"), shown(PATHS + "GGZ | Zwaar | 200 | 200 | false")
    assert safe.veilig
    assert not beslisboom.answer(inside, figures, paths, floats, floats, rules()).veilig


CARE = table(
    """
    productgroep | client | begin      | eind
    GGZ          | a      | 2022-12-31 | 2023-01-01
    GGZ          | b      | 2023-02-01 | 2023-12-31
    GGZ          | b      | 2023-02-01 | 2023-03-31
    GGZ          | c      | 2024-01-01 | 2024-02-01
    Oud          | d      | 2022-01-01 | 2022-12-31
    """
)
PRODUCTEN = build(
    "producten", "productcode | productgroep | geldig_vanaf\nA | GGZ | 2022-01-15\nB | GGZ | 2023-01-01\nC | Oud | 2018-01-01\nD | Oud |"
)
WINDOW = {"jaar": 2023, "analyse_begin": date(2021, 1, 1), "peildatum": date(2024, 8, 1)}


def test_clients_are_counted_in_the_year_and_in_each_of_its_months():
    found = beslisboom.count_clients(CARE, PRODUCTEN, **WINDOW)
    assert found.select("productgroep", "jaar", "clienten", "laagste", "gemiddelde", "variatie").rows() == [("GGZ", 2023, 2, 1, 1.0, 0.0)]


def test_a_month_without_anyone_counts_as_nobody():
    found = beslisboom.count_clients(CARE.filter(pl.col("client") == "a"), PRODUCTEN, **WINDOW)
    assert found.select("laagste", "gemiddelde").rows() == [(0, 1 / 12)]
    assert found["variatie"].item() == pytest.approx(11**0.5)


def test_a_productgroep_is_in_view_since_its_first_product_inside_the_window():
    assert beslisboom.count_clients(CARE, PRODUCTEN, **WINDOW)["maanden_in_beeld"].to_list() == [30]
    earlier = beslisboom.count_clients(CARE, PRODUCTEN, jaar=2022, analyse_begin=date(2021, 1, 1), peildatum=date(2024, 8, 1))
    assert earlier.select("productgroep", "maanden_in_beeld").rows() == [("GGZ", 30), ("Oud", 43)]


def test_the_spread_is_hidden_with_the_lowest_month():
    frame = suppress(beslisboom.count_clients(CARE, PRODUCTEN, **WINDOW), beslisboom.RULE).frame
    assert frame.select("clienten", "laagste", "gemiddelde", "variatie", "onderdrukt").rows() == [(None, None, None, None, True)]
