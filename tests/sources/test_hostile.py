"""Files that mean harm or are broken: refused as a whole, nothing of them kept, nothing of the machine read, the rest read on."""

import struct
import zipfile
from pathlib import Path

import polars as pl
import pytest

from jeugdlib.sources import files
from jeugdlib.sources.delivery import read_delivery
from sources.berichten import BSN, KEY, account, deliver, jw301, jw323, prestatie, product, read, refusals, zipped

GOOD = jw323((BSN, [prestatie("R1")]))
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def with_doctype(doctype: str, value: str) -> str:
    return GOOD.replace(DECLARATION, DECLARATION + doctype).replace("<b:ToewijzingNummer>7001<", f"<b:ToewijzingNummer>{value}<")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
DOCTYPES = {
    "billion laughs": with_doctype(f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>', "&l11;"),
    "quadratic": with_doctype(f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 100),
    "external dtd": with_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "7001"),
    "public dtd": with_doctype('<!DOCTYPE x PUBLIC "-//X//EN" "http://127.0.0.1:9/x.dtd">', "7001"),
    "bare doctype": with_doctype("<!DOCTYPE Bericht>", "7001"),
    "empty subset": with_doctype("<!DOCTYPE Bericht []>", "7001"),
    "internal entity": with_doctype('<!DOCTYPE x [<!ENTITY e "7001">]>', "&e;"),
    "parameter entity": with_doctype('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]>', "7001"),
}


@pytest.mark.parametrize("padding", [0, 100_000])
@pytest.mark.parametrize("name", DOCTYPES)
def test_any_doctype_is_refused(tmp_path: Path, name: str, padding: int):
    outcome = read(tmp_path, {"a.xml": DOCTYPES[name] + " " * padding, "b.xml": GOOD})
    assert refusals(outcome) == [(None, None, "doctype")]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_doctype_in_another_encoding_is_refused_too(tmp_path: Path):
    text = DOCTYPES["internal entity"].replace("UTF-8", "UTF-16").encode("utf-16")
    assert refusals(read(tmp_path, {"a.xml": text})) == [(None, None, "doctype")]


def test_a_doctype_behind_an_encoding_that_hides_it_is_refused(tmp_path: Path):
    text = DOCTYPES["internal entity"].replace("UTF-8", "IBM037").encode("cp037")
    assert len(refusals(read(tmp_path, {"a.xml": text}))) == 1


def test_an_external_entity_reads_no_file_of_the_machine(tmp_path: Path):
    secret = tmp_path / "geheim.txt"
    secret.write_text("HEEL-GEHEIM", encoding="utf-8")
    text = with_doctype(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>', "&e;")
    outcome = read(tmp_path, {"a.xml": text, "b.xml": GOOD})
    assert refusals(outcome) == [(None, None, "doctype")]
    for file in outcome.destination.rglob("*.parquet"):
        assert "HEEL-GEHEIM" not in str(pl.read_parquet(file).to_dicts())


@pytest.mark.parametrize(
    "text",
    [
        GOOD[: len(GOOD) // 2],
        GOOD[:-5],
        GOOD.replace("</b:Prestatie>", "", 1),
        GOOD + "<x/>",
        GOOD.replace("<b:ToewijzingNummer>7001<", "<b:ToewijzingNummer>&onbekend;<"),
        GOOD.replace("7001", "70\x0001"),
        DECLARATION,
        "<",
        GOOD.replace("<b:Clienten>", "<b:Clienten>" + "<b:x>" * 5000 + "</b:x>" * 5000),
        GOOD.replace("R1", "R" * 11_000_000),
        GOOD.replace("UTF-8", "EBCDIC-9"),
    ],
    ids=["half", "last tag", "unclosed", "two roots", "entity", "nul", "declaration", "bracket", "deep", "huge text", "encoding"],
)
def test_a_broken_message_leaves_no_row_behind(tmp_path: Path, text: str):
    outcome = read(tmp_path, {"a.xml": text, "b.xml": jw323((BSN, [prestatie("R2")]))})
    assert refusals(outcome) == [(None, None, "xml_onleesbaar")]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}
    assert outcome.bronnen["status"].to_list() == ["afgekeurd", "gelezen"]


def test_a_message_that_breaks_at_its_end_takes_its_first_rows_with_it(tmp_path: Path):
    many = jw301(*(product(str(number)) for number in range(500)))
    outcome = read(tmp_path, {"a.xml": many[: len(many) - 200], "b.xml": jw301(product("9001"))})
    assert account(outcome, "toewijzingen") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_root_that_hides_behind_a_long_comment_is_refused(tmp_path: Path):
    text = GOOD.replace(DECLARATION, f"{DECLARATION}<!--{'x' * 100_000}-->")
    assert refusals(read(tmp_path, {"a.xml": text})) == [(None, None, "xml_onleesbaar")]


def test_a_message_above_the_size_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("jeugdlib.sources.ijw.MAX_MESSAGE_BYTES", 150_000)
    big = jw323((BSN, [prestatie(f"R{number}") for number in range(300)]), total=300 * 24000)
    outcome = read(tmp_path, {"a.xml": big, "b.xml": GOOD})
    assert refusals(outcome) == [(None, None, "te_groot")]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_an_error_never_quotes_a_message(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw301().replace("</b:Bsn>", "</b:Bsm>"), "b.xml": GOOD})
    assert BSN not in outcome.afgekeurd["uitleg"][0]
    assert "Kievitsbloem" not in outcome.afgekeurd["uitleg"][0]


