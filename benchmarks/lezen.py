"""Read a delivery of JW323 messages: jeugdlib beside what the standard library and pandas offer.

Every contender must find the same rows, cents, children and days. jeugdlib is measured twice: reading alone, which is what the
others do, and `inlezen`, which also makes pseudonyms, judges every row, removes duplicates, accounts for it all and writes a dataset.
"""

import argparse
import random
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from meten import Clock, apart, measure, require_equal, show

SEED = 2024
OWN, BASE = "http://www.istandaarden.nl/ijw/3_2/jw323/schema", "http://www.istandaarden.nl/ijw/3_2/basisschema/schema"
KEY = b"een sleutel om mee te meten"
LINES_PER_MESSAGE = 600

# Elements of a Prestatie -> column; the rest of a row stands above it: header, declaratie and client.
FIELDS = {
    "ReferentieNummer": "referentienummer",
    "ToewijzingNummer": "toewijzingnummer",
    "ProductCategorie": "productcategorie",
    "ProductCode": "productcode",
    "Begindatum": "begindatum",
    "Einddatum": "einddatum",
    "GeleverdVolume": "volume",
    "Eenheid": "eenheid",
    "ProductTarief": "tarief",
    "Bedrag": "bedrag",
    "DebetCredit": "debet_credit",
}

_COLUMNS = "".join(f"<{column}><xsl:value-of select='.//*[local-name()=\"{tag}\"]'/></{column}>" for tag, column in FIELDS.items())
# pandas reads flat XML only; this is its documented road for nested XML.
STYLESHEET = f"""<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="{OWN}" xmlns:i="{BASE}"
  exclude-result-prefixes="d i">
<xsl:template match="/"><rijen><xsl:for-each select="//d:Prestatie"><rij>
  <gemeentecode><xsl:value-of select="/d:Bericht/d:Header/d:Ontvanger"/></gemeentecode>
  <agb><xsl:value-of select="/d:Bericht/d:Header/d:Afzender"/></agb>
  <bsn><xsl:value-of select="../../d:Bsn"/></bsn>
  {_COLUMNS}
</rij></xsl:for-each></rijen></xsl:template></xsl:stylesheet>"""


def write_input(folder: Path, megabytes: int) -> float:
    """Write messages of one aanbieder, gemeente and month each, until there is enough; return the megabytes written."""
    from jeugdlib.sources.pseudonym import passes_elfproef

    rng = random.Random(SEED)
    nobody = [text for number in range(900_000_000, 900_050_000) if not passes_elfproef(text := str(number))]
    written = message = 0
    while written < megabytes * 10**6:
        text = _message(rng, message, nobody)
        written += (folder / f"jw323_{message:04}.xml").write_text(text, encoding="utf-8")
        message += 1
    return written / 10**6


def _message(rng: random.Random, number: int, nobody: list[str]) -> str:
    begin = date(2020 + number % 4, number % 12 + 1, 1)
    end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    clients, total = [], 0
    lines = 0
    while lines < LINES_PER_MESSAGE:
        parts = []
        for _ in range(rng.randint(1, 4)):
            price, volume = rng.randint(4_000, 11_000), rng.randint(1, 40)
            sign = "C" if rng.random() < 0.03 else "D"
            total += -price * volume if sign == "C" else price * volume
            lines += 1
            parts.append(
                f"<Prestatie><ProductReferentie><i:ReferentieNummer>R{number:05}{lines:05}</i:ReferentieNummer></ProductReferentie>"
                f"<ToewijzingNummer>{rng.randint(1, 10**8)}</ToewijzingNummer><ProductCategorie>45</ProductCategorie>"
                f"<ProductCode>45A{rng.randint(10, 40)}</ProductCode><ProductPeriode><i:Begindatum>{begin}</i:Begindatum>"
                f"<i:Einddatum>{end}</i:Einddatum></ProductPeriode><GeleverdVolume>{volume}</GeleverdVolume><Eenheid>04</Eenheid>"
                f"<ProductTarief>{price}</ProductTarief><IngediendBedrag><i:Bedrag>{price * volume}</i:Bedrag>"
                f"<i:DebetCredit>{sign}</i:DebetCredit></IngediendBedrag></Prestatie>\n"
            )
        clients.append(f"<Client><Bsn>{rng.choice(nobody)}</Bsn><Prestaties>\n{''.join(parts)}</Prestaties></Client>\n")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Bericht xmlns="{OWN}" xmlns:i="{BASE}"><Header><BerichtCode>490</BerichtCode>'
        f"<BerichtVersie>3</BerichtVersie><BerichtSubversie>2</BerichtSubversie><Afzender>{94_000_000 + number % 60}</Afzender>"
        f"<Ontvanger>{980 + number % 7:04}</Ontvanger><BerichtIdentificatie><i:Identificatie>B{number:06}</i:Identificatie>"
        f"<i:Dagtekening>{end}</i:Dagtekening></BerichtIdentificatie></Header><Declaratie><DeclaratieNummer>B{number:06}</DeclaratieNummer>"
        f"<DeclaratieDagtekening>{end}</DeclaratieDagtekening><TotaalIngediendBedrag><i:TotaalBedrag>{abs(total)}</i:TotaalBedrag>"
        f"<i:DebetCredit>{'C' if total < 0 else 'D'}</i:DebetCredit></TotaalIngediendBedrag><Clienten>\n{''.join(clients)}"
        "</Clienten></Declaratie></Bericht>\n"
    )


