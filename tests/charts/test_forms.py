"""Each form draws what the table holds: no other column, no hidden value, no word of English."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import polars as pl
import pytest

from jeugdlib import errors
from jeugdlib.analyses.volumes import KLASSEN
from jeugdlib.charts import distribution, flow, occupancy, ranking, style, trend
from jeugdlib.charts.distribution import Norm
from jeugdlib.disclosure import FLAG, Disclosed, Naast
from tables import table

FORMS: dict[str, Callable[[Any], Any]] = {
    "paden": lambda table: ranking.ranking(table, productgroep="GGZ"),
    "overgangen": flow.flow,
    "volumes": lambda table: distribution.volumes(table, klassen=KLASSEN, normen=[Norm(15, "norm licht 15 uur", "licht")]),
    "maanden": lambda table: distribution.months(table, normen=[Norm(12, "norm 12 maanden")]),
    "curve": lambda table: trend.survival(table, mediaan=5, normen=[Norm(12, "norm 12 maanden")]),
    "plekken": occupancy.occupancy,
}
each_form = pytest.mark.parametrize("name", FORMS)


@pytest.fixture
def given(name: str, request: pytest.FixtureRequest) -> Disclosed:
    return request.getfixturevalue(name)


def data_rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Give all rows of data that a spec holds."""
    return [row for rows in spec["datasets"].values() for row in rows]


def texts(spec: dict[str, Any]) -> set[str]:
    return {value for row in data_rows(spec) for value in row.values() if isinstance(value, str)}


