"""No BSN, name, address or free text comes through the door: not in a file, not in a line, not in an error."""

import hashlib
import hmac
import stat
from pathlib import Path

import polars as pl
import pytest

from jeugdlib.errors import WrongUse
from jeugdlib.sources.accounting import summary
from jeugdlib.sources.delivery import load_key, read_delivery
from jeugdlib.sources.pseudonym import Door, key_id, masked, masked_name, normal_bsn, passes_elfproef
from sources.berichten import BSN, KEY, OTHER_BSN, deliver, jw301, jw305, jw323, prestatie, product, read, refusals, rows

SECRETS = (BSN, OTHER_BSN, "999901242", "012345672", "Kievitsbloem", "Otterspoor", "Zandoogjespad", "Geheime opmerking")


def nasty() -> dict[str, str]:
    """Give a delivery with a BSN in every place where one has been seen, right and wrong."""
    head = (
        "referentienummer;vorig_referentienummer;toewijzingnummer;gemeentecode;bsn;agb;productcode;begindatum;einddatum;bedrag;"
        "naam;debet_credit"
    )
    lines = [
        f"{BSN}-1;;7001;0901;{BSN};03030303;45A05;01-02-2023;28-02-2023;1,00;Kievitsbloem;D",
        f"{BSN}-2;{BSN}-1;7001;0901;{BSN};03030303;45A05;01-02-2023;28-02-2023;1,00;Kievitsbloem;C",
        f"R3;;7001;0901;{BSN};{OTHER_BSN};45A05;01-02-2023;28-02-2023;1,00;Otterspoor;D",
        f"R4;;7001;0901;{BSN}x;03030303;45A05;{OTHER_BSN};28-02-2023;{BSN},5,5;Kievitsbloem;{BSN[:3]}.{BSN[3:6]}.{BSN[6:]}",
        "12345672-9;;7001;0901;12345672;03030303;45A05;01-02-2023;28-02-2023;1,00;Kievitsbloem;D",
        f"R6;;7001;0901;9999;03030303;45A05;01-02-2023;28-02-2023;1,00;{BSN};{BSN}",
        f"R7;;7001;{BSN};{BSN};03030303;45A05;01-02-2023;28-02-2023;1,00;x;D",
    ]
    return {
        f"{BSN}.xml": jw301(product("7001", referentie=f"ref{BSN}"), product("7002", ingang=BSN), bsn=BSN),
        "b.xml": jw323((OTHER_BSN, [prestatie(f"R{OTHER_BSN}"), prestatie("R2", bedrag=OTHER_BSN, dc=BSN)])),
        "c.xml": jw301(product("8001"), bsn="999901242", born=f"{BSN}"),
        "d.csv": "\n".join([head, *lines]),
        "e.xml": jw305(("7001", "2023-01-20", "1")),
        "f.xml": jw301().replace("</b:Naam>", "", 1),
        "g.csv": f"{BSN};Kievitsbloem\n{OTHER_BSN};Otterspoor\n",
    }


def test_no_personal_value_is_in_any_file_of_the_dataset_or_in_any_line(tmp_path: Path):
    outcome = read(tmp_path, nasty())
    said = summary(outcome) + repr(outcome)
    written = b"".join(file.read_bytes() for file in outcome.destination.rglob("*") if file.is_file())
    # Parquet packs its pages: the values themselves are searched too.
    values = "".join(str(pl.read_parquet(file).to_dicts()) for file in sorted(outcome.destination.rglob("*.parquet")))
    for secret in SECRETS:
        assert secret not in said
        assert secret.encode() not in written
        assert secret not in values
        assert secret.lstrip("0") not in values
    assert "999.901.230" not in values + said
    assert len(refusals(outcome)) >= 6


def test_no_dataset_file_or_folder_is_named_after_a_bsn(tmp_path: Path):
    outcome = read(tmp_path, nasty())
    assert not [path for path in outcome.destination.rglob("*") if any(secret in path.name for secret in SECRETS)]
    assert "*********.xml" in outcome.bronnen["bestand"].to_list()


def test_a_reference_made_of_the_bsn_still_links_debit_and_credit(tmp_path: Path):
    lines = rows(read(tmp_path, nasty()), "declaraties")
    credit = next(line for line in lines if line["debet_credit"] == "C")
    debit = next(line for line in lines if line["referentienummer"] == credit["vorig_referentienummer"])
    assert debit["client"] == credit["client"]
    assert BSN not in debit["referentienummer"]


def test_the_pseudonym_is_a_keyed_hash_of_the_nine_digits(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323()})
    assert rows(outcome, "declaraties")[0]["client"] == hmac.new(KEY, BSN.encode(), hashlib.sha256).hexdigest()[:32]


