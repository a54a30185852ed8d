"""iJw messages (XML, releases 3.0, 3.1 and 3.2): JW301, JW305, JW307 and JW323 as rows of text.

A message is streamed: one record is in memory at a time, so that names, addresses, relations and free text are parsed
and dropped, never extracted. Elements are matched on namespace and local name, never on prefix. Amounts stay eurocents
as text; `values` makes numbers of them. Source: XSDs and rules of iJw 3.2 (OP087, TR358, IV028).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any, Final, Literal, Protocol, cast

from lxml import etree

from jeugdlib.sources.columns import FACTS, ORIGIN
from jeugdlib.sources.pseudonym import Door
from jeugdlib.sources.refusals import RefusedFile

VERSIONS: Final = ("3_0", "3_1", "3_2")
HEAD_BYTES: Final = 65_536  # the root element must start within these
MAX_MESSAGE_BYTES: Final = 512 * 2**20  # twenty times the advised 25 MB (OP192)

_NAMESPACE = re.compile(r"http://www\.istandaarden\.nl/(ijw|iwmo)/(\d+_\d+)/((?:jw|wmo)\d{3})/schema(?:/\d+_\d+)?")
# COD002: the code in the header must agree with the namespace.
_CODES: Final = {
    "301": "436", "302": "437", "305": "438", "306": "439", "307": "440", "308": "441", "315": "446", "316": "447",
    "317": "486", "318": "487", "319": "488", "320": "489", "323": "490", "325": "491",
}  # fmt: skip
_RETURNS: Final = ("302", "306", "308", "316", "318", "320")  # they keep the sender of the message they answer (IV028)
_ANSWERS: Final = ("325",)
_NOT_YET: Final = {"315": "verzoek om toewijzing", "317": "verzoek om wijziging", "319": "antwoord op een verzoek"}
# External entities, networks and huge trees stay shut; a doctype is refused on top, because lxml drops entity text without a word.
_HARDENED: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_PARSER: Final = etree.XMLParser(**_HARDENED)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
# Elements that matter outside a record, and the method of `_Reader` that takes them.
_HANDLERS: Final = {
    "Header": "_header",
    "Client": "_client",
    "Bsn": "_bsn",
    "Geboortedatum": "_birth",
    "Geslacht": "_sex",
    "DeclaratieNummer": "_declaration_number",
    "DeclaratieDagtekening": "_declaration_date",
    "TotaalIngediendBedrag": "_stated_total",
}
# References are the sender's own text: where one holds the BSN of its own row, the BSN is replaced.
_OWN_TEXT: Final = ("toewijzingnummer", "referentienummer", "vorig_referentienummer", "referentie_aanbieder", "declaratienummer")


@dataclass(frozen=True)
class _Record:
    """Where the fields of one kind of message stand."""

    tabel: str
    element: str
    gemeente: str  # the header element with the gemeentecode; the other one has the AGB-code
    own: dict[str, str]
    basis: dict[str, str]


_RECORDS: Final = {
    "301": _Record(
        "toewijzingen",
        "ToegewezenProduct",
        "Afzender",
        {
            "ToewijzingNummer": "toewijzingnummer",
            "ReferentieAanbieder": "referentie_aanbieder",
            "Toewijzingsdatum": "toewijzingsdatum",
            "Toewijzingstijd": "toewijzingstijd",
            "Ingangsdatum": "ingangsdatum",
            "Einddatum": "einddatum",
            "RedenWijziging": "reden_wijziging",
            "Budget": "budget",
        },
        {"Categorie": "productcategorie", "Code": "productcode", "Volume": "volume", "Eenheid": "eenheid", "Frequentie": "frequentie"},
    ),
    "305": _Record(
        "startberichten",
        "StartProduct",
        "Ontvanger",
        {"ToewijzingNummer": "toewijzingnummer", "Begindatum": "begindatum", "StatusAanlevering": "status_aanlevering"},
        {},
    ),
    "307": _Record(
        "stopberichten",
        "StopProduct",
        "Ontvanger",
        {
            "ToewijzingNummer": "toewijzingnummer",
            "Begindatum": "begindatum",
            "Einddatum": "einddatum",
            "RedenBeeindiging": "reden_beeindiging",
            "StatusAanlevering": "status_aanlevering",
        },
        {},
    ),
    "323": _Record(
        "declaraties",
        "Prestatie",
        "Ontvanger",
        {
            "ToewijzingNummer": "toewijzingnummer",
            "ProductCategorie": "productcategorie",
            "ProductCode": "productcode",
            "GeleverdVolume": "volume",
            "Eenheid": "eenheid",
            "ProductTarief": "tarief",
        },
        {
            "ReferentieNummer": "referentienummer",
            "VorigReferentieNummer": "vorig_referentienummer",
            "Begindatum": "begindatum",
            "Einddatum": "einddatum",
            "Bedrag": "bedrag",
            "DebetCredit": "debet_credit",
        },
    ),
}


@dataclass
class Message:
    """What a message turned out to be.

    Attributes:
        soort: "JW301", ...; versie: "3.2".
        tabel: table of its rows, None for a message that is recognised and left out.
        rows: one tuple per record, in the order of `ROW[tabel]`.
        identity: (BerichtCode, Afzender, Identificatie), the same for the same message (TR056).
        total: (cents in the header, cents of the lines) where a JW323 does not add up.
        bsn_in_text: how many references held the BSN of their own row.
    """

    soort: str
    versie: str
    tabel: str | None = None
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    identity: tuple[str | None, str | None, str | None] | None = None
    total: tuple[int, int] | None = None
    bsn_in_text: int = 0


class Stream(Protocol):
    """What can be read in pieces."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most `size` bytes; none at the end."""
        ...


