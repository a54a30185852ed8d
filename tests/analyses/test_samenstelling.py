"""Samenstelling: costs of a productgroep by zwaarte, and the share of meerwerk and maatwerk."""

import polars as pl
from polars.testing import assert_frame_equal

from jeugdlib import disclosure, model
from jeugdlib.analyses import samenstelling
from tables import table

PRODUCTEN = table(
    """
    productcode | productnaam | productgroep | zwaarte  | financieringsvorm | geldig_vanaf | geldig_tot
    L           | GGZ licht   | GGZ          | licht    | traject           |              |
    M           | GGZ midden  | GGZ          | midden   | traject           |              | 2022-12-31
    M           | GGZ midden  | GGZ          | maatwerk | pxq               | 2023-01-01   |
    E           | GGZ meer    | GGZ          | meerwerk | pxq               |              |
    D           | Dagbesteding| Dagbesteding |          | plek              |              |
    """,
    model.Producten,
)
NET = {
    **{name: model.Declaraties.columns()[name].dtype for name in ("gemeentecode", "agb", "toewijzingnummer", "productcode", "client")},
    "begindatum": model.Declaraties.columns()["begindatum"].dtype,
    "einddatum": model.Declaraties.columns()["einddatum"].dtype,
    "bedrag_cent": model.Declaraties.columns()["bedrag"].dtype,
}
LINES = table(
    """
    gemeentecode | agb | toewijzingnummer | productcode | client | begindatum | einddatum  | bedrag_cent
    0983         | 01  | 1                | L           | a      | 2022-01-01 | 2022-01-31 | 1000
    0983         | 01  | 2                | M           | b      | 2022-12-01 | 2023-01-31 | 3000
    0983         | 01  | 2                | M           | b      | 2023-01-01 | 2023-01-31 | 5000
    0983         | 02  | 3                | E           | a      | 2023-02-01 | 2023-02-28 | 1000
    0983         | 02  | 4                | L           | c      | 2023-02-01 | 2023-02-28 | 4500
    0983         | 02  | 4                | L           | c      | 2023-03-01 | 2023-03-31 | -500
    0983         | 03  | 5                | D           | d      | 2023-03-01 | 2023-03-31 | 700
    0983         | 03  | 6                | X           | d      | 2023-03-01 | 2023-03-31 | -700
    """,
    NET,
)


def test_costs_fall_in_the_year_and_the_zwaarte_of_their_begindatum_and_credits_count():
    expected = table(
        """
        productgroep | jaar | zwaarte         | kosten_cent | totaal_cent | aandeel | soort  | clienten | clienten_pxq | clienten_overig
        Dagbesteding | 2023 | zonder zwaarte  | 700         | 700         | 1.0     | overig | 1        | 0            | 1
        GGZ          | 2022 | licht           | 1000        | 4000        | 0.25    | overig | 1        | 0            | 2
        GGZ          | 2022 | midden          | 3000        | 4000        | 0.75    | overig | 1        | 0            | 2
        GGZ          | 2023 | licht           | 4000        | 10000       | 0.4     | overig | 1        | 2            | 1
        GGZ          | 2023 | meerwerk        | 1000        | 10000       | 0.1     | pxq    | 1        | 2            | 1
        GGZ          | 2023 | maatwerk        | 5000        | 10000       | 0.5     | pxq    | 1        | 2            | 1
        onbekend     | 2023 | zonder zwaarte  | -700        | -700        |         | overig | 1        | 0            | 1
        """
    )
    found = samenstelling.per_year(LINES, PRODUCTEN)
    assert_frame_equal(found.select(expected.columns), expected)
    assert found["bedrijfsgegeven"].all()


def test_the_pxq_share_is_that_of_meerwerk_and_maatwerk_and_a_group_without_zwaarte_has_none():
    expected = table(
        """
        productgroep | jaar | pxq_cent | totaal_cent | aandeel | clienten_pxq | clienten_overig | bedrijfsgegeven
        GGZ          | 2022 | 0        | 4000        | 0.0     | 0            | 2               | true
        GGZ          | 2023 | 6000     | 10000       | 0.6     | 2            | 1               | true
        """
    )
    assert_frame_equal(samenstelling.pxq_share(LINES, PRODUCTEN), expected)


def test_without_a_choice_the_aanbieder_with_the_highest_costs_of_each_group_is_left_out():
    found = samenstelling.left_out(LINES, PRODUCTEN)
    assert found.rows() == [("Dagbesteding", "03", 700), ("GGZ", "01", 9000), ("onbekend", "03", -700)]
    assert samenstelling.left_out(LINES, PRODUCTEN, zonder=["02", "99"]).rows() == [("GGZ", "02", 5000)]


def test_of_two_equally_large_aanbieders_the_lower_agb_code_is_left_out():
    lines = LINES.filter(LINES["bedrag_cent"] == 1000)
    assert samenstelling.left_out(lines, PRODUCTEN).rows() == [("GGZ", "01", 1000)]