def found(node: Any, key: str) -> Iterator[Any]:
    """Walk a spec and give every value under `key`."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from found(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from found(value, key)


@each_form
def test_a_table_that_was_not_disclosed_is_refused(name: str, given: Disclosed):
    with pytest.raises(errors.NotDisclosed, match="kleine aantallen"):
        FORMS[name](given.frame)


@each_form
def test_a_missing_column_is_named(name: str, given: Disclosed):
    column = {"overgangen": "naar", "curve": "laag", "plekken": "klasse"}.get(name, "aandeel")
    with pytest.raises(errors.MissingColumns, match=f"'{column}'"):
        FORMS[name](Disclosed(given.frame.drop(column), 10, veilig=True))


@each_form
def test_a_column_that_is_not_drawn_never_reaches_the_chart(name: str, given: Disclosed):
    wider = Disclosed(given.frame.with_columns(client=pl.lit("9f86d081884c"), bsn=pl.lit("999990019")), 10, veilig=True)
    spec = json.dumps(FORMS[name](wider).to_dict())
    assert "9f86d081884c" not in spec
    assert "999990019" not in spec
    assert "productgroep" not in spec


@each_form
def test_the_same_table_gives_the_same_chart(name: str, given: Disclosed):
    assert FORMS[name](given).to_dict() == FORMS[name](given).to_dict()


@each_form
def test_the_order_of_the_rows_does_not_matter(name: str, given: Disclosed):
    turned = Disclosed(given.frame.reverse(), 10, veilig=True)
    assert FORMS[name](turned).to_dict() == FORMS[name](given).to_dict()


@each_form
def test_titles_and_tooltips_are_dutch_words_and_never_column_names(name: str, given: Disclosed):
    titles = [title for title in found(FORMS[name](given).to_dict(), "title") if title is not None]
    assert all(re.match(r"[A-Z][a-z]+", title) and "_" not in title for title in titles), titles


@each_form
def test_every_field_that_is_drawn_or_told_has_a_title_or_no_axis(name: str, given: Disclosed):
    for tooltips in found(FORMS[name](given).to_dict(), "tooltip"):
        assert all("title" in field for field in tooltips if isinstance(tooltips, list))


@each_form
def test_an_empty_table_says_so_in_words(name: str, given: Disclosed):
    spec = FORMS[name](Disclosed(given.frame.clear(), 10, veilig=True)).to_dict()
    assert any(text.startswith(("Er zijn", "In deze periode")) for text in texts(spec))


@each_form
def test_a_table_in_which_all_is_hidden_is_drawn_without_a_number(name: str, given: Disclosed):
    numbers = [
        column for column in given.frame.columns if column in ("aantal", "aandeel", "rang", "overleving", "laag", "hoog", "clienten")
    ]
    hidden = given.frame.with_columns(
        pl.lit(True).alias(FLAG), *(pl.lit(None, given.frame.schema[column]).alias(column) for column in numbers)
    )
    spec = FORMS[name](Disclosed(hidden, 10, veilig=True)).to_dict()
    assert all(row.get(column) is None for row in data_rows(spec) for column in numbers)


def test_a_productgroep_is_drawn_alone(paden: Disclosed):
    spec = ranking.ranking(paden, productgroep="Pleegzorg").to_dict()
    assert "99 (99,0%)" in texts(spec)
    assert "1.448 (72,4%)" not in texts(spec)


@pytest.mark.parametrize("name", ["paden"])
def test_several_productgroepen_are_never_drawn_as_one(name: str, given: Disclosed):
    with pytest.raises(errors.WrongUse, match="meer dan één productgroep"):
        ranking.ranking(given)


def test_a_path_is_drawn_as_its_steps_with_products_at_the_same_time_stacked(paden: Disclosed):
    blocks = [row for row in data_rows(ranking.ranking(paden, productgroep="GGZ", top=2).to_dict()) if "zwaarte" in row and "x2" in row]
    second = sorted((row["x"], row["y"], row["zwaarte"]) for row in blocks)[1:]
    (x1, y1, first), (x2, y2, above), (x3, y3, below), (x4, y4, last) = [
        row for row in second if row[1] > min(block["y"] for block in blocks)
    ]
    assert [first, above, below, last] == ["Zwaar", "Zwaar", "Maatwerk", "Licht"]
    assert x1 < x2 == x3 < x4
    assert y2 < y1 == y4 < y3


def test_a_hidden_path_keeps_its_steps_and_gets_a_marker_instead_of_a_bar(paden: Disclosed):
    spec = ranking.ranking(paden, productgroep="GGZ").to_dict()
    assert {"1.448 (72,4%)", "52 (2,6%)", "<10"} <= texts(spec)
    assert sum(row.get("zwaarte") == "Meerwerk" and "x2" in row for row in data_rows(spec)) == 1


def test_hidden_paths_that_do_not_fit_are_counted_in_the_last_row(paden: Disclosed):
    drawn = texts(ranking.ranking(paden, productgroep="GGZ", top=3).to_dict())
    assert "Nog 2 andere paden, elk te klein om te tonen" in drawn
    assert "<10 per pad" in drawn


def test_paths_below_the_top_are_counted_in_the_last_row(paden: Disclosed):
    drawn = texts(ranking.ranking(paden, productgroep="GGZ", top=1).to_dict())
    assert "Nog 3 andere paden" in drawn
    assert "52 (2,6%)" not in drawn


def test_a_row_of_other_paths_is_written_in_words(paden: Disclosed):
    other = paden.frame.filter(pl.col("rang") == 2).with_columns(pad=pl.lit("overige paden"), rang=pl.lit(None, pl.Int64))
    spec = ranking.ranking(Disclosed(pl.concat([paden.frame, other]), 10, veilig=True), productgroep="GGZ", top=1).to_dict()
    assert {"Alle overige paden samen", "52 (2,6%)"} <= texts(spec)


def test_the_threshold_of_the_table_is_the_one_that_is_printed(paden: Disclosed):
    assert "<5" in texts(ranking.ranking(Disclosed(paden.frame, 5, veilig=True), productgroep="GGZ").to_dict())


def test_coverage_is_written_where_the_table_has_it(paden: Disclosed):
    covered = Disclosed(paden.frame.with_columns(dekking=pl.col("aandeel").cum_sum().over("productgroep")), 10, veilig=True)
    drawn = texts(ranking.ranking(covered, productgroep="GGZ").to_dict())
    assert {"Samen tot hier", "72,4%", "75,0%"} <= drawn


def test_a_long_path_goes_on_below_and_stays_on_the_sheet():
    steps = ["Licht", "Midden", "Zwaar", "Meerwerk"] * 3
    frame = pl.DataFrame({"pad": [" → ".join(steps)], "aantal": [20], "aandeel": [1.0], "rang": [1], FLAG: [False]})
    spec = ranking.ranking(Disclosed(frame, 10, veilig=True)).to_dict()
    blocks = [row for row in data_rows(spec) if "zwaarte" in row and "x2" in row]
    assert len(blocks) == len(steps)
    assert len({row["y"] for row in blocks}) == 3
    assert max(row["x2"] for row in blocks) < min(row["x"] for row in data_rows(spec) if "label" in row)
    assert max(row["y2"] for row in blocks) <= spec["height"]


def test_a_flow_draws_a_wider_ribbon_for_a_more_frequent_step(overgangen: Disclosed):
    bends = [row for row in data_rows(flow.flow(overgangen).to_dict()) if "band" in row]
    width = {row["band"]: row["y2"] - row["y"] for row in bends}
    assert set(width) == {"Licht → Midden", "Zwaar → Zwaar-Maatwerk"}
    assert width["Zwaar → Zwaar-Maatwerk"] > width["Licht → Midden"] > 0


def test_a_flow_says_how_many_steps_it_leaves_out(overgangen: Disclosed):
    drawn = texts(flow.flow(overgangen, hoogstens=1).to_dict())
    assert any(text.startswith("2 andere overgangen zijn niet getekend") for text in drawn)


def test_a_norm_stands_inside_its_class(volumes: Disclosed):
    spec = distribution.volumes(volumes, klassen=KLASSEN, normen=[Norm(15, "norm licht 15 uur", "licht")]).to_dict()
    assert {row["x"] for row in data_rows(spec) if row.get("label") == "norm licht 15 uur"} == {1.5}


def test_a_norm_above_the_last_bound_stands_in_the_last_class(volumes: Disclosed):
    spec = distribution.volumes(volumes, klassen=KLASSEN, normen=[Norm(2500, "norm")]).to_dict()
    assert [row["x"] for row in data_rows(spec) if row.get("label") == "norm"] == [15.5]


def test_a_class_that_does_not_occur_keeps_its_place(volumes: Disclosed):
    places = {row["klasse"]: row["x"] for row in data_rows(distribution.volumes(volumes, klassen=KLASSEN).to_dict()) if "klasse" in row}
    assert [round(places[name]) for name in ("0-10", "10-20", "1000-1500")] == [0, 1, 13]


def test_a_class_of_other_bounds_is_refused(volumes: Disclosed):
    with pytest.raises(errors.WrongUse, match="vanaf 10 uur"):
        distribution.volumes(volumes, klassen={0: "0-25", 25: "25-1000", 1000: "1000-2000", 2000: "2000 en meer"})


def test_classes_stand_in_order_with_dutch_numbers(volumes: Disclosed):
    labels = next(label for label in found(distribution.volumes(volumes, klassen=KLASSEN).to_dict(), "labelExpr"))
    assert labels.startswith("[['0-10'], ['10-20'], ['20-30']")
    assert "['1.000-', '1.500'], ['1.500-', '2.000'], ['2.000', 'en meer']]" in labels


def test_norm_volumes_become_lines_with_their_words_and_colours():
    normen = pl.DataFrame(
        {"productgroep": ["GGZ", "GGZ", "Ander"], "zwaarte": ["zwaar", "Dyslexiezorg", "licht"], "normvolume_uren": [45.0, 1200.0, 3.0]}
    )
    assert distribution.norms_in_hours(normen)["GGZ"] == [
        Norm(45.0, "norm zwaar 45 uur", "zwaar"),
        Norm(1200.0, "norm Dyslexiezorg 1.200 uur", "Dyslexiezorg"),
    ]


def test_a_norm_of_a_product_without_zwaarte_has_words_and_no_colour(volumes: Disclosed):
    spec = distribution.volumes(volumes, klassen=KLASSEN, normen=[Norm(45, "norm Dyslexiezorg 45 uur", "Dyslexiezorg")]).to_dict()
    assert "norm Dyslexiezorg 45 uur" in texts(spec)
    assert "square" not in list(found(spec, "shape"))


def test_a_hidden_class_is_an_open_marker_without_a_share(volumes: Disclosed):
    spec = distribution.volumes(volumes, klassen=KLASSEN).to_dict()
    assert {row["klasse"] for row in data_rows(spec) if "klasse" in row} == {"0-10", "10-20", "1000-1500"}
    assert "<10" in {value["value"] for value in found(spec, "text") if isinstance(value, dict) and "value" in value}


def test_a_norm_of_twelve_months_falls_between_month_twelve_and_thirteen(maanden: Disclosed):
    spec = distribution.months(maanden, normen=[Norm(12, "norm 12 maanden")]).to_dict()
    twelfth = next(row for row in data_rows(spec) if row.get("maanden") == 12)
    norm = next(row for row in data_rows(spec) if row.get("label") == "norm 12 maanden")
    assert twelfth["x2"] < norm["x"] == 12 < twelfth["x2"] + 0.1


def test_narrow_hidden_months_are_explained_once(maanden: Disclosed):
    titles = [title for title in found(distribution.months(maanden).to_dict(), "title") if isinstance(title, str)]
    assert any(title.endswith("(open blokje: afgeschermd)") for title in titles)


def test_a_curve_is_broken_where_months_are_hidden(curve: Disclosed):
    rows = data_rows(trend.survival(curve, mediaan=5).to_dict())
    points = sorted({(row["stuk"], row["maanden"], row["overleving"]) for row in rows if "stuk" in row and "overleving" in row})
    assert points == [(0, 0, 1.0), (0, 1, 0.9), (0, 2, 0.8), (0, 3, 0.8), (1, 5, 0.45), (1, 6, 0.4), (1, 7, 0.4)]
    gaps = [row for row in rows if "maanden_tot" in row]
    assert gaps == [{"maanden": 3, "overleving": 0.8, "maanden_tot": 5, "overleving_tot": 0.45}]


def test_a_curve_without_hidden_months_has_no_dots(curve: Disclosed):
    whole = Disclosed(curve.frame.filter(~pl.col(FLAG), pl.col("maanden") < 3), 10, veilig=True)
    spec = trend.survival(whole, mediaan=None).to_dict()
    assert not [row for row in data_rows(spec) if "maanden_tot" in row]
    assert "Band: met 95% zekerheid ligt de lijn hierbinnen. Mediaan nog niet bereikt." in texts(spec)


def test_the_median_and_the_norm_are_marked_in_words(curve: Disclosed):
    spec = trend.survival(curve, mediaan=5, normen=[Norm(12, "norm 12 maanden"), Norm(24, "norm 24 maanden")]).to_dict()
    assert {"mediaan: 5 maanden", "norm 12 maanden", "norm 24 maanden"} <= texts(spec)
    assert {row["maanden"] for row in data_rows(spec) if str(row.get("tekst")).startswith("norm")} == {12, 24}


def test_without_a_norm_there_is_no_line_for_one(curve: Disclosed):
    assert not [text for text in texts(trend.survival(curve, mediaan=5).to_dict()) if "norm" in text]
    assert distribution.norms_in_months(pl.DataFrame({"productgroep": ["Ander"], "maanden": [6]})).get("GGZ") is None


REGION = """
    productgroep | klasse    | ondergrens | aantal | aandeel | onderdrukt
    GGZ          | 0-10      | 0          | 900    | 0.45    | false
    GGZ          | 10-20     | 10         |        |         | true
    GGZ          | 500-750   | 500        | 1100   | 0.55    | false
