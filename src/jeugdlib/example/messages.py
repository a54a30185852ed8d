"""iJw messages as text: JW301 and JW323, in the version that was in force on the day they were signed.

Most senders use a default namespace, some write prefixes: a reader has to match on the namespace. The messages have no empty
elements. Care of before 2021 is written in the form of iJw 3.0, as a conversion of the old declarations would be.
"""

from datetime import date
from typing import Final

from jeugdlib.example.dates import last_day
from jeugdlib.example.records import Claim, Message301, Message323, Toewijzing, Version, agb_code
from jeugdlib.example.targets import targets

_VERSIONS: Final = ((date(2023, 4, 3), "3_2", 2), (date(2022, 4, 4), "3_1", 1), (date.min, "3_0", 0))
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
# A remark with a name in it, as the field has them: it must never be stored.
_REMARK: Final = "Gesproken met mevrouw {surname}, zij belt terug."


def _version_on(day: date) -> tuple[str, int]:
    return next((name, sub) for since, name, sub in _VERSIONS if day >= since)


def _open(kind: str, day: date, prefixed: bool) -> tuple[str, str, int]:
    """Return the start tag's attributes, the prefix of the message's own elements and the subversion."""
    name, sub = _version_on(day)
    base, own = f"http://www.istandaarden.nl/ijw/{name}/basisschema/schema", f"http://www.istandaarden.nl/ijw/{name}/{kind}/schema"
    if prefixed:
        return f' xmlns:i="{base}" xmlns:{kind}="{own}"', f"{kind}:", sub
    return f' xmlns="{own}" xmlns:i="{base}"', "", sub


def _header(p: str, code: str, sub: int, sender: str, receiver: str, identity: str, day: date) -> str:
    return (
        f"<{p}Header><{p}BerichtCode>{code}</{p}BerichtCode><{p}BerichtVersie>3</{p}BerichtVersie><{p}BerichtSubversie>{sub}</{p}BerichtSubversie>"
        f"<{p}Afzender>{sender}</{p}Afzender><{p}Ontvanger>{receiver}</{p}Ontvanger>"
        f"<{p}BerichtIdentificatie><i:Identificatie>{identity}</i:Identificatie><i:Dagtekening>{day}</i:Dagtekening></{p}BerichtIdentificatie>"
        f"<{p}XsdVersie><i:BasisschemaXsdVersie>1.0.0</i:BasisschemaXsdVersie><i:BerichtXsdVersie>1.0.0</i:BerichtXsdVersie></{p}XsdVersie></{p}Header>\n"
    )


def is_prefixed(agb: int) -> bool:
    """Return whether messages from and to this aanbieder are written with prefixes."""
    return agb % 9 == 4


def jw301(message: Message301) -> str:
    """Return a JW301 as text."""
    person, agb = message.person, message.agb
    attributes, p, sub = _open("jw301", message.dagtekening, is_prefixed(agb))
    born = "1900-01-01</i:Datum><i:DatumGebruik>3</i:DatumGebruik>" if person.geboren_onbekend else f"{person.geboren}</i:Datum>"
    remark = ""
    if person.huisnummer % 25 == 0:
        remark = f"<{p}Commentaar>{_REMARK.format(surname=person.achternaam)}</{p}Commentaar>"
    place = targets()["gemeenten"][message.gemeente]["naam"]
    return (
        f"{_HEAD}<{p}Bericht{attributes}>\n"
        + _header(p, "436", sub, message.gemeente, agb_code(agb), message.identificatie, message.dagtekening)
        + f"<{p}Client><{p}Bsn>{person.bsn}</{p}Bsn><{p}Geboortedatum><i:Datum>{born}</{p}Geboortedatum>"
        f"<{p}Geslacht>{person.geslacht}</{p}Geslacht>"
        f"<{p}Naam><i:Geslachtsnaam><i:Achternaam>{person.achternaam}</i:Achternaam></i:Geslachtsnaam>"
        f"<i:Voornamen>{person.voornaam}</i:Voornamen>"
        f"<i:NaamGebruik>1</i:NaamGebruik></{p}Naam>{remark}{_relation(p, message)}"
        f"<{p}Contactgegevens><{p}Contact><{p}Soort>01</{p}Soort>"
        f"<{p}Adres><i:Huis><i:Huisnummer>{person.huisnummer}</i:Huisnummer></i:Huis>"
        f"<i:Postcode>0000XX</i:Postcode><i:Straatnaam>{person.straat}</i:Straatnaam><i:Plaatsnaam>{place}</i:Plaatsnaam></{p}Adres></{p}Contact></{p}Contactgegevens>\n"
        f"<{p}ToegewezenProducten>\n"
        + "".join(_assigned(p, *row) for row in message.rows)
        + f"</{p}ToegewezenProducten></{p}Client></{p}Bericht>\n"
    )


def _relation(p: str, message: Message301) -> str:
    person = message.person
    if person.huisnummer % 15:
        return ""
    return (
        f"<{p}Relaties><{p}Relatie><{p}Nummer>1</{p}Nummer><{p}Soort>10</{p}Soort><{p}Naam><i:Geslachtsnaam><i:Achternaam>{person.achternaam}</i:Achternaam></i:Geslachtsnaam>"
        f"<i:NaamGebruik>1</i:NaamGebruik></{p}Naam><{p}Contact><{p}Soort>01</{p}Soort></{p}Contact></{p}Relatie></{p}Relaties>"
    )


