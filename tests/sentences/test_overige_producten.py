"""The words on small productgroepen follow their numbers."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import overige_producten
from tables import table

TYPES = {"productgroep": pl.String, "jaar": pl.Int64, "clienten": pl.Int64, "kosten_cent": pl.Int64, "onderdrukt": pl.Boolean}
HEAD = " | ".join(TYPES) + "\n"
TWO = "Dagbehandeling 3 | 2023 | 52 | 54870000 | false\nEMB | 2023 | | | true"


def shown(text: str) -> Disclosed:
    return Disclosed(table(HEAD + text, TYPES), 10, veilig=True)


REGION = shown("Dagbehandeling 3 | 2023 | 168 | | false\nEMB | 2023 | 20 | | false")


def test_each_small_group_says_its_numbers_and_hides_what_is_hidden():
    assert overige_producten.zinnen(shown(TWO), min_clienten=55) == [
        "Dagbehandeling 3: 52 cliënten in 2023 en € 548,7 dzd aan kosten.",
        "EMB: <10 cliënten in 2023.",
    ]


def test_the_region_is_named_only_where_it_has_enough_clients():
    first, second = overige_producten.zinnen(shown(TWO), min_clienten=55, regio=REGION)
    assert first.endswith("In de regio zijn het er 168, genoeg voor een conclusie daar.")
    assert "regio" not in second


def test_the_main_points_count_the_groups_and_say_why():
    assert overige_producten.hoofdpunten(shown(TWO), min_clienten=55, regio=REGION) == [
        "Over 2 productgroepen trekken wij geen conclusie, want er waren minder dan 55 cliënten in 2023.",
        "De kosten die wij kunnen tonen, zijn € 548,7 dzd in 2023; dat is van 1 van de 2 productgroepen.",
        "In de regio zijn er wel genoeg cliënten voor Dagbehandeling 3.",
    ]
    one = overige_producten.hoofdpunten(shown("EMB | 2022 | | | true"), min_clienten=20)
    assert one == ["Over 1 productgroep trekken wij geen conclusie, want er waren minder dan 20 cliënten in 2022."]


def test_without_small_groups_it_says_that_all_have_enough():
    assert overige_producten.zinnen(Disclosed(shown(TWO).frame.clear(), 10, veilig=True), min_clienten=55) == [overige_producten.NONE_SMALL]
    assert overige_producten.hoofdpunten(Disclosed(shown(TWO).frame.clear(), 10, veilig=True), min_clienten=55) == [
        overige_producten.NONE_SMALL
    ]
