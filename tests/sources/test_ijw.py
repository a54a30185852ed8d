"""Messages of iJw 3.0, 3.1 and 3.2: every field where it belongs, with its unit and its sign."""

import hashlib
import hmac
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from sources.berichten import (
    AGB,
    BSN,
    GEMEENTE,
    KEY,
    OTHER_BSN,
    account,
    jw301,
    jw305,
    jw307,
    jw323,
    message,
    prestatie,
    product,
    read,
    refusals,
    rows,
)


def pseudonym(bsn: str) -> str:
    return hmac.new(KEY, bsn.encode(), hashlib.sha256).hexdigest()[:32]


def test_a_toewijzing_has_every_field_of_its_message_and_of_the_header(tmp_path: Path):
    given = product("7001", referentie="VOT-9", categorie="45", code="45A05", datum="2023-01-10", tijd="09:30:00", reden="04")
    outcome = read(tmp_path, {"a.xml": jw301(given)})
    assert rows(outcome, "toewijzingen") == [
        {
            "toewijzingnummer": "7001",
            "gemeentecode": GEMEENTE,
            "client": pseudonym(BSN),
            "geboortedatum": date(2009, 5, 6),
            "geslacht": "2",
            "agb": AGB,
            "productcategorie": "45",
            "productcode": "45A05",
            "toewijzingsdatum": date(2023, 1, 10),
            "toewijzingstijd": time(9, 30),
            "ingangsdatum": date(2023, 1, 15),
            "einddatum": date(2023, 12, 31),
            "volume": 3.0,
            "eenheid": "04",
            "frequentie": "2",
            "budget": None,
            "reden_wijziging": "04",
            "referentie_aanbieder": "VOT-9",
        }
    ]
    assert outcome.exit_code == 0


def test_a_declaratie_has_every_field_of_its_message_and_of_the_header(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323((BSN, [prestatie("R1")]))})
    assert rows(outcome, "declaraties") == [
        {
            "referentienummer": "R1",
            "vorig_referentienummer": None,
            "toewijzingnummer": "7001",
            "gemeentecode": GEMEENTE,
            "client": pseudonym(BSN),
            "agb": AGB,
            "productcategorie": "45",
            "productcode": "45A05",
            "begindatum": date(2023, 2, 1),
            "einddatum": date(2023, 2, 28),
            "volume": 4.0,
            "eenheid": "04",
            "tarief": 6000,
            "bedrag": 24000,
            "debet_credit": "D",
            "declaratienummer": "DEC1",
            "dagtekening": date(2023, 3, 5),
        }
    ]


def test_a_credit_keeps_its_unsigned_amount_and_counts_negative_in_the_account(tmp_path: Path):
    lines = [prestatie("R1"), prestatie("R2", vorig="R0", bedrag="9000", volume="2", dc="C")]
    outcome = read(tmp_path, {"a.xml": jw323((BSN, lines), total=15000)})
    credit = rows(outcome, "declaraties")[1]
    assert (credit["vorig_referentienummer"], credit["bedrag"], credit["volume"], credit["debet_credit"]) == ("R0", 9000, 2.0, "C")
    assert outcome.verantwoording["bedrag_cent"].to_list() == [15000, 0, 0, 0, 0, 15000]
    assert outcome.meldingen == []


def test_a_total_that_differs_from_its_lines_is_reported_and_the_lines_are_kept(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323((BSN, [prestatie("R1")]), total=99900)})
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}
    assert outcome.meldingen == [
        "Het totaal in het bericht (€ 999,00) is anders dan de som van de regels (€ 240,00); de regels zijn ingelezen (a.xml)"
    ]


def test_a_total_credit_that_agrees_with_its_lines_is_not_reported(tmp_path: Path):
    lines = [prestatie("R1", dc="C", vorig="R0")]
    assert read(tmp_path, {"a.xml": jw323((BSN, lines), total=24000, total_dc="C")}).meldingen == []


def test_volume_in_eenheid_83_is_cents_in_a_message_and_euros_in_the_dataset(tmp_path: Path):
    outcome = read(
        tmp_path,
        {
            "301.xml": jw301(product("7001", volume="20000", eenheid="83", frequentie="4")),
            "323.xml": jw323((BSN, [prestatie("R1", volume="12345", eenheid="83", tarief=None, bedrag="12345")]), total=12345),
        },
    )
    assert rows(outcome, "toewijzingen")[0]["volume"] == 200.0
    line = rows(outcome, "declaraties")[0]
    assert (line["volume"], line["bedrag"], line["tarief"]) == (123.45, 12345, None)


