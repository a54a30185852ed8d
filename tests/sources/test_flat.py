"""Flat files as they come: separators, notations, dates, encodings, headings, sheets."""

import datetime as dt
import io
from datetime import date, time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from jeugdlib.errors import DeliveryError
from jeugdlib.sources.delivery import read_delivery
from sources.berichten import BSN, KEY, OTHER_BSN, account, jw301, jw323, read, refusals, rows, zipped

HEAD = "referentienummer;toewijzingnummer;gemeentecode;bsn;agb;productcode;begindatum;einddatum;volume;eenheid;tarief;bedrag"
LINE = "R1;7001;0901;999901230;03030303;45A05;01-02-2023;28-02-2023;4;uur;60,00;240,00"


def declaraties(*lines: str, head: str = HEAD) -> str:
    return "\r\n".join([head, *lines]) + "\r\n"


def changed(**fields: str) -> str:
    """Give LINE with some fields changed; `R1` becomes unique by the caller."""
    names = HEAD.split(";")
    cells = dict(zip(names, LINE.split(";"), strict=True)) | fields
    return ";".join(cells[name] for name in names)


def amounts(*given: str) -> list[str]:
    return [changed(referentienummer=f"R{number}", bedrag=f'"{text}"') for number, text in enumerate(given, start=1)]


def test_a_plain_csv_gives_the_same_row_as_the_message(tmp_path: Path):
    text = declaraties(
        f"R1;;7001;0901;{BSN};03030303;45;45A05;01-02-2023;28-02-2023;4;04;60,00;240,00;D;DEC1;05-03-2023",
        head="referentienummer;vorig_referentienummer;toewijzingnummer;gemeentecode;bsn;agb;productcategorie;productcode;begindatum;einddatum;volume;"
        "eenheid;tarief;bedrag;debet_credit;declaratienummer;dagtekening",
    )
    outcome = read(tmp_path, {"a.csv": text, "b.xml": jw323()})
    assert account(outcome, "declaraties") == {"aangeleverd": 2, "exacte_dubbelen": 1, "opgenomen": 1}


def test_a_toewijzingen_file_gives_the_same_row_as_the_message(tmp_path: Path):
    text = (
        "toewijzingnummer,gemeentecode,bsn,geboortedatum,geslacht,agb,productcategorie,productcode,toewijzingsdatum,ingangsdatum,einddatum,"
        "volume,eenheid,frequentie\n"
        f"7001,0901,{BSN},2009-05-06,V,03030303,45,45A05,2023-01-10T09:30:00,20230115,2023-12-31,3,Uur,per week\n"
    )
    outcome = read(tmp_path, {"a.csv": text, "b.xml": jw301()})
    assert account(outcome, "toewijzingen") == {"aangeleverd": 2, "exacte_dubbelen": 1, "opgenomen": 1}


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_separator_is_found(tmp_path: Path, separator: str):
    text = declaraties(LINE.replace(",", ".")).replace(";", separator)
    assert rows(read(tmp_path, {"a.txt": text}), "declaraties")[0]["bedrag"] == 24000


@pytest.mark.parametrize(
    ("given", "cents"),
    [
        (["1.234,56", "12,5"], [123456, 1250]),
        (["1,234.56", "12.5"], [123456, 1250]),
        (["1234.5"], [123450]),
        (["€ 1.234,56", "€\u00a012,-"], [123456, 1200]),
        (["1.234,56 EUR", "12"], [123456, 1200]),
        (["1.234.567", "1"], [123456700, 100]),
        (["1.234", "2.000"], [123400, 200000]),
        (["1.234", "0,50"], [123400, 50]),
        (["1.234", "0.50"], [123, 50]),
        (["1234,565", "0,005", "0,0049"], [123457, 1, 0]),
        ([",50", "7,"], [50, 700]),
        (["0,00", "12,34"], [0, 1234]),
    ],
)
def test_an_amount_is_read_as_its_whole_column_is_written(tmp_path: Path, given: list[str], cents: list[int]):
    assert [row["bedrag"] for row in rows(read(tmp_path, {"a.csv": declaraties(*amounts(*given))}), "declaraties")] == cents


