"""Beslisboom: welke bekostigingsvorm past bij een productgroep, volgens welke regel en welk getal?

Grain in: disclosed tables with one row per productgroep. Grain out: one row per productgroep and node of the tree. The
rules stand in `beslisboom.toml` beside this module; they are our reading of the advice report. Nothing here sees a
number that is not shown elsewhere: the tree is made of disclosed tables only.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal

import msgspec
import polars as pl

from jeugdlib.definitions import wilson
from jeugdlib.disclosure import FLAG, Disclosed, Rule, between, require
from jeugdlib.errors import WrongUse, suggest
from jeugdlib.model import PXQ_ZWAARTES
from jeugdlib.periods import verstreken_maanden

RULES: Final = Path(__file__).with_suffix(".toml")
JA, NEE = "ja", "nee"
# The mean and the spread of the months rest on every one of them.
RULE = Rule(counts={"clienten": [], "laagste": ["gemiddelde", "variatie"]})


class Criterium(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question with a number: `drempel` is in the unit as printed (percentages, counts)."""

    id: str
    vraag: str
    maat: str
    eenheid: Literal["aantal", "aandeel"]
    richting: Literal["minstens", "hooguit"]
    drempel: float
    bron: str
    verandering: str
    verandering_nee: str = ""
    ja: str
    nee: str
    parameter: str = ""
    zonder: Literal["", "ja", "nee"] = ""
    zonder_uitleg: str = ""