def test_every_volume_in_cents_is_the_same_number_as_its_decimals(tmp_path: Path):
    lines = [prestatie(f"R{cents}", volume=str(cents), eenheid="83", tarief=None, bedrag="1") for cents in range(18000, 18700)]
    outcome = read(tmp_path, {"a.xml": jw323((BSN, lines), total=700)})
    assert {row["referentienummer"]: row["volume"] for row in rows(outcome, "declaraties")} == {
        f"R{cents}": cents / 100 for cents in range(18000, 18700)
    }


def test_budget_totals_and_open_ends_are_read_and_what_is_missing_stays_unknown(tmp_path: Path):
    outcome = read(
        tmp_path,
        {
            "a.xml": jw301(
                product("1", frequentie="6", volume="40", eind=None),
                product("2", volume=None, eenheid=None, frequentie=None, budget="250000", code=None),
                product("3", volume=None, eenheid=None, frequentie=None, code=None, categorie=None, tijd="23:59:59.5"),
            )
        },
    )
    first, second, third = rows(outcome, "toewijzingen")
    assert (first["einddatum"], first["frequentie"], first["volume"]) == (None, "6", 40.0)
    assert (second["budget"], second["productcategorie"], second["productcode"], second["volume"]) == (250000, "45", None, None)
    assert (third["budget"], third["volume"], third["productcategorie"]) == (None, None, None)
    assert third["toewijzingstijd"] == time(23, 59, 59, 500000)


def test_of_two_versions_the_latest_stamp_stands_whatever_the_order_of_the_files(tmp_path: Path):
    newer = product("7001", datum="2023-05-01", tijd="10:00:00", eind="2024-03-31", reden="04")
    older = product("7001", datum="2023-05-01", tijd="09:59:59", eind="2023-12-31")
    outcome = read(tmp_path, {"a.xml": jw301(newer, ident="B2"), "b.xml": jw301(older, ident="B1"), "c.xml": jw301(older, ident="B3")})
    assert [row["einddatum"] for row in rows(outcome, "toewijzingen")] == [date(2024, 3, 31)]
    assert account(outcome, "toewijzingen") == {"aangeleverd": 3, "exacte_dubbelen": 1, "herzien": 1, "opgenomen": 1}


def test_a_repeat_without_a_reason_does_not_hide_the_reason(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw301(product("7001", reden="04")), "b.xml": jw301(product("7001"), ident="B2")})
    assert [row["reden_wijziging"] for row in rows(outcome, "toewijzingen")] == ["04"]


def test_a_deleted_toewijzing_goes_and_its_declaraties_stay(tmp_path: Path):
    deleted = product("7001", ingang="2023-01-15", eind="2023-01-15", reden="13", datum="2023-03-01")
    outcome = read(tmp_path, {"a.xml": jw301(product("7001")), "b.xml": jw301(deleted, ident="B2"), "c.xml": jw323()})
    assert account(outcome, "toewijzingen") == {"aangeleverd": 2, "herzien": 1, "ingetrokken": 1}
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_toewijzing_of_one_day_without_a_deletion_code_is_a_real_day(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw301(product("7001", ingang="2023-01-15", eind="2023-01-15", reden="05"))})
    assert account(outcome, "toewijzingen") == {"aangeleverd": 1, "opgenomen": 1}


@pytest.mark.parametrize("version", ["3_0", "3_1", "3_2"])
@pytest.mark.parametrize(("own", "basis"), [("jw", "ijw"), ("ns0", "b"), ("i", "b")])
def test_prefixes_and_minor_versions_do_not_matter(tmp_path: Path, version: str, own: str, basis: str):
    how: dict[str, Any] = {"version": version, "own": f"{own}x", "basis": f"{basis}y"}
    outcome = read(tmp_path, {"1.xml": jw301(**how), "2.xml": jw323(**how)})
    assert account(outcome, "toewijzingen") == account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}
    assert outcome.bronnen["versie"].to_list() == [version.replace("_", ".")] * 2


def test_the_default_namespace_is_read_like_a_prefix(tmp_path: Path):
    text = jw323().replace("<b:", "<").replace("</b:", "</").replace("xmlns:b=", "xmlns=")
    assert rows(read(tmp_path, {"a.xml": text}), "declaraties")[0]["bedrag"] == 24000


def test_an_element_of_another_namespace_is_not_taken_for_ours(tmp_path: Path):
    strange = prestatie("R1").replace(
        "<b:ToewijzingNummer>", '<x:ToewijzingNummer xmlns:x="urn:iets">666</x:ToewijzingNummer><b:ToewijzingNummer>'
    )
    assert rows(read(tmp_path, {"a.xml": jw323((BSN, [strange]))}), "declaraties")[0]["toewijzingnummer"] == "7001"


