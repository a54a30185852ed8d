"""Opschoning: every step takes what it says, and nothing gets lost."""

from datetime import date

import polars as pl
from polars.testing import assert_frame_equal

from build import build
from jeugdlib import cleaning


def clean(toewijzingen: pl.DataFrame, declaraties: pl.DataFrame) -> cleaning.Cleaned:
    return cleaning.clean(toewijzingen, declaraties, analyse_begin=date(2021, 1, 1), peildatum=date(2024, 8, 1))


def delivered(name: str, text: str) -> pl.DataFrame:
    return build(name, text).with_row_index("volgnummer").with_columns(pl.col("volgnummer").cast(pl.Int64))


def taken(cleaned: cleaning.Cleaned, tabel: str) -> dict[str, tuple[int, int | None]]:
    rows = cleaned.ledger.filter((pl.col("tabel") == tabel) & (pl.col("rijen") > 0))
    return {row["stap"]: (row["rijen"], row["bedrag_cent"]) for row in rows.iter_rows(named=True)}


def test_a_row_that_is_delivered_twice_counts_once():
    rows = delivered("toewijzingen", "toewijzingnummer\n1\n1\n2")
    assert cleaning.drop_exact_duplicates(rows)["volgnummer"].to_list() == [0, 2]


def test_the_latest_stamp_stands_whatever_the_order_of_arrival():
    rows = delivered(
        "toewijzingen",
        """
        toewijzingnummer | toewijzingsdatum | toewijzingstijd | einddatum
        1                | 2022-05-01       | 09:00:00        | 2022-12-31
        1                | 2022-01-01       | 17:00:00        | 2022-06-30
        1                | 2022-05-01       | 08:00:00        | 2022-07-31
        """,
    )
    assert cleaning.keep_latest_version(rows)["einddatum"].to_list() == [date(2022, 12, 31)]


def test_of_equal_stamps_the_one_with_a_reason_stands_and_then_the_later_delivered():
    rows = delivered(
        "toewijzingen",
        """
        toewijzingnummer | reden_wijziging | einddatum
        1                | 04              | 2022-06-30
        1                |                 | 2022-07-31
        2                |                 | 2022-08-31
        2                |                 | 2022-09-30
        """,
    )
    assert cleaning.keep_latest_version(rows)["einddatum"].to_list() == [date(2022, 6, 30), date(2022, 9, 30)]


def test_the_same_number_in_two_gemeenten_is_two_toewijzingen():
    rows = delivered("toewijzingen", "toewijzingnummer | gemeentecode\n1 | 0983\n1 | 0984")
    assert cleaning.keep_latest_version(rows).height == 2


def test_only_a_deletion_code_or_an_end_before_the_start_withdraws_a_toewijzing():
    rows = delivered(
        "toewijzingen",
        """
        toewijzingnummer | ingangsdatum | einddatum  | reden_wijziging
        deleted          | 2022-03-01   | 2022-03-01 | 13
        deleted before 3.1 | 2022-03-01 | 2022-03-01 | 01
        one real day     | 2022-03-01   | 2022-03-01 |
        ended otherwise  | 2022-03-01   | 2022-03-01 | 07
        corrected        | 2022-03-01   | 2022-06-30 | 13
        backwards        | 2022-03-01   | 2022-02-28 |
        open             | 2022-03-01   |            | 13
        """,
    )
    left = cleaning.drop_withdrawn(rows)["toewijzingnummer"].to_list()
    assert left == ["one real day", "ended otherwise", "corrected", "open"]


def test_who_is_22_on_the_first_day_goes_with_the_declarations_and_an_unknown_age_stays():
    toewijzingen = build(
        "toewijzingen",
        """
        toewijzingnummer | geboortedatum | ingangsdatum
        21 jaar          | 2000-01-02    | 2022-01-01
        22 jaar          | 2000-01-01    | 2022-01-01
        onbekend         | 1900-01-01    | 2022-01-01
        leeg             |               | 2022-01-01
        """,
    )
    declaraties = build("declaraties", "toewijzingnummer | bedrag\n21 jaar | 100\n22 jaar | 200\nonbekend | 300\nleeg | 400")
    cleaned = clean(toewijzingen, declaraties)
    assert cleaned.toewijzingen["toewijzingnummer"].to_list() == ["21 jaar", "leeg", "onbekend"]
    assert taken(cleaned, "toewijzingen") == {"ouder_dan_21": (1, None), "aanvaard": (3, None)}
    assert taken(cleaned, "declaraties") == {"ouder_dan_21": (1, 200), "aanvaard": (3, 800)}


