"""The words on the datavereisten follow the delivery."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import datavereisten
from tables import table

MATRIX = {"eis": pl.String, "vorm": pl.String, "bekostigingsvorm": pl.String, "nodig": pl.Boolean, "voldaan": pl.String} | {
    "onderdrukt": pl.Boolean
}
EVIDENCE = {"bewijs": pl.String, "soort": pl.String, "aandeel": pl.Float64, "aanwezig": pl.Boolean, "onderdrukt": pl.Boolean}


def matrix(first: str = "deels") -> Disclosed:
    text = f"""
    eis | vorm | bekostigingsvorm | nodig | voldaan | onderdrukt
    Geleverde zorg: duur en begin | pxq | P*Q | true | {first} | false
    Geleverde zorg: duur en begin | plek | Plek | true | {first} | false
    Doelen, en of zij zijn gehaald | pxq | P*Q | false | niet nodig | false
    Doelen, en of zij zijn gehaald | plek | Plek | true | niet in de berichten | false
    Inzet van NGA | pxq | P*Q | true | ja | false
    Inzet van NGA | plek | Plek | true | nee | false
    """
    return Disclosed(table(text, MATRIX), 10, veilig=True)


def bewijs(there: str = "false") -> Disclosed:
    text = f"""
    bewijs | soort | aandeel | aanwezig | onderdrukt
    Datum van de declaratie | gevuld | 0.5 | {there} | false
    Contracten | aanwezig | | true | false
    Hulpvraag | niet in de berichten | | false | false
    """
    return Disclosed(table(text, EVIDENCE), 10, veilig=True)


def test_each_form_says_what_is_met_in_part_not_and_never():
    assert datavereisten.zinnen(matrix()) == [
        "P*Q: aan 1 van de 2 eisen is helemaal voldaan. Voor een deel: geleverde zorg.",
        "Plek: aan 0 van de 3 eisen is helemaal voldaan. Voor een deel: geleverde zorg. Niet in deze levering: inzet van NGA. "
        "Staat in geen enkel bericht en moet dus apart worden verzameld: doelen.",
    ]


def test_another_delivery_meets_more():
    assert datavereisten.zinnen(matrix("ja"))[0] == "P*Q: aan 2 van de 2 eisen is helemaal voldaan."


def test_the_main_points_name_what_is_lacking_and_what_no_message_holds():
    assert datavereisten.hoofdpunten(matrix(), bewijs()) == [
        "De levering voldoet helemaal aan een deel van de eisen per vorm: P*Q 1 van de 2 en Plek 0 van de 3.",
        "In deze levering ontbreekt, of is te weinig gevuld: datum van de declaratie.",
        "Dit staat in geen enkel bericht: hulpvraag.",
    ]
    assert len(datavereisten.hoofdpunten(matrix(), bewijs("true"))) == 2


def test_the_table_has_a_row_per_need_and_a_column_per_form_in_words():
    wide = datavereisten.tabel(matrix()).frame
    assert wide.columns == ["eis", "pxq", "plek", "onderdrukt"]
    assert wide.row(1) == ("Doelen, en of zij zijn gehaald", "–", "✗ geen bericht", False)


def test_bars_show_parts_of_rows_only():
    assert datavereisten.gevuld(bewijs()).frame["bewijs"].to_list() == ["Datum van de declaratie"]