def test_a_large_message_that_is_streamed_gives_the_rows_of_a_small_one(tmp_path: Path):
    small = {
        "1.xml": jw301(product("1"), product("2", budget="500", volume=None, eenheid=None, frequentie=None)),
        "2.xml": jw323((BSN, [prestatie("R1"), prestatie("R2", dc="C")]), ("", [prestatie("R3")]), (OTHER_BSN, [prestatie("R4")]), total=1),
        "3.xml": jw305(("7001", "2023-01-20", "1")),
        "4.xml": jw307(),
    }
    large = {name: text + "\n" * 100_000 for name, text in small.items()}
    one, other = read(tmp_path / "een", small), read(tmp_path / "twee", large)
    for tabel in ("toewijzingen", "declaraties", "startberichten", "stopberichten"):
        assert rows(one, tabel) == rows(other, tabel) != []
    assert one.afgekeurd.equals(other.afgekeurd)
    assert one.verantwoording.equals(other.verantwoording)
    assert one.meldingen == other.meldingen != []


def test_each_client_of_a_declaratie_has_its_own_pseudonym(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323((BSN, [prestatie("R1")]), (OTHER_BSN, [prestatie("R2")]), total=48000)})
    assert {row["referentienummer"]: row["client"] for row in rows(outcome, "declaraties")} == {
        "R1": pseudonym(BSN),
        "R2": pseudonym(OTHER_BSN),
    }


def test_a_client_without_bsn_never_inherits_that_of_the_client_before(tmp_path: Path):
    text = jw323((BSN, [prestatie("R1")]), (OTHER_BSN, [prestatie("R2")]), total=48000).replace(f"<b:Bsn>{OTHER_BSN}</b:Bsn>", "")
    outcome = read(tmp_path, {"a.xml": text})
    assert [row["referentienummer"] for row in rows(outcome, "declaraties")] == ["R1"]
    assert refusals(outcome) == [(2, "bsn", "bsn_leeg")]


def test_the_birth_date_and_sex_of_a_relation_are_not_those_of_the_client(tmp_path: Path):
    row = rows(read(tmp_path, {"a.xml": jw301(born="2011-11-11", sex="1")}), "toewijzingen")[0]
    assert (row["geboortedatum"], row["geslacht"]) == (date(2011, 11, 11), "1")


def test_a_comment_inside_a_value_does_not_cut_it(tmp_path: Path):
    text = jw323((BSN, [prestatie("R1", bedrag="240<!-- iets -->00")]))
    assert rows(read(tmp_path, {"a.xml": text}), "declaraties")[0]["bedrag"] == 24000


@pytest.mark.parametrize(
    ("wrong", "kolom", "reden"),
    [
        ({"begin": "2023-02-30"}, "begindatum", "onleesbare_datum"),
        ({"begin": "01-02-2023"}, "begindatum", "onleesbare_datum"),
        ({"begin": "2023-03-01"}, "einddatum", "einddatum_voor_begindatum"),
        ({"bedrag": "240,00"}, "bedrag", "onleesbaar_bedrag"),
        ({"bedrag": "-24000"}, "bedrag", "onleesbaar_bedrag"),
        ({"bedrag": ""}, "bedrag", "leeg"),
        ({"volume": "1.5"}, "volume", "onleesbaar_getal"),
        ({"dc": "X"}, "debet_credit", "onbekende_waarde"),
        ({"eenheid": "uur"}, "eenheid", "onbekende_eenheid"),
        ({"code": " "}, "productcode", "leeg"),
    ],
)
def test_a_broken_prestatie_is_refused_with_its_place_and_the_others_are_read(
    tmp_path: Path, wrong: dict[str, str], kolom: str, reden: str
):
    outcome = read(tmp_path, {"a.xml": jw323((BSN, [prestatie("R1"), prestatie("R2", **wrong), prestatie("R3")]), total=72000)})
    assert refusals(outcome) == [(2, kolom, reden)]
    assert [row["referentienummer"] for row in rows(outcome, "declaraties")] == ["R1", "R3"]
    assert outcome.exit_code == 1


def test_a_row_with_more_faults_is_one_refusal_that_names_them_all(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323((BSN, [prestatie("R1"), prestatie("R2", begin="?", bedrag="veel")]))})
    assert refusals(outcome) == [(2, "begindatum", "onleesbare_datum")]
    assert "Ook fout in deze rij: 'bedrag'." in outcome.afgekeurd["uitleg"][0]