class _Sips:
    """Gives a file's first bytes in small pieces, so that finding the root does not parse a whole small message."""

    def __init__(self, head: bytes) -> None:
        self._head = BytesIO(head)

    def read(self, size: int = -1, /) -> bytes:
        return self._head.read(1024)


class _Limited:
    """A file object that stops at the size limit; what was read to find the root is read again."""

    def __init__(self, head: bytes, rest: Stream) -> None:
        self._head = BytesIO(head)
        self._rest = rest
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        data = self._head.read(size) or self._rest.read(HEAD_BYTES if size < 0 else size)
        self._seen += len(data)
        if self._seen > MAX_MESSAGE_BYTES:
            raise RefusedFile(
                "te_groot", f"Het bericht is groter dan {MAX_MESSAGE_BYTES // 2**20} MB. Splits het bericht en lever opnieuw aan."
            )
        return data


def looks_like_xml(head: bytes) -> bool:
    """Tell whether a file begins as XML does, in UTF-8 or UTF-16."""
    if head.startswith(_UTF16):
        return head.decode("utf-16", errors="replace").lstrip().startswith("<")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_message(head: bytes, rest: Stream, *, door: Door, bestand: int) -> Message:
    """Read one message.

    Args:
        head: the first `HEAD_BYTES` of the file.
        rest: the file after that.
        door: makes pseudonyms of BSNs.
        bestand: number of the file, written on every row.

    Returns:
        The message with its rows. A retour message or declaratie-antwoord has no `tabel` and no rows.

    Raises:
        RefusedFile: not well-formed, cut off, with a doctype, too large or deep, or an unknown message or version. Its text
            holds nothing of the message's content.
    """
    try:
        # Most messages are small: parsed at once they take half the time. Whatever shows a doctype takes the careful road.
        whole = len(head) < HEAD_BYTES and b"<!DOCTYPE" not in head and not head.startswith(_UTF16)
        root = etree.fromstring(head, _PARSER) if whole else next(_elements(_Sips(head), "start"))
        layout, versie, number = _recognise(root)
        soort = f"JW{number}"
        if number in (*_RETURNS, *_ANSWERS):
            return Message(soort, versie)
        if layout is None:
            raise RefusedFile(
                "nog_niet_ondersteund", f"Bericht {soort} ({_NOT_YET[number]}) wordt nog niet ondersteund. Haal het uit de levering."
            )
        reader = _Reader(Message(soort, versie, layout.tabel), layout, door, bestand, streaming=not whole)
        reader.run(root.iter(*layout.tags) if whole else _elements(_Limited(head, rest), "end", layout.tags))
    except etree.XMLSyntaxError as error:
        # Name the line only: the parser's own text can quote the message.
        line = f" (regel {error.lineno})" if error.lineno else ""
        raise RefusedFile(
            "xml_onleesbaar", f"Het XML-bestand is afgebroken of niet goed gevormd{line}. Vraag het bestand opnieuw op bij de afzender."
        ) from None
    return reader.finish()