"""


def region_of(volumes: Disclosed, naam: str = "regio") -> Naast:
    return Naast(table(REGION, dict(volumes.frame.schema)), 10, True, naam)


def test_the_region_is_marked_across_each_class_that_it_may_show(volumes: Disclosed):
    rows = data_rows(distribution.volumes(volumes, klassen=KLASSEN, regio=region_of(volumes)).to_dict())
    markers = {(int(row["x"]), row["aandeel"]) for row in rows if {"aandeel", "x", "x2"} == set(row)}
    assert markers == {(0, 0.45), (11, 0.55)}


def test_the_marker_has_its_name_in_the_legend_and_at_the_pointer(volumes: Disclosed):
    spec = distribution.volumes(volumes, klassen=KLASSEN, regio=region_of(volumes, "Venlo")).to_dict()
    assert "Venlo" in texts(spec)
    assert "Aandeel, Venlo" in set(found(spec, "title"))
    assert {row["zeg"]: row["zeg_regio"] for row in data_rows(spec) if "zeg_regio" in row}["0-10"] == "45,0%"
    assert {row["zeg"]: row["zeg_regio"] for row in data_rows(spec) if "zeg_regio" in row}["10-20"] == "–"


def test_the_share_of_a_bar_is_written_above_a_marker_that_it_would_cover(volumes: Disclosed):
    region = region_of(volumes)
    near = Naast(region.frame.with_columns(aandeel=pl.lit(0.72)).head(1), 10, True)
    far = Naast(region.frame.with_columns(aandeel=pl.lit(0.45)).head(1), 10, True)
    for beside, height in ((near, 0.72), (far, 0.7)):
        rows = data_rows(distribution.volumes(volumes, klassen=KLASSEN, regio=beside).to_dict())
        assert {(row["aandeel"], row["hoogte"]) for row in rows if row.get("hoogte", 0) > 0.5} == {(0.7, height)}


def test_without_a_region_nothing_is_marked(volumes: Disclosed):
    plain = distribution.volumes(volumes, klassen=KLASSEN).to_dict()
    hidden = Naast(region_of(volumes).frame.filter(FLAG), 10, True)
    assert distribution.volumes(volumes, klassen=KLASSEN, regio=hidden).to_dict() == plain
    assert "regio" not in texts(plain)


def test_months_of_the_region_alone_are_marked_too(maanden: Disclosed):
    beyond = Naast(maanden.frame.filter(~pl.col(FLAG)).with_columns(maanden=pl.col("maanden") + 40), 10, True)
    rows = data_rows(distribution.months(maanden, regio=beyond).to_dict())
    assert {(int(row["x"]), row["aandeel"]) for row in rows if {"aandeel", "x", "x2"} == set(row)} == {(40, 0.45), (51, 0.55)}


@pytest.mark.parametrize("name", ["volumes", "maanden", "curve"])
def test_a_share_in_a_chart_is_as_precise_as_on_the_page(name: str, given: Disclosed):
    column = "overleving" if name == "curve" else "aandeel"
    fine = Disclosed(given.frame.with_columns(pl.col(column) + 0.00049), 10, veilig=True)
    shares = [row[name] for row in data_rows(FORMS[name](fine).to_dict()) for name in (column, "laag", "hoog") if row.get(name) is not None]
    assert shares
    assert [share for share in shares if share != round(share, 3)] == []


def test_each_month_of_occupancy_has_a_sign_beside_its_colour(plekken: Disclosed):
    rows = [row for row in data_rows(occupancy.occupancy(plekken).to_dict()) if row.get("product") == "45A04"]
    assert [row["teken"] for row in rows] == ["=", "+", "−", "++", "−−"]


def test_a_hidden_month_has_no_clients_and_is_marked(plekken: Disclosed):
    rows = [row for row in data_rows(occupancy.occupancy(plekken).to_dict()) if row.get("product") == "45A05"]
    assert [(row["clienten"], row["dicht"]) for row in rows] == [(None, True), (14, False)]


def test_products_get_their_names(plekken: Disclosed):
    named = texts(occupancy.occupancy(plekken, namen={"45A04": "Dagbesteding"}).to_dict())
    assert {"Dagbesteding", "45A05"} <= named


def test_products_with_the_same_name_are_kept_apart(plekken: Disclosed):
    named = texts(occupancy.occupancy(plekken, namen={"45A04": "Dagbesteding", "45A05": "Dagbesteding"}).to_dict())
    assert {"Dagbesteding (45A04)", "Dagbesteding (45A05)"} <= named


def test_a_month_whose_class_is_not_shown_is_grey_and_explained(plekken: Disclosed):
    spec = occupancy.occupancy(plekken).to_dict()
    assert [row["teken"] for row in data_rows(spec) if row.get("clienten") == 14] == [""]
    assert "verschil niet getoond of niet bekend" in texts(spec)
    whole = Disclosed(plekken.frame.filter(pl.col("productcode") == "45A04"), 10, veilig=True)
    assert "verschil niet getoond of niet bekend" not in texts(occupancy.occupancy(whole).to_dict())


@pytest.mark.parametrize(("agreed", "line"), [("ja", "de afgesproken plekken"), ("nee", "het jaargemiddelde")])
def test_the_legend_speaks_of_places_only_where_places_were_agreed(plekken: Disclosed, agreed: str, line: str):
    named = Disclosed(plekken.frame.with_columns(afgesproken=pl.lit(agreed)), 10, veilig=True)
    drawn = texts(occupancy.occupancy(named).to_dict())
    assert line in drawn
    assert not any("plekken" in text for text in drawn if text != line)


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours (WCAG 2.1)."""

    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tint", [*style.ZWAARTE.values(), *style.BEZETTING.values(), *style.REEKS])
def test_a_word_on_a_colour_is_readable_and_its_edge_is_seen(tint: style.Tint):
    assert contrast(tint.fill, tint.ink) >= 4.5
    assert max(contrast(tint.fill, style.PAPER), contrast(style.INK, style.PAPER)) >= 3


def test_words_and_bars_stand_out_on_white():
    assert contrast(style.SOFT_INK, style.PAPER) >= 4.5
    assert contrast(style.BAR, style.PAPER) >= 3


def test_no_two_products_share_a_colour():
    fills = [tint.fill for tint in (*style.ZWAARTE.values(), *style.BEZETTING.values(), *style.REEKS)]
    assert len(set(fills)) == len(fills)


def test_neighbouring_series_differ_in_light_too():
    for one, other in pairwise(style.REEKS):
        assert contrast(one.fill, other.fill) >= 2.5