def test_start_and_stop_messages_are_read(tmp_path: Path):
    outcome = read(tmp_path, {"5.xml": jw305(("7001", "2023-01-20", "1")), "7.xml": jw307()})
    assert rows(outcome, "startberichten") == [
        {"toewijzingnummer": "7001", "gemeentecode": GEMEENTE, "agb": AGB, "begindatum": date(2023, 1, 20), "status_aanlevering": "1"}
    ]
    stop = rows(outcome, "stopberichten")[0]
    assert (stop["einddatum"], stop["reden_beeindiging"], stop["gemeentecode"]) == (date(2023, 6, 30), "31", GEMEENTE)


def test_status_3_removes_the_earlier_start_and_a_new_one_stands(tmp_path: Path):
    sent = [("7001", "2023-01-20", "1"), ("7002", "2023-01-20", "1"), ("7001", "2023-01-20", "3"), ("7001", "2023-01-27", "1")]
    outcome = read(tmp_path, {"a.xml": jw305(*sent)})
    assert [(row["toewijzingnummer"], row["begindatum"].day) for row in rows(outcome, "startberichten")] == [("7001", 27), ("7002", 20)]
    assert account(outcome, "startberichten") == {"aangeleverd": 4, "ingetrokken": 2, "opgenomen": 2}


def test_a_start_that_was_removed_and_sent_again_stands(tmp_path: Path):
    sent = [("7001", "2023-01-20", "1"), ("7001", "2023-01-20", "3"), ("7001", "2023-01-20", "1")]
    outcome = read(tmp_path, {"a.xml": jw305(*sent)})
    assert account(outcome, "startberichten") == {"aangeleverd": 3, "ingetrokken": 2, "opgenomen": 1}


def test_a_retour_message_is_recognised_left_out_and_named(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw301(), "b.xml": message("302", ""), "c.xml": message("325", "")})
    assert outcome.meldingen == [
        "JW302 is een retourbericht en is niet ingelezen (b.xml)",
        "JW325 is een antwoord en is niet ingelezen (c.xml)",
    ]
    assert outcome.bronnen["status"].to_list() == ["gelezen", "overgeslagen", "overgeslagen"]
    assert outcome.exit_code == 0


def test_the_same_message_twice_counts_once(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323(), "b.xml": jw323()})
    assert account(outcome, "declaraties") == {"aangeleverd": 2, "exacte_dubbelen": 1, "opgenomen": 1}
    assert outcome.meldingen == []


def test_the_same_identification_with_other_content_is_reported(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323(), "b.xml": jw323((BSN, [prestatie("R9")]))})
    assert outcome.meldingen == ["Een bericht met deze identificatie kwam al eerder, met andere inhoud; beide zijn ingelezen (b.xml)"]
    assert account(outcome, "declaraties") == {"aangeleverd": 2, "opgenomen": 2}


@pytest.mark.parametrize(
    ("text", "reden", "named"),
    [
        (jw301(version="2_3"), "onbekende_versie", "2.3"),
        (jw301(version="9_9"), "onbekende_versie", "9.9"),
        (jw301().replace("/jw301/", "/jw999/"), "onbekend_bericht", "JW999"),
        (jw301().replace("/ijw/3_2/jw301/", "/iwmo/3_2/wmo301/"), "onbekend_bericht", "WMO301"),
        (message("315", "", code="446"), "nog_niet_ondersteund", "JW315"),
        (jw301(code="490"), "code_past_niet", "JW301"),
        (jw301().replace("b:Header>", "b:Kop>"), "zonder_header", "Header"),
        ("<html><body>geen bericht</body></html>", "onbekend_bericht", "geen iJw-bericht"),
    ],
)
def test_an_unknown_message_is_refused_by_name_and_the_rest_is_read(tmp_path: Path, text: str, reden: str, named: str):
    outcome = read(tmp_path, {"a.xml": text, "b.xml": jw323()})
    assert refusals(outcome) == [(None, None, reden)]
    assert named in outcome.afgekeurd["uitleg"][0]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}
    assert outcome.exit_code == 1


def test_the_name_of_a_file_says_nothing_about_its_kind(tmp_path: Path):
    outcome = read(tmp_path, {"JW323.csv": jw301(), "gemeenten.xlsx": jw323()})
    assert outcome.bronnen["soort"].to_list() == ["JW301", "JW323"]


@pytest.mark.parametrize(
    "encode", [lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.replace("UTF-8", "UTF-16").encode("utf-16")]
)
def test_a_message_may_have_a_byte_order_mark(tmp_path: Path, encode):
    assert account(read(tmp_path, {"a.xml": encode(jw323())}), "declaraties") == {"aangeleverd": 1, "opgenomen": 1}
