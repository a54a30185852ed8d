"""A note is shown where it applies, and only there."""

from datetime import date

import polars as pl
import pytest

from jeugdlib import disclosure, voorbehouden
from jeugdlib.disclosure import FLAG, Disclosed
from tables import table

WHOLE = {"begin": date(2021, 1, 1), "peildatum": date(2024, 1, 1)}


def test_w1_a_last_year_that_was_seen_in_part_is_not_to_be_compared():
    (note,) = voorbehouden.jaren(begin=date(2021, 1, 1), peildatum=date(2024, 8, 1))
    assert note.startswith("2024 is niet compleet: dat jaar telt mee tot en met 31 juli 2024")
    assert "Vergelijk 2024 niet" in note


def test_w1_a_first_year_that_was_seen_in_part_is_named_too():
    assert voorbehouden.jaren(begin=date(2021, 4, 1), peildatum=date(2024, 1, 1)) == [
        "2021 is niet compleet: dat jaar telt mee vanaf 1 april 2021."
    ]


def test_w1_whole_years_need_no_note():
    assert voorbehouden.jaren(**WHOLE) == []


def test_w2_a_productgroep_is_new_when_all_its_products_began_inside_the_window():
    care = table(
        """
        productgroep | geldig_vanaf
        GGZ          | 2022-01-01
        GGZ          | 2021-01-01
        Dagbehandeling | 2022-01-01
        Altijd       |
        Altijd       | 2022-01-01
        """,
        {"productgroep": pl.String, "geldig_vanaf": pl.Date},
    )
    (note,) = voorbehouden.nieuwe_producten(care, begin=date(2021, 1, 1))
    assert note.startswith("Nieuw in deze periode: Dagbehandeling (1 januari 2022). Een stijging")
    assert voorbehouden.nieuwe_producten(care, begin=date(2022, 1, 1)) == []


def test_w2_many_new_productgroepen_are_counted():
    care = pl.DataFrame({"productgroep": ["A", "B", "C", "D"], "geldig_vanaf": [date(2022, 1, 1)] * 3 + [date(2023, 1, 1)]})
    (note,) = voorbehouden.nieuwe_producten(care, begin=date(2021, 1, 1))
    assert note.startswith("4 productgroepen zijn nieuw sinds 1 januari 2022 of later.")


def test_w3_the_change_of_2022_is_named_when_the_window_holds_days_before_and_after_it():
    assert len(voorbehouden.woonplaatsbeginsel(**WHOLE)) == 1
    assert voorbehouden.woonplaatsbeginsel(begin=date(2022, 1, 1), peildatum=date(2024, 1, 1)) == []
    assert voorbehouden.woonplaatsbeginsel(begin=date(2019, 1, 1), peildatum=date(2022, 1, 1)) == []


def care_of(*rows: tuple[date, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"begin": pl.Date, "zwaarte": pl.String}, orient="row")


def test_w4_a_first_year_without_meerwerk_is_named_when_later_years_have_it():
    care = care_of((date(2021, 3, 1), "zwaar"), (date(2022, 2, 1), "meerwerk"))
    (note,) = voorbehouden.zonder_meerwerk(care, begin=date(2021, 1, 1))
    assert note.startswith("In 2021 staan meerwerk en maatwerk niet apart")


def test_w4_no_note_where_meerwerk_is_there_from_the_start_or_never():
    assert voorbehouden.zonder_meerwerk(care_of((date(2021, 3, 1), "maatwerk")), begin=date(2021, 1, 1)) == []
    assert voorbehouden.zonder_meerwerk(care_of((date(2021, 3, 1), "zwaar")), begin=date(2021, 1, 1)) == []


def test_w5_only_care_that_is_paid_per_unit_can_be_too_long_for_that_reason():
    assert voorbehouden.betaald_per_eenheid(pl.DataFrame({"financieringsvorm": ["traject", "plek"]})) == []
    assert len(voorbehouden.betaald_per_eenheid(pl.DataFrame({"financieringsvorm": ["traject", "pxq"]}))) == 1


def hours(traject: int, pxq: int) -> pl.DataFrame:
    return pl.DataFrame({"financieringsvorm": ["traject"] * traject + ["pxq"] * pxq, "uren": [1.0] * (traject + pxq)})


def test_w6_says_for_which_part_the_hours_are_an_assumption():
    assert voorbehouden.geschatte_uren(hours(30, 30), drempel=10)[0].startswith("Bij 50% van de toewijzingen met uren")
    assert voorbehouden.geschatte_uren(hours(30, 0), drempel=10)[0].startswith("Bij alle toewijzingen met uren")
    assert voorbehouden.geschatte_uren(hours(0, 30), drempel=10) == []


def test_w6_a_part_that_rests_on_a_small_number_is_not_told():
    assert voorbehouden.geschatte_uren(hours(30, 9), drempel=10)[0].startswith("Bij een deel van de toewijzingen")
    assert voorbehouden.geschatte_uren(hours(9, 30), drempel=10)[0].startswith("Bij een deel van de toewijzingen")


def test_w8_says_which_part_of_the_paths_was_still_going_on():
    paths = pl.DataFrame({"lopend": [True] * 10 + [False] * 40})
    (note,) = voorbehouden.lopende_paden(paths, peildatum=date(2024, 8, 1), drempel=10)
    assert note == "20% van de zorgpaden liep nog op 1 augustus 2024. Zij kunnen nog langer worden."
    (few,) = voorbehouden.lopende_paden(paths.head(19), peildatum=date(2024, 8, 1), drempel=10)
    assert few.startswith("Een deel van de zorgpaden")
    (every,) = voorbehouden.lopende_paden(paths.head(10), peildatum=date(2024, 8, 1), drempel=10)
    assert every.startswith("Alle zorgpaden liepen nog")
    assert voorbehouden.lopende_paden(paths.tail(40), peildatum=date(2024, 8, 1), drempel=10) == []


def places(low: int, hidden: bool = False) -> Disclosed:
    months = [date(2020, month, 1) for month in range(1, 13)]
    counts = [None if hidden and month == 3 else 40 if month == low else 50 for month in range(1, 13)]
    frame = pl.DataFrame({"productcode": "44A12", "maand": months, "clienten": counts}).with_columns(pl.lit(hidden).alias(FLAG))
    return Disclosed(frame, 10, veilig=True)


def test_w9_a_low_point_in_august_is_explained_by_the_holiday():
    assert voorbehouden.zomerdip(places(8))[0].startswith("Het laagste aantal van het jaar valt altijd in juli of augustus.")


def test_w9_a_low_point_in_another_month_or_a_year_with_hidden_months_is_not():
    assert voorbehouden.zomerdip(places(2)) == []
    assert voorbehouden.zomerdip(places(8, hidden=True)) == []
    assert voorbehouden.zomerdip(places(0)) == []


def test_how_a_path_is_made_follows_the_choices_of_the_run():
    (note,) = voorbehouden.ketens(max_gat_maanden=2, max_overdracht_dagen=7)
    assert "hooguit 2 maanden ertussen" in note
    assert "hooguit 7 dagen" in note
    assert "meteen op elkaar volgen" in voorbehouden.ketens(max_gat_maanden=0, max_overdracht_dagen=31)[0]


def test_a_note_stands_once():
    assert voorbehouden.samen(["een", "twee"], ["een"]) == ["een", "twee"]


def test_the_low_point_is_read_from_a_disclosed_table_alone():
    with pytest.raises(disclosure.NotDisclosed):
        voorbehouden.zomerdip(places(8).frame)  # type: ignore[arg-type]