class Uitkomst(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a way ends."""

    id: str
    naam: str
    uitleg: str
    vorm: bool = True


class Regels(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The rule table of the tree."""

    begin: str
    criteria: list[Criterium]
    uitkomsten: list[Uitkomst]


def load_rules(chosen: Mapping[str, float], thresholds: Sequence[str] = (), *, path: Path = RULES) -> Regels:
    """Read the rule table with the thresholds of this run.

    Args:
        chosen: parameter -> value, for criteria whose threshold is a parameter of its own.
        thresholds: "criterium=getal", for the others.
        path: the rule table.

    Raises:
        WrongUse: a threshold for an unknown criterion, or for one that has a parameter of its own.
    """
    rules = msgspec.toml.decode(path.read_bytes(), type=Regels)
    given = {name: float(value) for name, _, value in (pair.partition("=") for pair in thresholds)}
    own = {criterion.id: criterion.parameter for criterion in rules.criteria}
    for name in given:
        if name not in own:
            raise WrongUse(
                f"Parameter 'beslisdrempels': '{name}' is geen criterium.{suggest(name, list(own))} Bekend zijn: {', '.join(own)}."
            )
        if own[name]:
            raise WrongUse(f"Parameter 'beslisdrempels': de grens van '{name}' is de parameter '{own[name]}'. Kies die.")
    known = {criterion.id: chosen.get(criterion.parameter, given.get(criterion.id, criterion.drempel)) for criterion in rules.criteria}
    criteria = [msgspec.structs.replace(criterion, drempel=known[criterion.id]) for criterion in rules.criteria]
    return msgspec.structs.replace(rules, criteria=criteria)


def count_clients(zorgperioden: pl.DataFrame, producten: pl.DataFrame, *, jaar: int, analyse_begin: date, peildatum: date) -> pl.DataFrame:
    """Count the clients of each productgroep in one year and month by month, and how long the productgroep is in view.

    Args:
        zorgperioden: `client`, `productgroep`, `begin`, `eind`; a productgroep has a row when someone had its care in the year.
        producten: `model.Producten`.
        jaar: the year.
        analyse_begin: first day of the window.
        peildatum: first day that is not observed.

    Returns:
        `productgroep`, `jaar`, `clienten` (in care in the year), `laagste` (clients of the lowest of its months), `gemiddelde` and
        `variatie` (standard deviation of the months / their mean), `maanden_in_beeld` (whole months between the first day on which
        a product of the group held inside the window and the peildatum). Sorted.
    """
    first, last = date(jaar, 1, 1), date(jaar, 12, 31)
    care = zorgperioden.filter((pl.col("begin") <= last) & (pl.col("eind") >= first) & pl.col("productgroep").is_not_null())
    months = pl.DataFrame({"maand": pl.date_range(first, last, "1mo", eager=True)}).filter(
        (pl.col("maand") < peildatum) & (pl.col("maand").dt.month_end() >= analyse_begin)
    )
    ends = months.with_columns(maandeind=pl.col("maand").dt.month_end())
    present = care.join_where(ends, pl.col("begin") <= pl.col("maandeind"), pl.col("eind") >= pl.col("maand"))
    persons = pl.col("client").n_unique().cast(pl.Int64)
    monthly = (
        care.select(pl.col("productgroep").unique())
        .join(months, how="cross")
        .join(present.group_by("productgroep", "maand").agg(aantal=persons), on=["productgroep", "maand"], how="left")
        .with_columns(pl.col("aantal").fill_null(0))
        .group_by("productgroep")
        .agg(laagste=pl.col("aantal").min(), gemiddelde=pl.col("aantal").mean(), afwijking=pl.col("aantal").std(ddof=0))
    )
    since = producten.group_by("productgroep").agg(sinds=pl.col("geldig_vanaf").fill_null(analyse_begin).min())
    in_view = verstreken_maanden(pl.max_horizontal("sinds", pl.lit(analyse_begin)), pl.lit(peildatum)).cast(pl.Int64)
    return (
        care.group_by("productgroep")
        .agg(clienten=persons)
        .join(monthly, on="productgroep")
        .join(since, on="productgroep", how="left")
        .select(
            "productgroep",
            pl.lit(jaar, dtype=pl.Int64).alias("jaar"),
            "clienten",
            "laagste",
            "gemiddelde",
            variatie=pl.col("afwijking") / pl.col("gemiddelde"),
            maanden_in_beeld=in_view,
        )
        .sort("productgroep")
    )


def answer(clienten: Disclosed, kengetallen: Disclosed, paden: Disclosed, uren: Disclosed, duur: Disclosed, regels: Regels) -> Disclosed:
    """Answer every question of the tree for every productgroep, from what is shown elsewhere.

    A number that is hidden still gives an answer where every value that it can have gives the same one.

    Args:
        clienten: `count_clients`.
        kengetallen: `paden.key_figures`; a productgroep that is not in it knows no meerwerk or maatwerk.
        paden: `paden.count_paths`, which tells between which bounds a hidden share of them lies.
        uren: `normtoets.far_hours`, with its bounds; a productgroep that is not in it has no norm for the hours.
        duur: `normtoets.near_norm`, with its bounds.
        regels: the rule table.

    Returns:
        `productgroep`, `criterium`, `waarde` (a count, or a share as fraction; null: hidden or impossible), `drempel` (in the same
        unit), `antwoord` ("ja", "nee"; null where it can't be told), `zeker` (False where the 95% interval of a share holds the
        threshold; null where the number is hidden), `bestaat` (False where the number can't exist). In the order of the rule
        table within each productgroep, sorted.
    """
    few = {"onder": pl.col("clienten").fill_null(1), "boven": pl.col("clienten").fill_null(clienten.drempel - 1)}
    shown = require(clienten).frame
    sources = {
        "clienten": shown.select("productgroep", waarde="clienten", **few),
        "periode": shown.select("productgroep", waarde="maanden_in_beeld", onder="maanden_in_beeld", boven="maanden_in_beeld"),
        "meerwerk": _extra(require(kengetallen), require(paden)),
        "uren": _share(require(uren)),
        "doorlooptijd": _share(require(duur)),
        "variatie": shown.select("productgroep", waarde="variatie", onder="variatie", boven="variatie"),
    }
    groups = shown.select("productgroep").sort("productgroep")
    parts = [_judge(groups, sources[criterion.id], criterion, place) for place, criterion in enumerate(regels.criteria)]
    frame = pl.concat(parts).sort("productgroep", "plaats").drop("plaats")
    return Disclosed(frame, clienten.drempel, veilig=all(table.veilig for table in (clienten, kengetallen, paden, uren, duur)))


def _share(table: Disclosed) -> pl.DataFrame:
    whole = pl.col("totaal")
    return table.frame.select(
        "productgroep", "laag", "hoog", waarde="aandeel", onder=pl.col("minstens") / whole, boven=pl.col("hoogstens") / whole
    )


def _extra(kengetallen: Disclosed, paden: Disclosed) -> pl.DataFrame:
    """Return the share of the paths with meerwerk or maatwerk, between the bounds that the paths themselves tell."""
    low, high = wilson(pl.col("met_meerwerk_maatwerk"), pl.col("paden_totaal"))
    pxq = pl.col("pad").str.contains("|".join(zwaarte.capitalize() for zwaarte in PXQ_ZWAARTES))
    share, whole = pl.col("aandeel_meerwerk_maatwerk"), pl.col("paden_totaal")
    return kengetallen.frame.join(between(paden, pxq, by="productgroep"), on="productgroep", how="left").select(
        "productgroep",
        waarde=share,
        laag=low,
        hoog=high,
        onder=pl.coalesce(share, pl.col("minstens") / whole),
        boven=pl.coalesce(share, pl.col("hoogstens") / whole),
    )


def _judge(groups: pl.DataFrame, source: pl.DataFrame, criterion: Criterium, place: int) -> pl.DataFrame:
    """Hold the number of one criterion against its threshold, for every productgroep."""
    bounds = [pl.lit(None, dtype=pl.Float64).alias(name) for name in ("laag", "hoog") if name not in source.columns]
    measured_in_part = "laag" in source.columns
    known = groups.join(source.with_columns(*bounds, bestaat=pl.lit(True)), on="productgroep", how="left")
    limit = criterion.drempel / (100 if criterion.eenheid == "aandeel" else 1)
    exists = pl.col("bestaat").fill_null(False)

    def enough(name: str) -> pl.Expr:
        return pl.col(name) >= limit if criterion.richting == "minstens" else pl.col(name) <= limit

    always, never = enough("onder") & enough("boven"), ~enough("onder") & ~enough("boven")
    measured = pl.when(always).then(pl.lit(JA)).when(never).then(pl.lit(NEE))
    inside = (pl.col("laag") < limit) & (pl.col("hoog") > limit)
    return known.select(
        "productgroep",
        criterium=pl.lit(criterion.id),
        waarde=pl.col("waarde").cast(pl.Float64),
        drempel=pl.lit(float(limit)),
        antwoord=pl.when(exists).then(measured).otherwise(pl.lit(criterion.zonder or None, dtype=pl.String)),
        zeker=pl.when(exists & pl.col("waarde").is_null() & measured_in_part).then(None).otherwise(~inside.fill_null(False)),
        bestaat=exists,
        onderdrukt=exists & pl.col("waarde").is_null(),
        plaats=pl.lit(place),
    )


def tree(antwoorden: Disclosed, regels: Regels) -> Disclosed:
    """Draw the tree of every productgroep: each question with its answer, each outcome, and the own way through it.

    Args:
        antwoorden: `answer`.
        regels: the same rule table.

    Returns:
        `productgroep`, `knoop`, `tekst` (question, or name of the outcome), `maat`, `eenheid`, `richting`, `waarde`, `drempel`, `antwoord`,
        `ja`, `nee` (the next node; null at an outcome), `op_weg` (on the own way), `zeker`, `bestaat`, `uitleg`, `bron`. The first
        question first; productgroepen sorted.
    """
    shape = pl.DataFrame([_node(criterion) for criterion in regels.criteria] + [_leaf(leaf) for leaf in regels.uitkomsten], schema=_NODES)
    shape = shape.with_row_index("plaats")
    ways = pl.DataFrame(
        [{"productgroep": group, "knoop": node} for group, answers in _answers(antwoorden).items() for node in walk(answers, regels)],
        schema={"productgroep": pl.String, "knoop": pl.String},
    ).with_columns(op_weg=pl.lit(True))
    groups = antwoorden.frame.select("productgroep").unique()
    frame = (
        groups.join(shape, how="cross")
        .join(antwoorden.frame.rename({"criterium": "knoop"}), on=["productgroep", "knoop"], how="left")
        .join(ways, on=["productgroep", "knoop"], how="left")
        .with_columns(pl.col("op_weg", FLAG).fill_null(False), begint=pl.col("knoop") == regels.begin)
        .sort(["productgroep", "begint", "plaats"], descending=[False, True, False])
        .select(
            *("productgroep", "knoop", "tekst", "maat", "eenheid", "richting", "waarde", "drempel", "antwoord", "ja", "nee", "op_weg"),
            *("zeker", "bestaat", "uitleg", "bron", FLAG),
        )
    )
    return Disclosed(frame, antwoorden.drempel, antwoorden.veilig)


def advise(antwoorden: Disclosed, regels: Regels) -> Disclosed:
    """Give every productgroep its outcome, and what would have to change for each other one.

    Args:
        antwoorden: `answer`.
        regels: the same rule table.

    Returns:
        `productgroep`, `vorm` (id of an outcome), `bekostigingsvorm` (its name), `advies` (the own outcome), `zeker` (every share on the
        own way is clear of its threshold; null without an outcome, or where one of the numbers is hidden), `anders` (how many
        answers would have to change; null where
        one of them can't be told), `verandering` (what would have to change, "; " between). A productgroep whose way ends at a
        question without an answer has no row with `advies`. Sorted by productgroep, in the order of the rule table.
    """
    rows = []
    for group, answers in _answers(antwoorden).items():
        own = walk(answers, regels)
        sure = {row["criterium"]: row["zeker"] for row in antwoorden.frame.filter(pl.col("productgroep") == group).iter_rows(named=True)}
        ended = own[-1] in {leaf.id for leaf in regels.uitkomsten}
        for leaf in (leaf for leaf in regels.uitkomsten if leaf.vorm or leaf.id == own[-1]):
            changes = _least_changes(answers, regels, leaf.id) if own[-1] != leaf.id else []
            rows.append(
                {
                    "productgroep": group,
                    "vorm": leaf.id,
                    "bekostigingsvorm": leaf.naam,
                    "advies": own[-1] == leaf.id,
                    "zeker": _all_sure([sure[node] for node in own if node in sure]) if ended else None,
                    "anders": len(changes) if all(wanted for _, wanted in changes) else None,
                    "verandering": "; ".join(_change(criterion, wanted) for criterion, wanted in changes),
                    FLAG: not ended,
                }
            )
    return Disclosed(pl.DataFrame(rows, schema=_ADVICE), antwoorden.drempel, antwoorden.veilig)


def walk(answers: Mapping[str, str | None], regels: Regels) -> list[str]:
    """Return the nodes from the first question along the answers to an outcome, or to the first question without an answer."""
    questions, way = {criterion.id: criterion for criterion in regels.criteria}, [regels.begin]
    while way[-1] in questions and answers[way[-1]]:
        way.append(questions[way[-1]].ja if answers[way[-1]] == JA else questions[way[-1]].nee)
    return way


def _least_changes(answers: Mapping[str, str | None], regels: Regels, goal: str) -> list[tuple[Criterium, str | None]]:
    """Return the questions on the way to an outcome whose answer must change, or can't be told (None), along the way with the fewest."""
    questions = {criterion.id: criterion for criterion in regels.criteria}

    def ways(node: str) -> list[list[tuple[str, str]]]:
        if node not in questions:
            return [[]] if node == goal else []
        steps = ((JA, questions[node].ja), (NEE, questions[node].nee))
        return [[(node, wanted), *rest] for wanted, following in steps for rest in ways(following)]

    least = min(ways(regels.begin), key=lambda way: sum(answers[node] != wanted for node, wanted in way))
    return [(questions[node], answers[node] and wanted) for node, wanted in least if answers[node] != wanted]


def _all_sure(sure: Sequence[bool | None]) -> bool | None:
    """Return False when one is False, else None when one is not known."""
    return False if False in sure else None if None in sure else True


def _change(criterion: Criterium, wanted: str | None) -> str:
    if wanted is None:
        return f"er een antwoord is op de vraag '{criterion.vraag}'"
    return criterion.verandering if wanted == JA else criterion.verandering_nee


def _answers(antwoorden: Disclosed) -> dict[str, dict[str, str | None]]:
    """Return productgroep -> criterium -> antwoord, in order: a handful of answers of a rule table, no data."""
    answers: dict[str, dict[str, str | None]] = {}
    for row in require(antwoorden).frame.iter_rows(named=True):
        answers.setdefault(row["productgroep"], {})[row["criterium"]] = row["antwoord"]
    return answers


def _node(criterion: Criterium) -> dict[str, str | None]:
    same = ("maat", "eenheid", "richting", "ja", "nee", "bron")
    return {name: getattr(criterion, name) for name in same} | {
        "knoop": criterion.id,
        "tekst": criterion.vraag,
        "uitleg": criterion.zonder_uitleg,
    }


def _leaf(leaf: Uitkomst) -> dict[str, str | None]:
    return {"knoop": leaf.id, "tekst": leaf.naam, "uitleg": leaf.uitleg}


_NODES: Final[dict[str, type[pl.DataType]]] = dict.fromkeys(
    ("knoop", "tekst", "maat", "eenheid", "richting", "ja", "nee", "uitleg", "bron"), pl.String
)
_ADVICE: Final = {
    "productgroep": pl.String,
    "vorm": pl.String,
    "bekostigingsvorm": pl.String,
    "advies": pl.Boolean,
    "zeker": pl.Boolean,
    "anders": pl.Int64,
    "verandering": pl.String,
    FLAG: pl.Boolean,
}
