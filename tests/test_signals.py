"""Signals say what stands out and change nothing."""

from datetime import date

from build import PRODUCTEN, build
from jeugdlib import cleaning, definitions, signals

PEILDATUM = date(2024, 8, 1)


def find(toewijzingen: str, declaraties: str) -> dict[str, tuple[int, int | None]]:
    lines = build("declaraties", declaraties)
    cleaned = cleaning.clean(build("toewijzingen", toewijzingen), lines, analyse_begin=date(2021, 1, 1), peildatum=PEILDATUM)
    care = definitions.build_zorgperioden(
        cleaned.toewijzingen,
        cleaned.nettoregels,
        build("producten", PRODUCTEN),
        build("startberichten"),
        build("stopberichten"),
        peildatum=PEILDATUM,
    )
    rows = signals.find_signals(cleaned.toewijzingen, lines, cleaned.nettoregels, care).rows()
    return {name: (count, cents) for name, count, cents in rows if count}


def test_a_credit_without_its_debit_and_its_negative_line_are_told_with_their_euros():
    declaraties = """
        referentienummer | vorig_referentienummer | begindatum | einddatum  | debet_credit | bedrag
        a                |                        | 2022-01-01 | 2022-01-31 | D            | 500
        b                | weg                    | 2022-02-01 | 2022-02-28 | C            | 300
        """
    assert find("einddatum\n2022-01-31", declaraties) == {
        "creditregel_zonder_debet": (1, -300),
        "negatief_nettobedrag": (1, -300),
    }


def test_care_without_or_outside_its_toewijzing_is_told():
    declaraties = "toewijzingnummer | referentienummer | bedrag\n1 | a | 100\n2 | b | 200"
    assert find("toewijzingnummer | ingangsdatum | einddatum\n1 | 2022-06-01 | 2022-06-30", declaraties) == {
        "declaratie_zonder_toewijzing": (1, 200),
        "declaratie_buiten_toewijzing": (1, 100),
    }


def test_an_unknown_product_an_unknown_birth_date_and_a_single_payment_are_told():
    toewijzingen = "toewijzingnummer | productcode | geboortedatum | ingangsdatum | einddatum\n1 | ? | 1900-01-01 | 2022-01-01 | 2022-12-31"
    assert find(toewijzingen, "productcode | bedrag\n? | 100") == {
        "product_onbekend": (1, 100),
        "geboortedatum_onbekend": (1, None),
        "eenmalig_gedeclareerd": (1, 100),
    }


def test_without_anything_odd_every_signal_counts_nought():
    assert find("einddatum\n2022-01-31", "bedrag\n100") == {}