def _assigned(p: str, toewijzing: Toewijzing, version: Version, reason: str | None) -> str:
    code = "" if toewijzing.budget is not None else f"<i:Code>{toewijzing.product.code}</i:Code>"
    end = "" if version.einddatum is None else f"<{p}Einddatum>{version.einddatum}</{p}Einddatum>"
    why = "" if reason is None else f"<{p}RedenWijziging>{reason}</{p}RedenWijziging>"
    if toewijzing.budget is not None:
        size = f"<{p}Budget>{toewijzing.budget}</{p}Budget>"
    else:
        size = (
            f"<{p}Omvang><i:Volume>{toewijzing.volume}</i:Volume><i:Eenheid>{toewijzing.eenheid}</i:Eenheid>"
            f"<i:Frequentie>{toewijzing.frequentie}</i:Frequentie></{p}Omvang>"
        )
    return (
        f"<{p}ToegewezenProduct><{p}ToewijzingNummer>{toewijzing.nummer}</{p}ToewijzingNummer>"
        f"<{p}Product><i:Categorie>{toewijzing.product.code[:2]}</i:Categorie>{code}</{p}Product>"
        f"<{p}Toewijzingsdatum>{version.datum}</{p}Toewijzingsdatum><{p}Toewijzingstijd>{version.tijd}</{p}Toewijzingstijd>"
        f"<{p}Ingangsdatum>{toewijzing.ingangsdatum}</{p}Ingangsdatum>{end}{why}{size}</{p}ToegewezenProduct>\n"
    )


def signed_total(claims: list[Claim]) -> int:
    """Return the debits minus the credits of a message in cents."""
    return sum(-claim.bedrag if claim.credit else claim.bedrag for claim in claims)


def previous_reference(claim: Claim) -> str | None:
    """Return what a credit refers to: its debit, or a line that was never delivered."""
    if not claim.credit:
        return None
    return claim.debit.referentie if claim.debit is not None else f"X{claim.referentie[1:]}"


def jw323(message: Message323) -> str:
    """Return a JW323 as text."""
    attributes, p, sub = _open("jw323", message.dagtekening, is_prefixed(message.agb))
    total = signed_total(message.claims)
    parts = [
        f"{_HEAD}<{p}Bericht{attributes}>\n",
        _header(p, "490", sub, agb_code(message.agb), message.gemeente, message.identificatie, message.dagtekening),
        f"<{p}Declaratie><{p}DeclaratieNummer>{message.identificatie}</{p}DeclaratieNummer>"
        f"<{p}DeclaratiePeriode><i:Begindatum>{message.maand}</i:Begindatum><i:Einddatum>{last_day(message.maand)}</i:Einddatum></{p}DeclaratiePeriode>"
        f"<{p}DeclaratieDagtekening>{message.dagtekening}</{p}DeclaratieDagtekening>"
        f"<{p}TotaalIngediendBedrag><i:TotaalBedrag>{abs(total)}</i:TotaalBedrag>"
        f"<i:DebetCredit>{'C' if total < 0 else 'D'}</i:DebetCredit></{p}TotaalIngediendBedrag>"
        f"<{p}Clienten>\n",
    ]
    bsn = None
    for claim in message.claims:
        if claim.toewijzing.person.bsn != bsn:
            if bsn is not None:
                parts.append(f"</{p}Prestaties></{p}Client>\n")
            bsn = claim.toewijzing.person.bsn
            parts.append(f"<{p}Client><{p}Bsn>{bsn}</{p}Bsn><{p}Prestaties>\n")
        parts.append(_declared(p, claim))
    parts.append(f"</{p}Prestaties></{p}Client>\n</{p}Clienten></{p}Declaratie></{p}Bericht>\n")
    return "".join(parts)


def _declared(p: str, claim: Claim) -> str:
    code = claim.toewijzing.product.code
    previous = previous_reference(claim)
    before = "" if previous is None else f"<i:VorigReferentieNummer>{previous}</i:VorigReferentieNummer>"
    price = "" if claim.tarief is None else f"<{p}ProductTarief>{claim.tarief}</{p}ProductTarief>"
    return (
        f"<{p}Prestatie><{p}ProductReferentie><i:ReferentieNummer>{claim.referentie}</i:ReferentieNummer>{before}</{p}ProductReferentie>"
        f"<{p}ToewijzingNummer>{claim.toewijzing.nummer}</{p}ToewijzingNummer><{p}ProductCategorie>{code[:2]}</{p}ProductCategorie>"
        f"<{p}ProductCode>{code}</{p}ProductCode>"
        f"<{p}ProductPeriode><i:Begindatum>{claim.begin}</i:Begindatum><i:Einddatum>{claim.eind}</i:Einddatum></{p}ProductPeriode>"
        f"<{p}GeleverdVolume>{claim.volume}</{p}GeleverdVolume><{p}Eenheid>{claim.eenheid}</{p}Eenheid>{price}"
        f"<{p}IngediendBedrag><i:Bedrag>{claim.bedrag}</i:Bedrag><i:DebetCredit>{'C' if claim.credit else 'D'}</i:DebetCredit>"
        f"</{p}IngediendBedrag></{p}Prestatie>\n"
    )