def test_the_window_is_closed_at_its_first_day_and_open_at_the_peildatum():
    declaraties = build(
        "declaraties",
        """
        referentienummer | begindatum | einddatum  | bedrag
        before           | 2020-12-31 | 2020-12-31 | 1
        first            | 2021-01-01 | 2021-01-31 | 2
        last             | 2024-07-31 | 2024-07-31 | 4
        after            | 2024-08-01 | 2024-08-31 | 8
        """,
    )
    cleaned = clean(build("toewijzingen", "toewijzingnummer\n1"), declaraties)
    assert taken(cleaned, "declaraties") == {"buiten_analyseperiode": (2, 9), "aanvaard": (2, 6)}


def test_a_toewijzing_that_never_meets_the_window_goes():
    toewijzingen = build(
        "toewijzingen",
        """
        toewijzingnummer | ingangsdatum | einddatum
        too early        | 2019-01-01   | 2020-12-31
        touches          | 2019-01-01   | 2021-01-01
        open             | 2019-01-01   |
        too late         | 2024-08-01   |
        """,
    )
    cleaned = clean(toewijzingen, build("declaraties"))
    assert cleaned.toewijzingen["toewijzingnummer"].to_list() == ["open", "touches"]


def test_debit_and_credit_are_netted_on_amount_and_volume_and_a_zero_goes_whole():
    declaraties = build(
        "declaraties",
        """
        referentienummer | begindatum | einddatum  | volume | bedrag | debet_credit
        a                | 2022-01-01 | 2022-01-31 | 10     | 1000   | D
        b                | 2022-01-01 | 2022-01-31 | 10     | 1000   | C
        c                | 2022-02-01 | 2022-02-28 | 10     | 1000   | D
        d                | 2022-02-01 | 2022-02-28 | 10     | 1000   | C
        e                | 2022-02-01 | 2022-02-28 | 8      | 800    | D
        f                | 2022-03-01 | 2022-03-31 | 5      | 500    | C
        g                | 2022-04-01 | 2022-04-30 | 5      | 0      | D
        """,
    )
    cleaned = clean(build("toewijzingen", "toewijzingnummer\n1"), declaraties)
    net = cleaned.nettoregels.select("begindatum", "bedrag_cent", "volume")
    assert net.rows() == [(date(2022, 2, 1), 800, 8.0), (date(2022, 3, 1), -500, -5.0)]
    assert taken(cleaned, "declaraties") == {"nulregel": (1, 0), "tegengeboekt": (4, 0), "aanvaard": (2, 300)}


def test_lines_in_minutes_and_hours_of_one_group_are_added_as_hours():
    declaraties = build("declaraties", "referentienummer | eenheid | volume | bedrag\na | 04 | 2 | 200\nb | 01 | 90 | 150")
    net = cleaning.net_lines(declaraties)
    assert net.select("volume", "eenheid", "bedrag_cent").rows() == [(3.5, "04", 350)]


def test_lines_in_units_that_cannot_be_added_have_no_volume_but_keep_their_cents():
    declaraties = build("declaraties", "referentienummer | eenheid | volume | bedrag\na | 04 | 2 | 200\nb | 82 | 1 | 500")
    assert cleaning.net_lines(declaraties).select("volume", "eenheid", "bedrag_cent").rows() == [(None, None, 700)]


def test_a_declaration_without_toewijzing_stays_in_the_costs_and_is_marked():
    cleaned = clean(build("toewijzingen"), build("declaraties", "bedrag\n700"))
    assert cleaned.nettoregels.select("bedrag_cent", "zonder_toewijzing").rows() == [(700, True)]


def test_a_credit_whose_debit_was_never_delivered_is_found_and_still_subtracted():
    declaraties = build(
        "declaraties",
        """
        referentienummer | vorig_referentienummer | agb      | debet_credit | bedrag
        d1               |                        | 41000001 | D            | 100
        c1               | d1                     | 41000001 | C            | 100
        c2               | d1                     | 41000002 | C            | 40
        """,
    )
    assert cleaning.orphan_credits(declaraties)["referentienummer"].to_list() == ["c2"]
    assert cleaning.net_lines(declaraties)["bedrag_cent"].sum() == -40


def test_row_order_does_not_change_what_is_left():
    declaraties = build("declaraties", "\n".join(["referentienummer | bedrag | volume", *(f"r{n} | {n}00 | 0.{n}" for n in range(1, 9))]))
    backwards = cleaning.net_lines(declaraties.reverse())
    assert_frame_equal(cleaning.net_lines(declaraties), backwards)