def test_another_key_gives_other_pseudonyms(tmp_path: Path):
    root = deliver(tmp_path, {"a.xml": jw323()})
    clients = [
        rows(read_delivery([root], destination=tmp_path / key.decode(), key=key), "declaraties")[0]["client"]
        for key in (b"k" * 20, b"l" * 20)
    ]
    assert clients[0] != clients[1]


@pytest.mark.parametrize(
    ("bsn", "reden"),
    [
        ("000000000", "bsn_plaatshouder"),
        ("999999999", "bsn_plaatshouder"),
        ("", "bsn_leeg"),
        ("12345", "bsn_onleesbaar"),
        ("1234567890", "bsn_onleesbaar"),
        ("ABCDEFGHI", "bsn_onleesbaar"),
        ("١٢٣٤٥٦٧٨٩", "bsn_onleesbaar"),
    ],
)
def test_a_bsn_that_names_nobody_refuses_the_row_and_is_not_shown(tmp_path: Path, bsn: str, reden: str):
    outcome = read(tmp_path, {"a.xml": jw323((bsn, [prestatie("R1")])), "b.xml": jw323((BSN, [prestatie("R2")]), ident="B2")})
    assert refusals(outcome) == [(1, "bsn", reden)]
    assert outcome.afgekeurd["waarde"].to_list() == [None]


def test_a_bsn_that_fails_the_elfproef_is_counted_and_kept(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323(("999901231", [prestatie("R1"), prestatie("R2")]), total=48000)})
    assert outcome.meldingen == ["1 burgerservicenummer doorstaat de elfproef niet; de rijen zijn wel opgenomen"]
    assert len(rows(outcome, "declaraties")) == 2


@pytest.mark.parametrize(
    ("bsn", "passes"), [("111222333", True), ("123456782", True), ("123456789", False), ("999901230", True), ("999901231", False)]
)
def test_the_elfproef(bsn: str, passes: bool):
    assert passes_elfproef(bsn) is passes


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("999901230", "999901230"),
        ("12345672", "012345672"),
        ("1234.56.782", "123456782"),
        ("123456782.0", "123456782"),
        (" 999901230 ", "999901230"),
        ("1", None),
    ],
)
def test_a_bsn_is_brought_to_nine_digits(raw: str, expected: str | None):
    assert normal_bsn(raw) == expected


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("veel", "veel"),
        ("999901230", "*********"),
        ("x999901230y", "x*********y"),
        ("1234.56.782", "***********"),
        ("12345672", "********"),
        ("20231399", "20231399"),
        ("31-02-2023", "31-02-2023"),
        ("a" * 40, "a" * 30 + "…"),
        (None, None),
    ],
)
def test_a_shown_value_holds_nothing_that_can_be_a_bsn(value: str | None, shown: str | None):
    assert masked(value) == shown


def test_a_file_name_keeps_its_dates_and_agb_codes():
    assert masked_name("03030303_20230131_999901230.xml") == "03030303_20230131_*********.xml"


def test_the_door_keeps_one_pseudonym_for_both_ways_to_write_a_bsn():
    door = Door(KEY)
    assert door.admit("12345672") == door.admit("012345672")
    assert door.repaired == 1


def test_a_key_is_made_once_readable_by_its_owner_only(tmp_path: Path):
    folder = tmp_path / "config" / "jeugdlib"
    first, second = load_key({}, folder), load_key({}, folder)
    assert first == second
    assert len(first[0]) == 64
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_file_that_others_may_read_is_closed(tmp_path: Path):
    load_key({}, tmp_path)
    file = tmp_path / "sleutel"
    file.chmod(0o644)
    load_key({}, tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_of_the_environment_goes_first_and_makes_no_file(tmp_path: Path):
    key, name = load_key({"JEUGDLIB_SLEUTEL": "een lange sleutelzin"}, tmp_path / "config")
    assert key == b"een lange sleutelzin"
    assert name == key_id(key)
    assert not (tmp_path / "config").exists()


@pytest.mark.parametrize("given", ["kort", " "])
def test_a_short_key_is_refused(tmp_path: Path, given: str):
    with pytest.raises(WrongUse, match="te kort"):
        load_key({"JEUGDLIB_SLEUTEL": given}, tmp_path)


def test_an_emptied_key_file_is_refused_and_never_silently_replaced(tmp_path: Path):
    (tmp_path / "sleutel").write_text("", encoding="ascii")
    with pytest.raises(WrongUse, match="sleutelbestand"):
        load_key({}, tmp_path)


def test_the_key_is_nowhere_in_the_dataset(tmp_path: Path):
    outcome = read(tmp_path, {"a.xml": jw323()})
    assert all(KEY not in file.read_bytes() for file in outcome.destination.rglob("*") if file.is_file())
