"""The example's iJw messages: the right elements in the right order, totals that add up, the same bytes for the same seed."""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from jeugdlib import example
from jeugdlib.errors import WrongUse
from jeugdlib.example.records import Plan

# Children in the order of the schema; what is optional may be absent.
CHILDREN_301 = {
    "Bericht": "Header Client",
    "Header": "BerichtCode BerichtVersie BerichtSubversie Afzender Ontvanger BerichtIdentificatie XsdVersie",
    "Client": "Bsn Geboortedatum Geslacht Naam Communicatie JuridischeStatus WettelijkeVertegenwoordiging Commentaar Relaties "
    "Contactgegevens ToegewezenProducten",
    "ToegewezenProduct": "ToewijzingNummer ReferentieAanbieder Product Toewijzingsdatum Toewijzingstijd Ingangsdatum Einddatum "
    "RedenWijziging Omvang Budget Commentaar",
    "Product": "Categorie Code",
    "Omvang": "Volume Eenheid Frequentie",
}
CHILDREN_323 = {
    "Bericht": "Header Declaratie",
    "Header": CHILDREN_301["Header"],
    "Declaratie": "DeclaratieNummer DeclaratiePeriode DeclaratieDagtekening TotaalIngediendBedrag Clienten",
    "Prestatie": "ProductReferentie ToewijzingNummer ProductCategorie ProductCode ProductPeriode GeleverdVolume Eenheid ProductTarief "
    "IngediendBedrag",
    "IngediendBedrag": "Bedrag DebetCredit",
}


def messages(folder: Path, kind: str) -> Iterator[etree._Element]:
    for path in sorted(folder.glob(f"{kind}_*.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield etree.fromstring(archive.read(name))


def local(element: etree._Element) -> str:
    return etree.QName(element).localname


def texts(element: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in element.xpath(".//" + "/".join(f"*[local-name()='{step}']" for step in path.split("/")))]


@pytest.mark.parametrize(("kind", "children"), [("jw301", CHILDREN_301), ("jw323", CHILDREN_323)])
def test_elements_stand_in_the_order_of_the_schema_and_none_is_empty(xml_folder: Path, kind: str, children: dict[str, str]):
    checked = Counter()
    for root in messages(xml_folder, kind):
        for element in root.iter():
            name = local(element)
            assert len(element) or (element.text or "").strip(), f"{name} is leeg"
            if name in children:
                order = children[name].split()
                places = [order.index(local(child)) for child in element]
                assert places == sorted(places)
                assert len(places) == len(set(places)) or name in ("Clienten",)
                checked[name] += 1
    assert set(children) <= set(checked)


@pytest.mark.parametrize(("kind", "code"), [("jw301", "436"), ("jw323", "490")])
def test_header_and_namespace_tell_the_same_version(xml_folder: Path, kind: str, code: str):
    seen = Counter()
    for root in messages(xml_folder, kind):
        namespace = etree.QName(root).namespace or ""
        version = namespace.split("/")[4]
        assert namespace == f"http://www.istandaarden.nl/ijw/{version}/{kind}/schema"
        assert texts(root, "BerichtCode") == [code]
        assert f"{texts(root, 'BerichtVersie')[0]}_{texts(root, 'BerichtSubversie')[0]}" == version
        basis = f"http://www.istandaarden.nl/ijw/{version}/basisschema/schema"
        assert {etree.QName(element).namespace for element in root.iter()} == {namespace, basis}
        for name in ("Datum", "Categorie", "Volume", "Bedrag", "ReferentieNummer", "Identificatie"):
            assert all(etree.QName(found).namespace == basis for found in root.xpath(f".//*[local-name()='{name}']"))
        seen[version, root.prefix is None] += 1
    # All three versions, written with a default namespace and with prefixes.
    assert {version for version, _ in seen} == {"3_0", "3_1", "3_2"}
    assert {plain for _, plain in seen} == {True, False}


def test_the_total_of_a_declaratie_is_the_sum_of_its_lines(xml_folder: Path):
    for root in messages(xml_folder, "jw323"):
        amounts = [int(text) for text in texts(root, "IngediendBedrag/Bedrag")]
        signs = [1 if text == "D" else -1 for text in texts(root, "IngediendBedrag/DebetCredit")]
        total = sum(amount * sign for amount, sign in zip(amounts, signs, strict=True))
        assert texts(root, "TotaalIngediendBedrag/TotaalBedrag") == [str(abs(total))]
        assert texts(root, "TotaalIngediendBedrag/DebetCredit") == ["C" if total < 0 else "D"]


def test_an_amount_is_volume_times_tariff_but_for_euros_and_rounded_minutes(plan: Plan):
    units = Counter()
    for claim in plan.claims:
        units[claim.eenheid] += 1
        if claim.eenheid == "83":
            assert claim.tarief is None
            assert claim.volume == claim.bedrag
        elif claim.eenheid == "01" and claim.volume:
            # The tariff of a minute is rounded: at most half a cent a minute off.
            assert abs(claim.bedrag - claim.volume * (claim.tarief or 0)) <= claim.volume / 2 + 1
        else:
            assert claim.bedrag == claim.volume * (claim.tarief or 0)
    assert {"01", "04", "82", "83", "84"} <= set(units)


def test_a_period_lies_within_one_month_and_a_credit_copies_its_debit(plan: Plan):
    references = {(claim.toewijzing.agb, claim.referentie) for claim in plan.claims}
    assert len(references) == len(plan.claims)
    for claim in plan.claims:
        assert (claim.begin.year, claim.begin.month) == (claim.eind.year, claim.eind.month)
        assert claim.maand >= claim.begin.replace(day=1)
        if claim.debit:
            copy = claim.debit
            assert (claim.begin, claim.eind, claim.volume, claim.bedrag) == (copy.begin, copy.eind, copy.volume, copy.bedrag)
            assert claim.maand > copy.maand


def digest(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_messages(tmp_path: Path):
    for name, seed in (("een", 7), ("twee", 7), ("drie", 8)):
        example.generate(tmp_path / name, scale=0.02, seed=seed)
    first, second, third = (digest(tmp_path / name) for name in ("een", "twee", "drie"))
    assert first == second
    assert first["jw301_0983.zip"] != third["jw301_0983.zip"]
    assert first["producten.csv"] == third["producten.csv"]


def test_an_unknown_form_or_scale_is_refused_in_plain_words(tmp_path: Path):
    with pytest.raises(WrongUse, match="Kies xml of plat"):
        example.generate(tmp_path, form="json")  # pyright: ignore[reportArgumentType]
    for scale in (0, -1, 11):
        with pytest.raises(WrongUse, match="schaal"):
            example.generate(tmp_path, scale=scale)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [5, 12])
def test_another_seed_makes_a_region_too(seed: int):
    """With these seeds an open toewijzing begins after the last day that is seen."""
    assert example.make_plan(0.1, seed).messages_301