def _elements(stream: Stream, event: Literal["start", "end"], tags: tuple[str, ...] | None = None) -> Iterator[etree._Element]:
    events = cast("Iterator[tuple[str, etree._Element]]", etree.iterparse(stream, events=(event,), tag=tags, **_HARDENED))
    return (element for _, element in events)


def _recognise(root: etree._Element) -> tuple["_Layout | None", str, str]:
    """Return (layout, version, message number) after refusing what is not ours; a message that is left out has no layout."""
    # doctype alone is empty for a DTD with an internal subset only.
    docinfo = root.getroottree().docinfo
    if docinfo.doctype or docinfo.internalDTD is not None:
        raise RefusedFile(
            "doctype",
            "Het XML-bestand heeft een DOCTYPE. Dat hoort niet in een iJw-bericht en is niet veilig. Vraag een schoon bestand op.",
        )
    name = etree.QName(root)
    found = _NAMESPACE.fullmatch(name.namespace or "")
    if not found or name.localname != "Bericht":
        what = "een envelop (StUF of SOAP)" if name.localname == "Envelope" or "StUF" in (name.namespace or "") else "geen iJw-bericht"
        raise RefusedFile("onbekend_bericht", f"Dit XML-bestand is {what}. Lever de iJw-berichten zelf aan, als XML.")
    standard, version, message = found[1], found[2], found[3]
    versie = version.replace("_", ".")
    if standard != "ijw":
        raise RefusedFile(
            "onbekend_bericht", f"Dit is een iWmo-bericht ({message.upper()} {versie}), geen iJw-bericht. Haal het uit de levering."
        )
    if version not in VERSIONS:
        known = ", ".join(known.replace("_", ".") for known in VERSIONS)
        raise RefusedFile("onbekende_versie", f"Bericht {message.upper()} heeft iJw-versie {versie}. jeugdlib leest de versies {known}.")
    if message[2:] not in _CODES:
        raise RefusedFile("onbekend_bericht", f"Bericht {message.upper()} is onbekend in iJw {versie}. Haal het uit de levering.")
    return _layout(message[2:], name.namespace or "", version), versie, message[2:]


@dataclass(frozen=True)
class _Layout:
    """Where everything stands in one kind and version of message; made once and shared by all its messages.

    Attributes:
        own, basis: the two namespaces, in braces.
        place: column -> place in a row; slots: element -> place in a row.
        own_text: places of references that the sender makes up.
        handlers: element -> method of `_Reader`; tags: all elements to stop at.
    """

    number: str
    tabel: str
    gemeente: str
    own: str
    basis: str
    record_tag: str
    place: dict[str, int]
    slots: dict[str, int]
    own_text: tuple[int, ...]
    handlers: dict[str, str]
    tags: tuple[str, ...]


@cache
def _layout(number: str, namespace: str, version: str) -> _Layout | None:
    record = _RECORDS.get(number)
    if record is None:
        return None
    own, basis = f"{{{namespace}}}", f"{{http://www.istandaarden.nl/ijw/{version}/basisschema/schema}}"
    place = {name: at for at, name in enumerate(ROW[record.tabel])}
    slots = {own + tag: place[name] for tag, name in record.own.items()} | {basis + tag: place[name] for tag, name in record.basis.items()}
    handlers = {own + tag: method for tag, method in _HANDLERS.items()}
    return _Layout(
        number=number,
        tabel=record.tabel,
        gemeente=record.gemeente,
        own=own,
        basis=basis,
        record_tag=own + record.element,
        place=place,
        slots=slots,
        own_text=tuple(place[name] for name in _OWN_TEXT if name in place),
        handlers=handlers,
        tags=(own + record.element, *handlers),
    )


def _text(element: etree._Element | None) -> str | None:
    return (element.text or "").strip() or None if element is not None else None