def test_an_archive_is_read_in_the_order_of_its_names_and_nothing_is_unpacked(tmp_path: Path):
    root = deliver(tmp_path, {})
    root.mkdir()
    zipped(root / "berichten.zip", {"2/b.xml": jw323((BSN, [prestatie("R2")])), "1/a.xml": GOOD, "../../kwaad.xml": jw301()})
    before = sorted(tmp_path.rglob("*"))
    outcome = read_delivery([root], destination=tmp_path / "dataset", key=KEY)
    assert outcome.bronnen["bestand"].to_list() == ["berichten.zip/../../kwaad.xml", "berichten.zip/1/a.xml", "berichten.zip/2/b.xml"]
    assert [path for path in sorted(tmp_path.rglob("*")) if outcome.destination not in (path, *path.parents)] == before


def bomb(path: Path, megabytes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<a>" + b" " * (megabytes * 2**20))
    return path


def test_a_zip_bomb_is_refused_before_it_is_read(tmp_path: Path):
    outcome = read_delivery(
        [bomb(tmp_path / "bom.zip", 20), zipped(tmp_path / "goed.zip", {"a.xml": GOOD})], destination=tmp_path / "ds", key=KEY
    )
    assert refusals(outcome) == [(None, None, "archief_onveilig")]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


@pytest.mark.parametrize(("limit", "value"), [("MAX_MEMBERS", 1), ("MAX_TOTAL_BYTES", 100)])
def test_an_archive_with_too_many_or_too_large_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int):
    monkeypatch.setattr(files, limit, value)
    outcome = read_delivery([zipped(tmp_path / "a.zip", {"a.xml": GOOD, "b.xml": GOOD})], destination=tmp_path / "ds", key=KEY)
    assert refusals(outcome) == [(None, None, "archief_onveilig")]
    assert outcome.exit_code == 2


def test_an_archive_in_an_archive_and_an_encrypted_file_are_refused_by_name(tmp_path: Path):
    inner = zipped(tmp_path / "binnen.zip", {"a.xml": GOOD}).read_bytes()
    outer = zipped(tmp_path / "buiten.zip", {"binnen.zip": inner, "c.xml": GOOD, "d.xml": jw301()})
    data = bytearray(outer.read_bytes())
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"d.xml"))  # the central record of d.xml
    data[at + 8 : at + 10] = struct.pack("<H", 1)
    outer.write_bytes(data)
    outcome = read_delivery([outer], destination=tmp_path / "ds", key=KEY)
    assert list(outcome.afgekeurd.select("bestand", "reden").iter_rows()) == [
        ("buiten.zip/binnen.zip", "archief_in_archief"),
        ("buiten.zip/d.xml", "versleuteld"),
    ]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_damaged_file_in_an_archive_leaves_no_row_and_the_others_are_read(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", GOOD)
        archive.writestr("b.xml", jw323((BSN, [prestatie("R2")])))
    data = path.read_bytes()
    path.write_bytes(data.replace(b"24000", b"99999", 1))  # the checksum no longer fits
    outcome = read_delivery([path], destination=tmp_path / "ds", key=KEY)
    assert refusals(outcome) == [(None, None, "archief_onleesbaar")]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_a_large_file_in_an_archive_that_is_malformed_and_damaged_is_refused(tmp_path: Path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.xml", jw323((BSN, [prestatie(f"R{number}") for number in range(400)])))
        archive.writestr("b.xml", GOOD)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"<b:Prestaties>", b"<b:Prestaties ", 1))
    outcome = read_delivery([path], destination=tmp_path / "ds", key=KEY)
    assert refusals(outcome) == [(None, None, "xml_onleesbaar")]
    assert outcome.bronnen["sha256"].is_null().to_list() == [True, False]
    assert account(outcome, "declaraties") == {"aangeleverd": 1, "opgenomen": 1}


def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path):
    data = zipped(tmp_path / "heel.zip", {"a.xml": GOOD}).read_bytes()
    outcome = read(tmp_path, {"half.zip": data[: len(data) // 2], "b.xml": GOOD})
    assert refusals(outcome) == [(None, None, "archief_onleesbaar")]


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\x00\x01\x02\x03" * 99, b"%PDF-1.7 iets", b"\x1f\x8b\x08iets", b"Beste lezer,\nhierbij de levering.\n"]
)
def test_a_file_that_is_no_delivery_is_refused_with_a_cure(tmp_path: Path, data: bytes):
    outcome = read(tmp_path, {"a": data, "b.xml": GOOD})
    assert len(refusals(outcome)) == 1
    assert outcome.afgekeurd["reden"][0] in ("leeg_bestand", "onbekend_bestand")
    assert outcome.afgekeurd["uitleg"][0].endswith(".")
    assert outcome.exit_code == 1


def test_files_of_the_operating_system_are_left_out_but_listed(tmp_path: Path):
    outcome = read(tmp_path, {".DS_Store": b"\x00\x00", "Thumbs.db": b"x", "a.xml": GOOD})
    assert outcome.bronnen["status"].to_list() == ["overgeslagen", "overgeslagen", "gelezen"]
    assert outcome.exit_code == 0


def test_a_file_name_can_not_write_to_the_terminal(tmp_path: Path):
    outcome = read(tmp_path, {"a\x1b[31m.xml": GOOD})
    assert outcome.bronnen["bestand"].to_list() == ["a?[31m.xml"]