def read_only(folder: Path) -> tuple[tuple[float, float], dict[str, Any]]:
    """Read the messages with jeugdlib into one typed table, without a dataset."""
    import polars as pl

    from jeugdlib.sources import ijw, pseudonym, values

    clock = Clock()
    door = pseudonym.Door(KEY)
    rows: list[tuple[Any, ...]] = []
    for number, path in enumerate(sorted(folder.glob("*.xml"))):
        rows += ijw.read_message(path.read_bytes(), BytesIO(), door=door, bestand=number).rows
    schema = {name: pl.Int64 if name in ("bestand", "rij") else pl.String for name in ijw.ROW["declaraties"]}
    raw = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("volgnummer")
    frame = values.convert_message_rows("declaraties", raw).frame
    return clock.stop(), _polars_answer(frame)


def whole_delivery(folder: Path) -> tuple[tuple[float, float], dict[str, Any]]:
    """Read the messages into a dataset, as `jeugdlib inlezen` does."""
    from jeugdlib.sources import dataset, delivery

    with TemporaryDirectory(prefix="jeugdlib-bench-") as name:
        destination = Path(name) / "dataset"
        clock = Clock()
        delivery.read_delivery([folder], destination=destination, key=KEY)
        clocked = clock.stop()
        return clocked, _polars_answer(dataset.read_back(destination, "declaraties"))


def _polars_answer(frame: Any) -> dict[str, Any]:
    import polars as pl

    return frame.select(
        rijen=pl.len(),
        centen=pl.when(pl.col("debet_credit") == "C").then(-pl.col("bedrag")).otherwise("bedrag").sum(),
        volume=pl.col("volume").sum(),
        tarieven=pl.col("tarief").sum(),
        clienten=pl.col("client").n_unique(),
        referenties=pl.col("referentienummer").n_unique(),
        aanbieders=pl.struct("agb", "gemeentecode", "productcode").n_unique(),
        eerste=pl.col("begindatum").min(),
        laatste=pl.col("einddatum").max(),
    ).row(0, named=True)


def with_elementtree(folder: Path) -> tuple[tuple[float, float], dict[str, Any]]:
    """Read the messages with the standard library: a dict per row, then a DataFrame."""
    from xml.etree import ElementTree

    import pandas as pd

    clock = Clock()
    rows = []
    for path in sorted(folder.glob("*.xml")):
        above: dict[str, str | None] = {}
        for _, element in ElementTree.iterparse(path):
            tag = element.tag.rpartition("}")[2]
            if tag == "Header":
                above = {
                    "agb": element.findtext(f"{{{OWN}}}Afzender"),
                    "gemeentecode": element.findtext(f"{{{OWN}}}Ontvanger"),
                }
            elif tag == "Bsn":
                above["bsn"] = element.text
            elif tag == "Prestatie":
                leaves = {leaf.tag.rpartition("}")[2]: leaf.text for leaf in element.iter()}
                rows.append(above | {column: leaves.get(name) for name, column in FIELDS.items()})
                element.clear()
    frame = _typed(pd.DataFrame(rows))
    return clock.stop(), _pandas_answer(frame)


def with_read_xml(folder: Path) -> tuple[tuple[float, float], dict[str, Any]]:
    """Read the messages with pandas.read_xml and a stylesheet that makes them flat."""
    import pandas as pd

    clock = Clock()
    frame = _typed(
        pd.concat(
            pd.read_xml(path, xpath="//rij", stylesheet=BytesIO(STYLESHEET.encode()), dtype=str) for path in sorted(folder.glob("*.xml"))
        )
    )
    return clock.stop(), _pandas_answer(frame)


def _typed(frame: Any) -> Any:
    import pandas as pd

    dates = {name: pd.to_datetime(frame[name], format="%Y-%m-%d") for name in ("begindatum", "einddatum")}
    return frame.assign(**dates).astype({"bedrag": "int64", "tarief": "int64", "volume": "float64"})


def _pandas_answer(frame: Any) -> dict[str, Any]:
    credit = frame["debet_credit"] == "C"
    return {
        "rijen": len(frame),
        "centen": int(frame["bedrag"].where(~credit, -frame["bedrag"]).sum()),
        "volume": float(frame["volume"].sum()),
        "tarieven": int(frame["tarief"].sum()),
        "clienten": frame["bsn"].nunique(),
        "referenties": frame["referentienummer"].nunique(),
        "aanbieders": len(frame[["agb", "gemeentecode", "productcode"]].drop_duplicates()),
        "eerste": frame["begindatum"].min().date(),
        "laatste": frame["einddatum"].max().date(),
    }


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=50)
    parser.add_argument("--herhaal", type=int, default=3, help="aantal metingen; de snelste telt")
    chosen = parser.parse_args(arguments)
    contenders = {
        "jeugdlib, alleen lezen": read_only,
        "jeugdlib inlezen, tot dataset": whole_delivery,
        "ElementTree.iterparse en pandas": with_elementtree,
        "pandas.read_xml met stylesheet": with_read_xml,
    }
    with TemporaryDirectory(prefix="jeugdlib-bench-") as name:
        folder = Path(name)
        megabytes = apart(write_input, folder, chosen.megabytes)
        print(f"JW323 lezen: {megabytes:.0f} MB in {len(list(folder.iterdir()))} berichten", flush=True)
        results = [measure(title, contender, folder, chosen.herhaal) for title, contender in contenders.items()]
    require_equal(results)
    show(results, megabytes_read=megabytes)
    print(f"Gelijke uitkomst: {results[0].answer['rijen']} regels, {results[0].answer['centen']} cent.")


if __name__ == "__main__":
    main()
