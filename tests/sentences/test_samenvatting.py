"""The summary in words follows from its figures, and changes with them."""

import polars as pl

from jeugdlib.analyses import samenvatting
from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import samenvatting as woorden

UNITS = {name: bron.eenheid for name, bron in samenvatting.CIJFERS.items()}


def summary(**changed: tuple[float | None, float | None, float | None, bool]) -> Disclosed:
    """Draw a summary: of each figure its value, its change, the region's value and whether it is hidden."""
    values = {
        "aantal": (1200.0, 0.05, 9000.0, False),
        "cent": (250_000_000.0, -0.1, 300_000_000.0, False),
        "aandeel": (0.25, 0.01, 0.3, False),
    }
    rows = []
    for name, unit in UNITS.items():
        value, change, region, hidden = changed.get(name, values[unit])
        rows.append((name, unit, 2023, value, None, change, region, None, None, hidden))
    return Disclosed(pl.DataFrame(rows, schema=samenvatting._SCHEMA, orient="row"), 10, veilig=True)


def cells(name: str, **changed) -> dict[str, str | None]:
    frame = woorden.in_woorden(summary(**changed)).frame
    return dict(zip(UNITS, frame.to_dicts(), strict=True))[name]


def test_a_count_an_amount_and_a_share_are_written_the_dutch_way_with_their_change():
    assert [cells("clienten")[name] for name in ("waarde", "verandering", "regio")] == ["1.200", "+5,0%", "9.000"]
    assert [cells("kosten")[name] for name in ("waarde", "verandering")] == ["€ 2,5 mln", "−10,0%"]
    assert cells("aandeel_micro")["verandering"] == "+1,0 procentpunt"


def test_the_meaning_of_a_share_holds_the_share():
    assert cells("aandeel_nga", aandeel_nga=(0.07, None, None, False))["betekenis"] == (
        "Van elke 100 euro ging 7 euro naar aanbieders zonder contract voor dat product."
    )
    assert cells("kosten", kosten=(36_500_000.0, None, None, False))["betekenis"] == "Dat is € 1.000 per dag."


def test_a_hidden_figure_has_no_value_no_meaning_and_keeps_its_flag():
    row = cells("verzilvering", verzilvering=(None, None, None, True))
    assert (row["waarde"], row["betekenis"], row["onderdrukt"], row["regio"]) == (None, "", True, "–")


def test_the_headline_follows_the_figures():
    assert woorden.hoofdpunten(summary())[0] == (
        "In 2023 kregen 1.200 cliënten jeugdhulp, voor € 2,5 mln. Dat is 5,0% meer cliënten en 10,0% minder kosten dan in 2022."
    )
    other = woorden.hoofdpunten(summary(clienten=(90.0, -0.2, None, False), kosten=(None, None, None, True)))[0]
    assert other == "In 2023 kregen 90 cliënten jeugdhulp. Dat is 20,0% minder cliënten dan in 2022."


def test_the_share_that_lies_furthest_from_the_region_is_named():
    said = woorden.hoofdpunten(summary(aandeel_micro=(0.5, None, 0.1, False)))[1]
    assert said == (
        "Het grootste verschil met de regio zit bij micro-aanbieders. Hier is het 50,0% van de kosten; "
        "in de regio is dat 10,0% (40,0 procentpunt lager)."
    )


def test_hidden_clients_and_no_clients_are_not_the_same():
    assert woorden.hoofdpunten(summary(clienten=(None, None, None, True))) == ["De aantallen zijn te klein om te tonen."]
    assert woorden.hoofdpunten(summary(clienten=(None, None, None, False))) == ["Er zijn geen gegevens in deze periode."]