class _Reader:
    """The state of one message while it streams by."""

    def __init__(self, message: Message, layout: _Layout, door: Door, bestand: int, *, streaming: bool) -> None:
        self._message, self._layout, self._door, self._streaming = message, layout, door, streaming
        self._own, self._basis, self._place = layout.own, layout.basis, layout.place
        self._handlers = {tag: getattr(self, method) for tag, method in layout.handlers.items()}
        self._blank: list[Any] = [None] * len(layout.place)  # what every record of this message or client shares
        self._blank[layout.place["bestand"]] = bestand
        self._raw_bsn: str | None = None
        self._stated: int | None = None
        self._sum = 0
        self._seen_header = False
        self._clear_person()

    def run(self, elements: Iterator[etree._Element]) -> None:
        """Take the elements in the order of the message: at their end when streaming, else at their start."""
        record_tag = self._layout.record_tag
        for element in elements:
            tag = str(element.tag)
            if tag == record_tag:
                self._row(element)
                if self._streaming:
                    _forget(element)
            else:
                self._handlers[tag](element)

    def finish(self) -> Message:
        if not self._seen_header:
            raise RefusedFile(
                "zonder_header", "Het bericht heeft geen Header: gemeente en aanbieder zijn onbekend. Vraag het bericht opnieuw op."
            )
        if self._stated is not None and self._stated != self._sum:
            self._message.total = (self._stated, self._sum)
        return self._message

    def _share(self, name: str, value: Any) -> None:
        if name in self._place:
            self._blank[self._place[name]] = value

    def _row(self, element: etree._Element) -> None:
        row = self._blank.copy()
        slots = self._layout.slots
        for leaf in element.iter():
            place = slots.get(leaf.tag)  # type: ignore[arg-type]
            if place is not None:
                row[place] = (leaf.text or "").strip() or None
        if self._raw_bsn:
            for place in self._layout.own_text:
                if row[place] is not None and self._raw_bsn in row[place]:
                    row[place] = row[place].replace(self._raw_bsn, (self._blank[self._place["client"]] or "")[:9])
                    self._message.bsn_in_text += 1
        rows = self._message.rows
        row[self._place["rij"]] = len(rows) + 1
        if self._layout.number == "323":
            self._add(row[self._place["bedrag"]], row[self._place["debet_credit"]])
        rows.append(tuple(row))

    def _add(self, bedrag: str | None, debet_credit: str | None) -> None:
        if bedrag and bedrag.isascii() and bedrag.isdigit():
            self._sum += -int(bedrag) if debet_credit == "C" else int(bedrag)

    def _header(self, element: etree._Element) -> None:
        self._seen_header = True
        own = {name: _text(element.find(self._own + name)) for name in ("BerichtCode", "Afzender", "Ontvanger")}
        if own["BerichtCode"] != _CODES[self._layout.number]:
            raise RefusedFile(
                "code_past_niet",
                f"De BerichtCode in de Header hoort niet bij {self._message.soort}. Vraag het bericht opnieuw op bij de afzender.",
            )
        self._share("gemeentecode", own[self._layout.gemeente])
        self._share("agb", own["Ontvanger" if self._layout.gemeente == "Afzender" else "Afzender"])
        identification = _text(element.find(f"{self._own}BerichtIdentificatie/{self._basis}Identificatie"))
        self._message.identity = (own["BerichtCode"], own["Afzender"], identification)

    def _clear_person(self) -> None:
        self._raw_bsn = None
        for name in ("client", "geboortedatum", "geslacht"):
            self._share(name, None)
        self._share("bsn_fout", "bsn_leeg")

    def _client(self, element: etree._Element) -> None:
        """Between two clients nobody is known; this is the end of one or the start of the next."""
        self._clear_person()
        if self._streaming:
            _forget(element)

    def _bsn(self, element: etree._Element) -> None:
        self._raw_bsn = _text(element)
        client, fault = self._door.admit(self._raw_bsn)
        self._share("client", client)
        self._share("bsn_fout", fault)

    def _of_client(self, element: etree._Element) -> bool:
        """Tell the client's own element from that of a relation."""
        parent = element.getparent()
        return parent is not None and parent.tag == self._own + "Client"

    def _birth(self, element: etree._Element) -> None:
        if self._of_client(element):
            self._share("geboortedatum", _text(element.find(self._basis + "Datum")))

    def _sex(self, element: etree._Element) -> None:
        if self._of_client(element):
            self._share("geslacht", _text(element))

    def _declaration_number(self, element: etree._Element) -> None:
        self._share("declaratienummer", _text(element))

    def _declaration_date(self, element: etree._Element) -> None:
        self._share("dagtekening", _text(element))

    def _stated_total(self, element: etree._Element) -> None:
        amount = _text(element.find(self._basis + "TotaalBedrag"))
        if amount and amount.isascii() and amount.isdigit():
            self._stated = -int(amount) if _text(element.find(self._basis + "DebetCredit")) == "C" else int(amount)


def _forget(element: etree._Element) -> None:
    """Free a finished record and everything before it, or memory grows with the message."""
    element.clear(keep_tail=True)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


ROW: Final = {record.tabel: (*FACTS[record.tabel], *ORIGIN) for record in _RECORDS.values()}