def test_the_choice_for_an_ambiguous_column_is_told(tmp_path: Path):
    text = declaraties(*amounts("1.234", "2.000")).replace("60,00", "60")
    assert any("'bedrag': een waarde als 1.234 kan op twee manieren" in melding for melding in read(tmp_path, {"a.csv": text}).meldingen)


def test_a_decimal_point_elsewhere_in_the_file_decides_an_ambiguous_column(tmp_path: Path):
    text = declaraties(*[line.replace("60,00", "60.00") for line in amounts("1.234", "2.500")])
    assert [row["bedrag"] for row in rows(read(tmp_path, {"a.csv": text}), "declaraties")] == [123, 250]


def test_the_minority_notation_of_a_column_is_refused_not_guessed(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": declaraties(*amounts("1,50", "2,50", "3.75"))})
    assert refusals(outcome) == [(4, "bedrag", "onleesbaar_bedrag")]
    assert outcome.afgekeurd["waarde"].to_list() == ["3.75"]


@pytest.mark.parametrize("negative", ["-240,00", "240,00-", "(240,00)", "€ -240,00", "-€ 240,00", "−240,00"])
def test_without_a_debet_credit_column_a_negative_amount_is_a_credit(tmp_path: Path, negative: str):
    outcome = read(tmp_path, {"a.csv": declaraties(changed(bedrag=negative, volume="-4"), changed(referentienummer="R2"))})
    credit, debet = rows(outcome, "declaraties")
    assert (credit["debet_credit"], credit["bedrag"], credit["volume"]) == ("C", 24000, 4.0)
    assert (debet["debet_credit"], debet["bedrag"]) == ("D", 24000)
    assert outcome.verantwoording["bedrag_cent"].to_list() == [0] * 6


def test_with_a_debet_credit_column_a_negative_amount_is_refused(tmp_path: Path):
    lines = [f"{LINE};D", f"{changed(referentienummer='R2', bedrag='-1,00')};C", f"{changed(referentienummer='R3')};credit", f"{LINE};"]
    outcome = read(tmp_path, {"a.csv": declaraties(*lines, head=f"{HEAD};debet_credit")})
    assert refusals(outcome) == [(3, "bedrag", "negatief"), (5, "debet_credit", "leeg")]
    assert [row["debet_credit"] for row in rows(outcome, "declaraties")] == ["D", "C"]


def test_a_negative_volume_on_a_debit_is_refused(tmp_path: Path):
    assert refusals(read(tmp_path, {"a.csv": declaraties(LINE, changed(referentienummer="R2", volume="-4"))})) == [
        (3, "volume", "negatief")
    ]


@pytest.mark.parametrize(
    "written",
    [
        "05-03-2023",
        "5-3-2023",
        "5/3/2023",
        "05.03.2023",
        "5-3-23",
        "2023-03-05",
        "2023-03-05 00:00:00",
        "2023-03-05T11:22:33.5",
        "20230305",
        "44990",
        "44990.0",
    ],
)
def test_a_date_is_read_however_it_is_written(tmp_path: Path, written: str):
    text = declaraties(changed(begindatum=written, einddatum="31-03-2023"))
    assert rows(read(tmp_path, {"a.csv": text}), "declaraties")[0]["begindatum"] == date(2023, 3, 5)


@pytest.mark.parametrize("written", ["31-02-2023", "maart", "2023-13-01", "20231301", "0", "5-3", "123456789"])
def test_a_date_that_does_not_exist_is_refused(tmp_path: Path, written: str):
    outcome = read(tmp_path, {"a.csv": declaraties(changed(begindatum=written), changed(referentienummer="R2"))})
    assert refusals(outcome) == [(2, "begindatum", "onleesbare_datum")]


def test_a_mistyped_date_is_refused_and_does_not_turn_its_column_round(tmp_path: Path):
    lines = [changed(), changed(referentienummer="R2", begindatum="01-02-2023", einddatum="28-02-2023")]
    lines.append(changed(referentienummer="R3", begindatum="05-13-2023"))
    outcome = read(tmp_path, {"a.csv": declaraties(*lines)})
    assert date(2023, 2, 1) in [row["begindatum"] for row in rows(outcome, "declaraties")]
    assert refusals(outcome) == [(4, "begindatum", "onleesbare_datum")]


def test_the_notation_of_dates_and_amounts_is_told_per_column(tmp_path: Path):
    told = read(tmp_path, {"a.csv": declaraties(changed(begindatum="01-01-2023", bedrag="12,50"))}).meldingen
    assert any("datums gelezen als dd-mm-jjjj (begindatum" in melding for melding in told)
    assert any("kolom 'bedrag': gelezen met een decimale komma" in melding for melding in told)


def test_an_unknown_day_of_birth_is_an_unknown_age_and_no_refusal(tmp_path: Path):
    head = "toewijzingnummer;gemeentecode;bsn;agb;ingangsdatum;geboortedatum"
    born = ["00-00-2009", "20090000", "2009-05-00", "onbekend", "06-05-09", "01-01-1900"]
    text = "\n".join([head, *(f"{number};0901;{BSN};03030303;01-01-2023;{day}" for number, day in enumerate(born))])
    outcome = read(tmp_path, {"a.csv": text})
    assert [row["geboortedatum"] for row in rows(outcome, "toewijzingen")] == [None, None, None, None, date(2009, 5, 6), date(1900, 1, 1)]
    assert any("3 keer is dag of maand onbekend" in melding for melding in outcome.meldingen)


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")]
)
def test_the_encoding_is_found_and_told(tmp_path: Path, encoding: str, named: str):
    text = "agb;naam;type\r\n03030303;Zorgcoöperatie Één;micro\r\n"
    outcome = read(tmp_path, {"a.csv": text.encode(encoding)})
    assert rows(outcome, "aanbieders")[0]["naam"] == "Zorgcoöperatie Één"
    assert f"a.csv: tekenset {named}, scheidingsteken puntkomma" in outcome.meldingen