def test_what_is_left_without_an_aanbieder_has_its_own_total_and_counts_who_went():
    expected = table(
        """
        productgroep | jaar | zwaarte  | kosten_cent | totaal_cent | aandeel | clienten_weg | clienten_pxq_weg | clienten_overig_weg
        GGZ          | 2023 | licht    | 4000        | 5000        | 0.8     | 0            | 1                | 0
        GGZ          | 2023 | meerwerk | 1000        | 5000        | 0.2     | 0            | 1                | 0
        """
    )
    found = samenstelling.per_year_without(LINES, PRODUCTEN)
    assert_frame_equal(found.select(expected.columns), expected)
    share = samenstelling.pxq_share_without(LINES, PRODUCTEN)
    assert share.select("jaar", "pxq_cent", "totaal_cent", "aandeel", "clienten_pxq_weg").rows() == [(2023, 1000, 5000, 0.2, 1)]
    assert share["bedrijfsgegeven"].to_list() == [True]


MANY = table(
    """
    productgroep | jaar | zwaarte  | kosten_cent | totaal_cent | aandeel | soort  | clienten | clienten_pxq | clienten_overig
    GGZ          | 2023 | licht    | 400         | 1000        | 0.4     | overig | 40       | 30           | 60
    GGZ          | 2023 | midden   | 200         | 1000        | 0.2     | overig | 20       | 30           | 60
    GGZ          | 2023 | meerwerk | 100         | 1000        | 0.1     | pxq    | 4        | 30           | 60
    GGZ          | 2023 | maatwerk | 300         | 1000        | 0.3     | pxq    | 28       | 30           | 60
    """
).with_columns(pl.Series("bedrijfsgegeven", [False, False, False, True]), aanbieders=5, grootste_aandeel=0.5)


def test_a_small_meerwerk_takes_maatwerk_along_for_their_sum_is_told_elsewhere():
    uit = disclosure.suppress(MANY, samenstelling.RULE).frame
    assert uit["kosten_cent"].to_list() == [400, 200, None, None]
    assert uit["totaal_cent"].to_list() == [1000] * 4


def test_a_small_kind_takes_the_whole_year_along():
    uit = disclosure.suppress(MANY.with_columns(clienten_pxq=4), samenstelling.RULE).frame
    assert uit.select("kosten_cent", "totaal_cent", "aandeel", "clienten").null_count().row(0) == (4, 4, 4, 4)


def test_business_data_are_hidden_on_request_and_marked_without():
    rule = samenstelling.RULE
    rows = MANY.with_columns(clienten=30)
    assert disclosure.suppress(rows, rule).frame["kosten_cent"].to_list() == [400, 200, 100, 300]
    assert disclosure.suppress(rows, rule, dominantie=True).frame["kosten_cent"].to_list() == [400, 200, None, None]


def test_without_lines_there_is_no_row():
    empty = LINES.clear()
    for made in (samenstelling.per_year, samenstelling.pxq_share, samenstelling.per_year_without, samenstelling.pxq_share_without):
        assert made(empty, PRODUCTEN).is_empty()


def test_a_figure_shows_the_zwaartes_or_where_one_is_hidden_the_two_kinds():
    share = MANY.group_by("productgroep", "jaar").agg(
        pxq_cent=pl.lit(400), totaal_cent=pl.lit(1000), aandeel=pl.lit(0.4), clienten_pxq=30, clienten_overig=60, bedrijfsgegeven=False
    )
    shares = disclosure.suppress(share, samenstelling.SHARE_RULE)
    drawn = samenstelling.to_draw(disclosure.suppress(MANY, samenstelling.RULE), shares, "GGZ").frame
    kinds = [(2023, "licht, midden en zwaar", 600, 0.6), (2023, "meerwerk en maatwerk", 400, 0.4)]
    assert drawn.select("jaar", "zwaarte", "kosten_cent", "aandeel").rows() == kinds
    large = disclosure.suppress(MANY.with_columns(clienten=30), samenstelling.RULE)
    assert samenstelling.to_draw(large, shares, "GGZ").frame["zwaarte"].to_list() == ["licht", "midden", "meerwerk", "maatwerk"]


def test_who_is_left_out_is_named_unless_business_data_are_hidden():
    out = samenstelling.left_out(LINES, PRODUCTEN)
    aanbieders = table("agb | naam\n01 | Zorg Een\n03 |", {"agb": pl.String, "naam": pl.String})
    assert samenstelling.names_of(out, aanbieders)["GGZ"] == "Zorg Een (AGB 01)"
    assert samenstelling.names_of(out, aanbieders)["Dagbesteding"] == "AGB 03"
    assert samenstelling.names_of(out, aanbieders, dominantie=True)["GGZ"] == "de grootste aanbieder"
    two = samenstelling.left_out(LINES, PRODUCTEN, zonder=["01", "02"])
    assert samenstelling.names_of(two, aanbieders, zonder=["01", "02"])["GGZ"] == "de gekozen aanbieders"
