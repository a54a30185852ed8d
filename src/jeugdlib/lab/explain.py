"""From a bar to the care behind it: who walked a path, and how the messages about one client became it.

Clients are pseudonyms, but each is one person: this works in JupyterLab only and refuses to inside a report.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from jeugdlib import cleaning, disclosure, store, words
from jeugdlib.charts import gantt
from jeugdlib.charts.figure import figure
from jeugdlib.charts.table import Kolom, table
from jeugdlib.cleaning import NETTOREGEL, TOEWIJZING
from jeugdlib.disclosure import Disclosed, Rule
from jeugdlib.errors import WrongUse, suggest
from jeugdlib.lab.inside import only_inside
from jeugdlib.lab.views import View
from jeugdlib.workbook import Werk

_SHORTEST: Final = 6  # characters of a pseudonym that are enough when only one client begins with them

# Per step why a row is not in the figures; the steps before these happened when the delivery was read.
UITLEG: Final = {
    "buiten_selectie": "Telt niet mee: van een aanbieder die nu niet meetelt",
    "ouder_dan_21": "Telt niet mee: de cliënt was te oud bij het begin van de toewijzing",
    "buiten_analyseperiode": "Telt niet mee: buiten de gekozen periode",
    "nulregel": "Telt niet mee: het bedrag is nul",
    "tegengeboekt": "Telt niet mee: valt weg tegen een andere regel",
    "samengevoegd": "Telt mee, opgeteld met andere regels van dezelfde periode",
    "aanvaard": "Telt mee",
    "zonder_zorg": "Telt mee, maar er is geen zorg op gedeclareerd: dus geen pad",
}
_COUNTS: Final = ("samengevoegd", "aanvaard", "zonder_zorg")
_READ: Final = (
    "Boven de stappen van de zorgpaden. Daaronder per toewijzing een kader met haar declaraties; wat gestippeld is, telt niet mee."
)
_EARLIER: Final = "Dubbele, oudere en ingetrokken berichten zijn bij het inlezen al weggehaald. Zij staan hier niet."


@dataclass(frozen=True)
class Regels:
    """Delivered rows with `stap`: the step that took the row, or what became of it (see `UITLEG`)."""

    toewijzingen: pl.DataFrame
    declaraties: pl.DataFrame


def verklaar_pad(werk: Werk, productgroep: str, pad: str, *, hoogstens: int = 50) -> View:
    """List the clients who walked a path, the first to begin on top.

    Args:
        werk: the data of a notebook.
        productgroep: such as "GGZ".
        pad: as the figure writes it, such as "Zwaar → Meerwerk"; `->` is read as an arrow.
        hoogstens: most rows to show.

    Raises:
        WrongUse: nobody walked it, or a report is being made.
    """
    only_inside()
    walked = werk.zorgpaden.filter(pl.col("pad").is_not_null())
    _known(productgroep, walked["productgroep"].unique().sort().to_list(), "De productgroep")
    of_group = walked.filter(pl.col("productgroep") == productgroep)
    written = " → ".join(part.strip() for part in pad.replace("->", "→").split("→"))
    _known(written, of_group["pad"].unique().sort().to_list(), f"In {productgroep}: het pad")
    found = of_group.filter(pl.col("pad") == written).sort("begin", "client", "pad_id")
    shown = found.head(hoogstens).with_columns(lopend=pl.when("lopend").then(pl.lit("ja")).otherwise(pl.lit("nee")))
    limit = f" (de eerste {hoogstens})" if found.height > hoogstens else ""
    tabel = table(
        _inside(shown),
        caption=f"Cliënten met het pad {written}, {productgroep}, {werk.titel}{limit}",
        columns={
            "client": Kolom("Cliënt (pseudoniem)"),
            "begin": Kolom("Begin", "datum"),
            "eind": Kolom("Eind", "datum"),
            "doorlooptijd_maanden": Kolom("Maanden", "aantal"),
            "uren": Kolom("Uren", "uren"),
            "toewijzingen": Kolom("Toewijzingen", "aantal"),
            "lopend": Kolom("Loopt nog"),
        },
        uid="verklaar-pad",
    )
    clients = words.plural(found["client"].n_unique(), "cliënt", "cliënten")
    return View((f"{words.plural(found.height, 'pad', 'paden')} {written} van {clients}.",), (), (tabel,))


def verklaar_client(werk: Werk, client: str) -> View:
    """Show the messages about one client on a line of time, with what the cleaning did to each row, and the paths.

    Args:
        werk: the data of a notebook.
        client: the pseudonym of `verklaar_pad`, or its beginning where that is enough.

    Raises:
        WrongUse: no such client in these gemeenten, several begin so, or a report is being made.
    """
    only_inside()
    regels = lines_of(werk, _find_client(werk, client))
    code = str(pl.concat([regels.toewijzingen["client"], regels.declaraties["client"]])[0])
    paden = werk.zorgpaden.filter(pl.col("client") == code)
    shown = _inside(_lanes(werk, regels, paden))
    titel = f"Van berichten naar zorgpad, cliënt {code[:8]}…"
    beeld = figure(
        gantt.gantt(shown),
        title=titel,
        description=f"Een balk per toewijzing met haar declaraties erin, en per zorgpad de stappen. {_tally(regels)}",
        table=shown,
        columns={
            "baan": Kolom("Waarvan"),
            "soort": Kolom("Soort"),
            "begin": Kolom("Begin", "datum"),
            "eind": Kolom("Eind", "datum"),
            "bedrag_cent": Kolom("Bedrag", "euro"),
            "uitleg": Kolom("Wat ermee gebeurde"),
        },
        source=werk.bronregel,
        uid="verklaar-client",
    )
    told = [f"{row['productgroep']}: {row['pad'] or 'een product zonder zwaarte'}." for row in paden.sort("begin").iter_rows(named=True)]
    return View((_tally(regels), *(told or ["Deze cliënt heeft geen zorgpad."]), _READ, _EARLIER), (beeld,))


def lines_of(werk: Werk, wanted: pl.Expr | None = None) -> Regels:
    """Name for every delivered row of these gemeenten (or those of `wanted`) the step of the cleaning that took it.

    The cleaning itself says what it leaves: once for the run's own window and once for all days, so that the rows that
    went for age are told from those that went for their date.
    """
    read = {name: store.read_messages(werk.dataset, name, list(werk.codes)) for name in ("toewijzingen", "declaraties")}
    if wanted is not None:
        read = {name: frame.filter(wanted) for name, frame in read.items()}
    keuze = werk.keuze
    left_out = pl.col("agb").is_in(keuze.zonder_aanbieders)
    selected = [frame.filter(~left_out) for frame in read.values()]
    kept = cleaning.clean(*selected, analyse_begin=keuze.analyse_begin, peildatum=keuze.peildatum, max_leeftijd=keuze.max_leeftijd)
    young = cleaning.clean(*selected, analyse_begin=date.min, peildatum=date.max, max_leeftijd=keuze.max_leeftijd).toewijzingen
    old = selected[0].join(young, on=TOEWIJZING, how="anti")
    care = werk.zorgperioden.select(TOEWIJZING)

    def marked(frame: pl.DataFrame, other: pl.DataFrame, key: list[str], name: str) -> pl.DataFrame:
        marks = other.select(key).unique().with_columns(pl.lit(True).alias(name))
        return frame.join(marks, on=key, how="left", maintain_order="left").with_columns(pl.col(name).fill_null(False))

    toewijzingen = marked(read["toewijzingen"], old, TOEWIJZING, "_oud")
    toewijzingen = marked(toewijzingen, kept.toewijzingen, TOEWIJZING, "_over")
    toewijzingen = marked(toewijzingen, care, TOEWIJZING, "_zorg").with_columns(
        stap=pl.when(left_out)
        .then(pl.lit("buiten_selectie"))
        .when("_oud")
        .then(pl.lit("ouder_dan_21"))
        .when(~pl.col("_over"))
        .then(pl.lit("buiten_analyseperiode"))
        .when("_zorg")
        .then(pl.lit("aanvaard"))
        .otherwise(pl.lit("zonder_zorg"))
    )
    declaraties = marked(read["declaraties"], old, TOEWIJZING, "_oud")
    declaraties = marked(declaraties, kept.nettoregels, NETTOREGEL, "_over")
    inside = (pl.col("begindatum") >= keuze.analyse_begin) & (pl.col("begindatum") < keuze.peildatum)
    step = (
        pl.when(left_out)
        .then(pl.lit("buiten_selectie"))
        .when("_oud")
        .then(pl.lit("ouder_dan_21"))
        .when(~inside)
        .then(pl.lit("buiten_analyseperiode"))
        .when(pl.col("bedrag") == 0)
        .then(pl.lit("nulregel"))
        .when(~pl.col("_over"))
        .then(pl.lit("tegengeboekt"))
        .otherwise(pl.lit("aanvaard"))
    )
    together = (pl.col("stap") == "aanvaard") & (pl.len().over(*NETTOREGEL, "stap") > 1)
    declaraties = declaraties.with_columns(stap=step).with_columns(stap=pl.when(together).then(pl.lit("samengevoegd")).otherwise("stap"))
    return Regels(toewijzingen.drop("_oud", "_over", "_zorg"), declaraties.drop("_oud", "_over"))


def _lanes(werk: Werk, regels: Regels, paden: pl.DataFrame) -> pl.DataFrame:
    """Lay steps, toewijzingen and lines in lanes: the paths on top, then a lane per toewijzing in order of its begin."""
    last_day = pl.lit(werk.keuze.peildatum).dt.offset_by("-1d")
    names = werk.producten.select("productcode", "productnaam").unique("productcode", keep="first")
    lane = pl.format("{} · {}", "toewijzingnummer", pl.coalesce("productnaam", "productcode", pl.lit("onbekend product")))
    explained = {
        "telt_mee": pl.col("stap").is_in(list(_COUNTS)),
        "uitleg": pl.col("stap").replace_strict(UITLEG, return_dtype=pl.String),
    }
    toewijzingen = regels.toewijzingen.join(names, on="productcode", how="left").select(
        *TOEWIJZING,
        baan=lane,
        volgorde=pl.lit(1),
        soort=pl.lit("toewijzing"),
        begin="ingangsdatum",
        eind=pl.max_horizontal(pl.col("einddatum").fill_null(last_day), "ingangsdatum"),
        bedrag_cent=pl.lit(None, dtype=pl.Int64),
        **explained,
    )
    own_lane = toewijzingen.select(*TOEWIJZING, "baan", aanvang="begin")
    lines = regels.declaraties.join(own_lane, on=TOEWIJZING, how="left").select(
        pl.col("baan").fill_null(pl.format("{} · zonder toewijzing", "toewijzingnummer")),
        aanvang=pl.coalesce("aanvang", "begindatum"),
        volgorde=pl.lit(2),
        soort=pl.lit("declaratie"),
        begin="begindatum",
        eind="einddatum",
        bedrag_cent=cleaning.signed_cent(),
        **explained,
    )
    steps = werk.stappen.join(paden.select("pad_id", "productgroep"), on="pad_id").select(
        baan=pl.format("{} stap {} · {}", "productgroep", "stap", "toestand"),
        aanvang="begin",
        volgorde=pl.lit(0),
        soort=pl.lit("stap"),
        begin="begin",
        eind="eind",
        bedrag_cent=pl.lit(None, dtype=pl.Int64),
        telt_mee=pl.lit(True),
        uitleg=pl.lit("Stap van het zorgpad"),
    )
    parts = [steps, toewijzingen.drop(TOEWIJZING).with_columns(aanvang="begin"), lines]
    order = ["baan", "aanvang", "volgorde", "soort", "begin", "eind", "bedrag_cent", "telt_mee", "uitleg"]
    laid = pl.concat([part.select(order) for part in parts])
    return (
        laid.with_columns(pad=pl.col("soort") != "stap", eerste=pl.col("aanvang").min().over("baan"))
        .sort("pad", "eerste", "baan", "volgorde", "begin", "eind", "bedrag_cent", "uitleg")
        .drop("aanvang", "volgorde", "pad", "eerste")
    )


def _tally(regels: Regels) -> str:
    """Say how many rows count, and which did not."""
    parts = []
    for one, many, frame in [
        ("toewijzing", "toewijzingen", regels.toewijzingen),
        ("declaratieregel", "declaratieregels", regels.declaraties),
    ]:
        counted = frame.filter(pl.col("stap").is_in(list(_COUNTS))).height
        parts.append(f"{words.number(counted)} van {words.plural(frame.height, one, many)}")
    return f"Er tellen mee: {words.listing(parts)}."


def _inside(frame: pl.DataFrame) -> Disclosed:
    """Mark a table as one for the analyst's screen: it may be shown with a warning, and no writer lets it out."""
    return disclosure.suppress(frame, Rule(counts={}), onderdrukken=False)


def _known(given: str, known: list[str], what: str) -> None:
    if given not in known:
        raise WrongUse(f"{what} '{given}' komt niet voor.{suggest(given, known)}")


def _find_client(werk: Werk, client: str) -> pl.Expr:
    """Return the condition for the one client meant.

    Raises:
        WrongUse: none or several; what was typed is not repeated, for it may be a number that identifies someone.
    """
    given = client.strip().rstrip("…")
    if len(given) < _SHORTEST:
        raise WrongUse(f"Geef ten minste de eerste {_SHORTEST} tekens van het pseudoniem van een cliënt.")
    begins = pl.col("client").str.starts_with(given)
    read = [store.read_messages(werk.dataset, name, list(werk.codes)) for name in ("toewijzingen", "declaraties")]
    found = pl.concat([frame.filter(begins).select("client") for frame in read])["client"].unique().to_list()
    if len(found) > 1:
        raise WrongUse("Meer dan één cliënt begint zo. Geef meer tekens van het pseudoniem.")
    if not found:
        raise WrongUse(f"Deze cliënt komt niet voor in {werk.titel}. Kies een pseudoniem uit de tabel van verklaar_pad.")
    return pl.col("client") == found[0]