def test_leading_zeros_come_back_and_are_counted(tmp_path: Path):
    line = changed(gemeentecode="901", agb="3030303", bsn="12345672", eenheid="4")
    full = changed(referentienummer="R2", bsn="012345672", eenheid="04")
    outcome = read(tmp_path, {"a.csv": declaraties(line, full)})
    first, second = rows(outcome, "declaraties")
    assert (first["gemeentecode"], first["agb"], first["eenheid"], first["client"]) == ("0901", "03030303", "04", second["client"])
    assert "a.csv: kolom 'gemeentecode': 1 keer zijn voorloopnullen hersteld" in outcome.meldingen
    assert "a.csv: kolom 'agb': 1 keer zijn voorloopnullen hersteld" in outcome.meldingen
    assert "Bij 1 burgerservicenummer zijn voorloopnullen hersteld" in outcome.meldingen


def test_a_code_that_excel_made_a_number_is_refused_with_the_cure(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": declaraties(changed(productcode="4,5E+11"), changed(referentienummer="R2", productcode="45E10"))})
    assert refusals(outcome) == [(2, "productcode", "wetenschappelijke_notatie")]
    assert [row["productcode"] for row in rows(outcome, "declaraties")] == ["45E10"]


def test_identifiers_keep_their_own_zeros_and_lose_a_stray_decimal(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": declaraties(changed(toewijzingnummer="007.0", referentienummer="000123"))})
    row = rows(outcome, "declaraties")[0]
    assert (row["toewijzingnummer"], row["referentienummer"]) == ("007", "000123")


@pytest.mark.parametrize(
    ("word", "code"),
    [("minuten", "01"), ("Uur", "04"), ("etmaal", "14"), ("DAGDEEL", "16"), ("stuks", "82"), ("euro's", "83"), ("1", "01")],
)
def test_an_eenheid_may_be_a_word(tmp_path: Path, word: str, code: str):
    assert rows(read(tmp_path, {"a.csv": declaraties(changed(eenheid=word))}), "declaraties")[0]["eenheid"] == code


def test_volume_in_eenheid_83_is_euros_already(tmp_path: Path):
    assert rows(read(tmp_path, {"a.csv": declaraties(changed(eenheid="83", volume="240,50"))}), "declaraties")[0]["volume"] == 240.5


def test_words_for_nothing_are_empty(tmp_path: Path):
    lines = [
        changed(referentienummer=f"R{number}", volume=word)
        for number, word in enumerate(["", "-", "?", "onbekend", "NULL", "n.v.t.", "\u00a0"])
    ]
    outcome = read(tmp_path, {"a.csv": declaraties(*lines)})
    assert [row["volume"] for row in rows(outcome, "declaraties")] == [None] * 7


def test_titles_totals_blank_rows_and_repeated_headers_survive(tmp_path: Path):
    text = "\r\n".join(
        [
            "Declaraties 2023;;;",
            "",
            "Gemaakt op 1-1-2024",
            HEAD,
            LINE,
            "",
            HEAD,
            changed(referentienummer="R2"),
            ";;;;;;;;;;;",
            "Totaal;;;;;;;;;;;480,00",
            "",
        ]
    )
    outcome = read(tmp_path, {"a.csv": text})
    assert account(outcome, "declaraties") == {"aangeleverd": 2, "opgenomen": 2}
    assert "a.csv: 3 titelrijen boven de kop overgeslagen" in outcome.meldingen
    assert "a.csv: 1 herhaalde kop overgeslagen" in outcome.meldingen
    assert "a.csv: rij 10 met totalen overgeslagen" in outcome.meldingen


def test_the_row_number_is_that_of_the_spreadsheet(tmp_path: Path):
    text = "\r\n".join(["Titel", "", HEAD, LINE, "", changed(bedrag="veel")])
    assert refusals(read(tmp_path, {"a.csv": text})) == [(6, "bedrag", "onleesbaar_bedrag")]


def test_a_row_with_another_number_of_fields_is_refused_and_never_read_askew(tmp_path: Path):
    torn = LINE.replace("7001;", "7;001;")
    outcome = read(tmp_path, {"a.csv": declaraties(LINE, torn, LINE[:40], f"{changed(referentienummer='R4')};;")})
    assert refusals(outcome) == [(3, None, "aantal_velden"), (4, None, "aantal_velden")]
    assert [row["referentienummer"] for row in rows(outcome, "declaraties")] == ["R1", "R4"]


def test_a_separator_and_a_line_break_inside_quotes_belong_to_the_text(tmp_path: Path):
    text = 'agb;naam;type\r\n03030303;"De ""Kas""; wonen\r\nen zorg";micro\r\n'
    assert rows(read(tmp_path, {"a.csv": text}), "aanbieders")[0]["naam"] == 'De "Kas"; wonen\r\nen zorg'


def test_a_loose_quotation_mark_does_not_swallow_the_rest(tmp_path: Path):
    text = 'agb;naam;type\r\n03030303;"Huize" Zon;micro\r\n04040404;Huize Maan;micro\r\n'
    outcome = read(tmp_path, {"a.csv": text})
    assert [row["agb"] for row in rows(outcome, "aanbieders")] == ["03030303", "04040404"]


def test_common_headings_are_recognised_and_told(tmp_path: Path):
    head = (
        "Referentienummer;Toewijzingsnummer;Gemeente;Burgerservicenummer;AGB-code;Productcode;Begindatum;Einddatum;Volume;Eenheid;Tarief;"
        "Ingediend bedrag"
    )
    outcome = read(tmp_path, {"a.csv": declaraties(LINE, head=head)})
    assert rows(outcome, "declaraties")[0]["bedrag"] == 24000
    assert any("'Burgerservicenummer' is bsn" in melding for melding in outcome.meldingen)


def test_a_mapping_file_names_our_columns_by_theirs(tmp_path: Path):
    head = HEAD.replace("bedrag", "Kolom X").replace("agb", "bedrag per stuk")
    mapping = 'bedrag = "Kolom X"\nagb = "Bedrag per stuk"\n'
    outcome = read(tmp_path, {"kolommen.toml": mapping, "diep/er/a.csv": declaraties(LINE, head=head)})
    row = rows(outcome, "declaraties")[0]
    assert (row["bedrag"], row["agb"]) == (24000, "03030303")
    assert outcome.bronnen["bestand"].to_list() == ["diep/er/a.csv"]


def test_a_mapping_wins_over_a_canonical_name(tmp_path: Path):
    head = f"{HEAD};werkelijk"
    outcome = read(tmp_path, {"kolommen.toml": 'bedrag = "werkelijk"', "a.csv": declaraties(f"{LINE};99,00", head=head)})
    assert rows(outcome, "declaraties")[0]["bedrag"] == 9900


def test_a_mapping_may_lie_in_the_archive(tmp_path: Path):
    text = declaraties(LINE, head=HEAD.replace("bedrag", "Kolom X"))
    archive = zipped(tmp_path / "a.zip", {"kolommen.toml": 'bedrag = "Kolom X"', "a.csv": text})
    outcome = read_delivery([archive], destination=tmp_path / "dataset", key=KEY)
    assert rows(outcome, "declaraties")[0]["bedrag"] == 24000


@pytest.mark.parametrize(
    ("mapping", "said"), [('bedragg = "X"', "Bedoelt u 'bedrag'?"), ("bedrag = 3", "aanhalingstekens"), ("bedrag X", "geen geldig TOML")]
)
def test_a_wrong_mapping_stops_with_its_cure(tmp_path: Path, mapping: str, said: str):
    with pytest.raises(DeliveryError, match=r"kolommen\.toml") as caught:
        read(tmp_path, {"kolommen.toml": mapping, "a.csv": declaraties(LINE)})
    assert said in str(caught.value)


def test_missing_columns_refuse_the_file_by_name_and_the_rest_is_read(tmp_path: Path):
    text = declaraties("R1;7001;x;45A05;240,00", head="referentienummer;toewijzingnummer;naam;productcode;bedrag")
    outcome = read(tmp_path, {"a.csv": text, "b.csv": declaraties(LINE)})
    assert refusals(outcome) == [(None, None, "kolommen_ontbreken")]
    assert "gemeentecode, bsn (of client), agb, begindatum en einddatum" in outcome.afgekeurd["uitleg"][0]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_file_about_children_is_never_taken_for_a_small_table(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": f"agb;naam;bsn\n03030303;Kievitsbloem;{BSN}\n", "b.csv": declaraties(LINE)})
    assert refusals(outcome) == [(None, None, "kolommen_ontbreken")]
    assert rows(outcome, "aanbieders") == []


def test_two_columns_with_one_name_refuse_the_file(tmp_path: Path):
    assert refusals(read(tmp_path, {"a.csv": declaraties(f"{LINE};1", head=f"{HEAD};Bedrag")})) == [(None, None, "dubbele_kolom")]


def test_a_delivered_client_number_becomes_a_pseudonym_too(tmp_path: Path):
    outcome = read(tmp_path, {"a.csv": declaraties(changed(bsn="K-17"), head=HEAD.replace("bsn", "client"))})
    client = rows(outcome, "declaraties")[0]["client"]
    assert len(client) == 32
    assert "K-17" not in client


def test_the_client_number_stands_in_where_the_bsn_is_empty(tmp_path: Path):
    lines = [f"{LINE};K-17", f"{changed(referentienummer='R2', bsn='')};K-17", f"{changed(referentienummer='R3', bsn='')};"]
    outcome = read(tmp_path, {"a.csv": declaraties(*lines, head=f"{HEAD};client")})
    first, second = rows(outcome, "declaraties")
    assert first["client"] != second["client"]
    assert refusals(outcome) == [(4, "bsn", "bsn_leeg")]


SMALL = {
    "producten": (
        """productcode;productnaam;productgroep;zwaarte;financieringsvorm;trajectprijs;normvolume_uren;normdoorlooptijd_maanden;geldig_vanaf
        45A05;Begeleiding;Ambulant;Midden;P*Q;1.250,00;62,5;12;01-01-2021""",
        {
            "zwaarte": "midden",
            "financieringsvorm": "pxq",
            "trajectprijs": 125000,
            "normvolume_uren": 62.5,
            "normdoorlooptijd_maanden": 12,
            "geldig_vanaf": date(2021, 1, 1),
        },
    ),
    "aanbieders": (
        """agb;naam;type;concern
        3030303;De Kas;micro;""",
        {"agb": "03030303", "naam": "De Kas", "type": "micro", "concern": None},
    ),
    "contracten": (
        """agb;productcode;geldig_vanaf;geldig_tot
        03030303;45A05;2021-01-01;""",
        {"geldig_vanaf": date(2021, 1, 1), "geldig_tot": None},
    ),
    "gemeenten": (
        """gemeentecode;naam;regio
        901;Waterdorp;Rivierenregio""",
        {"gemeentecode": "0901", "naam": "Waterdorp", "regio": "Rivierenregio"},
    ),
    "jeugdigen": (
        """gemeentecode;jaar;leeftijdsklasse;aantal
        0901;2023;0-11;1.234""",
        {"jaar": 2023, "leeftijdsklasse": "0-11", "aantal": 1234},
    ),
    "plekken": (
        """gemeentecode;agb;productcode;geldig_vanaf;plekken
        0901;;45A05;1-1-2021;2,5""",
        {"plekken": 2.5, "agb": None},
    ),
    "afspraken": (
        """jaar;agb;groep;plafond
        2023;03030303;Ambulant;€ 10.000""",
        {"jaar": 2023, "plafond": 1000000},
    ),
    "productvertaling": (
        """oude_code;nieuwe_code;per_datum
        45A05;45B05;01-01-2022""",
        {"oude_code": "45A05", "per_datum": date(2022, 1, 1)},
    ),
    "startberichten": (
        """toewijzingnummer;gemeentecode;agb;begindatum;status_aanlevering
        7001;0901;03030303;20-01-2023;1""",
        {"begindatum": date(2023, 1, 20), "status_aanlevering": "1"},
    ),
    "stopberichten": (
        """toewijzingnummer;gemeentecode;agb;begindatum;einddatum;reden_beeindiging;status_aanlevering
        7001;0901;03030303;20-01-2023;30-06-2023;volgens plan;1""",
        {"reden_beeindiging": "31", "einddatum": date(2023, 6, 30)},
    ),
}


@pytest.mark.parametrize("tabel", SMALL)
def test_each_small_table_is_recognised_by_its_columns(tmp_path: Path, tabel: str):
    text, expected = SMALL[tabel]
    outcome = read(tmp_path, {"x": text})
    found = rows(outcome, tabel)
    assert len(found) == 1
    assert expected.items() <= found[0].items()
    assert outcome.exit_code == 0


def test_an_aanbieder_delivered_twice_counts_once_and_a_contradiction_is_refused(tmp_path: Path):
    text = "agb;naam\n03030303;De Kas\n03030303;De Kas\n03030303;De Tuin\n04040404;De Tuin\n"
    outcome = read(tmp_path, {"a.csv": text})
    assert [row["naam"] for row in rows(outcome, "aanbieders")] == ["De Kas", "De Tuin"]
    assert account(outcome, "aanbieders") == {"aangeleverd": 4, "exacte_dubbelen": 1, "afgekeurd": 1, "opgenomen": 2}
    assert refusals(outcome) == [(4, "agb", "dubbele_sleutel")]


def workbook(sheets: dict[str, list[list]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        days = book.add_format({"num_format": "dd-mm-yyyy"})
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for at, line in enumerate(lines):
                for column, cell in enumerate(line):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, dt.datetime(cell.year, cell.month, cell.day), days)
                    elif cell is not None:
                        sheet.write(at, column, cell)
    return out.getvalue()


def test_a_workbook_with_numbers_dates_and_text_mixed_is_read(tmp_path: Path):
    head = HEAD.split(";")
    lines = [
        ["R1", 7001, 901, 999901230, 3030303, "45A05", date(2023, 2, 1), "28-02-2023", 4, "uur", 60, 1234.5],
        ["R2", "7001", "0901", "999904565", "03030303", "45A05", 44958, date(2023, 2, 28), "4,5", 4, 60.25, "1.234,56"],
        ["R3", 7001, 901, 999901230, 3030303, "45A05", date(2023, 2, 1), date(2023, 2, 28), 4, "uur", None, "1.234"],
    ]
    data = workbook({"Uitleg": [["Dit is een toelichting"]], "Regels": [["Export"], [], head, *lines, ["Totaal", *[None] * 10, 999]]})
    outcome = read(tmp_path, {"a.xlsx": data})
    found = rows(outcome, "declaraties")
    assert [row["bedrag"] for row in found] == [123450, 123456, 123400]
    assert [row["volume"] for row in found] == [4.0, 4.5, 4.0]
    assert [row["tarief"] for row in found] == [6000, 6025, None]
    assert {row["begindatum"] for row in found} == {date(2023, 2, 1)}
    assert {row["agb"] for row in found} == {"03030303"}
    assert outcome.bronnen["bestand"].to_list() == ["a.xlsx [Regels]"]
    assert "a.xlsx [Regels]: geen tabel gevonden op 1 ander blad" in outcome.meldingen


def test_a_refusal_in_a_workbook_has_the_row_of_the_sheet(tmp_path: Path):
    data = workbook({"Blad1": [[], ["Titel"], HEAD.split(";"), [], [*LINE.split(";")[:-1], "veel"], LINE.split(";")]})
    outcome = read(tmp_path, {"a.xlsx": data})
    assert refusals(outcome) == [(5, "bedrag", "onleesbaar_bedrag")]
    assert outcome.afgekeurd["bestand"].to_list() == ["a.xlsx [Blad1]"]


def test_sheets_of_different_tables_are_both_read(tmp_path: Path):
    data = workbook({"A": [["agb", "naam"], [3030303, "De Kas"]], "G": [["gemeentecode", "naam"], [901, "Waterdorp"]]})
    outcome = read(tmp_path, {"a.xlsx": data})
    assert len(rows(outcome, "aanbieders")) == len(rows(outcome, "gemeenten")) == 1


def test_a_broken_workbook_is_refused(tmp_path: Path):
    data = zipped(tmp_path / "x", {"xl/workbook.xml": "<kapot"}).read_bytes()
    assert refusals(read(tmp_path, {"a.xlsx": data})) == [(None, None, "excel_onleesbaar")]


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def test_a_parquet_file_keeps_its_types(tmp_path: Path):
    frame = pl.DataFrame(
        {
            "referentienummer": ["R1", "R2"],
            "toewijzingnummer": [7001, 7002],
            "gemeentecode": [901, 901],
            "bsn": [int(BSN), int(OTHER_BSN)],
            "agb": [3030303.0, None],
            "productcode": pl.Series(["45A05", "45A05"], dtype=pl.Categorical),
            "begindatum": [date(2023, 2, 1)] * 2,
            "einddatum": [dt.datetime(2023, 2, 28, 12)] * 2,
            "volume": [1234.567, 0.0000001],
            "bedrag": [1234.56, -0.1],
            "naam": ["Kievitsbloem"] * 2,
        }
    )
    outcome = read(tmp_path, {"a": parquet(frame)})
    assert refusals(outcome) == [(3, "agb", "leeg")]
    row = rows(outcome, "declaraties")[0]
    assert (row["bedrag"], row["volume"], row["agb"], row["toewijzingnummer"]) == (123456, 1234.567, "03030303", "7001")
    assert (row["begindatum"], row["einddatum"]) == (date(2023, 2, 1), date(2023, 2, 28))


def test_a_parquet_decimal_and_a_time_are_read(tmp_path: Path):
    frame = pl.DataFrame(
        {
            "toewijzingnummer": ["1"],
            "gemeentecode": ["0901"],
            "bsn": [BSN],
            "agb": ["03030303"],
            "ingangsdatum": [date(2023, 1, 1)],
            "toewijzingsdatum": [date(2023, 1, 1)],
            "toewijzingstijd": [time(12, 34, 56)],
            "budget": pl.Series(["1234.50"]).cast(pl.Decimal(10, 2)),
        }
    )
    row = rows(read(tmp_path, {"a": parquet(frame)}), "toewijzingen")[0]
    assert (row["budget"], row["toewijzingstijd"]) == (123450, time(12, 34, 56))


def test_a_broken_parquet_file_is_refused(tmp_path: Path):
    data = parquet(pl.DataFrame({"agb": ["03030303"], "naam": ["De Kas"]}))
    assert refusals(read(tmp_path, {"a": data[:-20]})) == [(None, None, "parquet_onleesbaar")]
