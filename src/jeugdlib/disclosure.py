"""Small numbers: what leaves the analyst's machine never shows a count of 1 to 9.

A table on its way out is wrapped in `Disclosed`; charts and the table writer accept nothing else. A hidden cell is null
and its row says `onderdrukt`; zero stays zero. Beyond the cells that are small themselves, further cells of the
same group are hidden where the group's total would give a small count away. Each analysis states a `Rule` per table, and
hides across its own tables itself. Not covered yet: differences between slides (all paths minus those with hours) and
between the region and all its gemeenten but one; docs/definities.md says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from jeugdlib.errors import NotDisclosed

FLAG = "onderdrukt"


@dataclass(frozen=True)
class Disclosed:
    """A table that has passed the rules: `frame` has the Boolean column `onderdrukt`.

    Attributes:
        frame: the table; hidden cells are null.
        drempel: smallest count that is shown.
        veilig: False when the rules were switched off for work inside; such a table may not leave.
    """

    frame: pl.DataFrame
    drempel: int
    veilig: bool


@dataclass(frozen=True)
class Naast(Disclosed):
    """The same table of another place, disclosed to stand beside that of a gemeente.

    Attributes:
        naam: "regio", or the name of the gemeente.
    """

    naam: str = "regio"


@dataclass(frozen=True)
class Rule:
    """What is small in one table, and what rests on it.

    Attributes:
        counts: column with a count of persons, toewijzingen or paths -> columns that are hidden with it.
        total: column with the group's total; a small total hides all counts of its rows.
        within: columns that name the group whose total is known: no hidden cell stays alone in it.
        also_within: further groupings whose amounts are added up in another table; no hidden cell stays alone in one of them either, and
            those hidden in it rest together on a full threshold.
        complements: count -> column with the whole of which it is a part; a small rest hides the count too.
        shares: share -> column with its denominator, where the numerator is not a column.
        order: columns to sort by once cells are hidden (hidden ones last), where the order of the table would tell which of two
            hidden counts is the larger.
        only: condition on the rows that hold such counts; None is all rows.
        spread: columns hidden in every row of `spread_within` as soon as one count in it is hidden.
        spread_within: columns or expressions that name the group of `spread`; empty is the whole table.
        business: Boolean column of rows whose amounts are business data of an aanbieder; hidden with `dominantie` as a small count is.
    """

    counts: Mapping[str, Sequence[str]]
    total: str | None = None
    within: Sequence[str] = ()
    also_within: Sequence[Sequence[str | pl.Expr]] = ()
    complements: Mapping[str, str] = field(default_factory=dict)
    shares: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = ()
    only: pl.Expr | None = None
    spread: Sequence[str] = ()
    spread_within: Sequence[str | pl.Expr] = ()
    business: str | None = None


@dataclass(frozen=True)
class SurvivalRule:
    """The rule of a Kaplan-Meier table: `onder_risico`, `beeindigd`, `overleving`, `laag`, `hoog` per `within` and `maanden`.

    Two neighbouring points and the number at risk tell how many paths ended between them. So a point is shown only
    where at least the threshold of paths ended since the last shown point, and as many, or none, are left after it.
    """

    within: Sequence[str]


def require(table: object) -> Disclosed:
    """Return the table if it has passed the rules.

    Raises:
        NotDisclosed: it has not.
    """
    if not isinstance(table, Disclosed):
        raise NotDisclosed(
            "Deze tabel is niet gecontroleerd op kleine aantallen en mag niet naar buiten. Gebruik eerst 'disclosure.suppress'."
        )
    return table


def place(beside: Disclosed | None) -> str:
    """Name the place that a table to stand beside another is about: "regio", or a gemeente."""
    return beside.naam if isinstance(beside, Naast) else "regio"


def suppress(
    table: pl.DataFrame, rule: Rule | SurvivalRule, *, drempel: int = 10, onderdrukken: bool = True, dominantie: bool = False
) -> Disclosed:
    """Hide small counts, and everything that rests on them.

    Args:
        table: a finished table.
        rule: what is small in it.
        drempel: smallest count that is shown.
        onderdrukken: False shows everything, for work inside.
        dominantie: hide amounts that are business data of an aanbieder too.

    Returns:
        The table with `onderdrukt` added (True where a cell of the row is hidden).
    """
    if not onderdrukken:
        return Disclosed(table.with_columns(pl.lit(False).alias(FLAG)), drempel, veilig=False)
    if isinstance(rule, SurvivalRule):
        hidden = _suppress_curve(table, rule, drempel)
    else:
        hidden = _suppress_counts(table, rule if dominantie else replace(rule, business=None), drempel)
    return Disclosed(hidden, drempel, veilig=True)


def between(parts: Disclosed, inside: pl.Expr, *, by: str, count: str = "aantal", total: str = "totaal") -> pl.DataFrame:
    """Say what every reader of a disclosed table can tell of the sum of some of its rows: no less, and no more.

    Args:
        parts: the rows of each group; a hidden count is at least 1.
        inside: the rows that are added up.
        by: the column that names the group.
        count: the counts.
        total: the total of the group; where it is hidden there is no upper bound.

    Returns:
        `by`, `minstens`, `hoogstens`; equal where nothing is hidden.
    """
    hidden = pl.col(count).is_null()

    def least(rows: pl.Expr) -> pl.Expr:
        return pl.col(count).filter(rows).sum() + (hidden & rows).sum().cast(pl.Int64)

    return require(parts).frame.group_by(by).agg(minstens=least(inside), hoogstens=pl.col(total).first() - least(~inside))


def hide_with(table: Disclosed, other: Disclosed, *, on: Sequence[str]) -> Disclosed:
    """Hide every number of a row whose group is hidden in another table, which a reader could add up from this one.

    Args:
        table: any number of rows per group.
        other: one row per group, hidden or not.
        on: the columns that name the group; they stay.
    """
    if not (table.veilig and other.veilig):
        return table
    gone = other.frame.filter(pl.col(FLAG)).select(*on, _weg=pl.lit(True))
    marked = table.frame.join(gone, on=list(on), how="left", maintain_order="left").with_columns(pl.col("_weg").fill_null(False))
    numbers = [name for name, dtype in table.frame.schema.items() if dtype.is_numeric() and name not in on]
    cells = [pl.when(~pl.col("_weg")).then(pl.col(name)).alias(name) for name in numbers]
    return replace(table, frame=marked.with_columns(*cells, (pl.col(FLAG) | pl.col("_weg")).alias(FLAG)).drop("_weg"))


def _small(count: pl.Expr, drempel: int) -> pl.Expr:
    return ((count > 0) & (count < drempel)).fill_null(False)


def _suppress_counts(table: pl.DataFrame, rule: Rule, drempel: int) -> pl.DataFrame:
    """Hide cell by cell; `_weg_x` says that column x is hidden on this row."""
    applies = pl.lit(True) if rule.only is None else rule.only
    business = pl.lit(False) if rule.business is None else pl.col(rule.business).fill_null(False)
    group_is_small = pl.lit(False) if rule.total is None else _small(pl.col(rule.total), drempel)
    marked = table
    for name in rule.counts:
        small = _small(pl.col(name), drempel) & applies
        if name in rule.complements:
            small = small | _small(pl.col(rule.complements[name]) - pl.col(name), drempel)
        marked = marked.with_columns((small | group_is_small | business).alias(f"_weg_{name}"))
        marked = _hide_in_company(marked, name, list(rule.within), [list(group) for group in rule.also_within], drempel)
    hidden: dict[str, pl.Expr] = {}
    for name, resting in rule.counts.items():
        for column in (name, *resting):
            hidden[column] = hidden.get(column, pl.lit(False)) | pl.col(f"_weg_{name}")
    for share, whole in rule.shares.items():
        part = (pl.col(share) * pl.col(whole)).round()
        hidden[share] = hidden.get(share, pl.lit(False)) | _small(part, drempel) | _small(pl.col(whole) - part, drempel)
    if rule.total is not None:
        hidden[rule.total] = group_is_small
    any_count = pl.any_horizontal(f"_weg_{name}" for name in rule.counts)
    group_hit = any_count.any().over(list(rule.spread_within)) if rule.spread_within else any_count.any()
    for column in rule.spread:
        hidden[column] = hidden.get(column, pl.lit(False)) | group_hit
    cells = [pl.when(~gone).then(pl.col(column)).alias(column) for column, gone in hidden.items()]
    shown = marked.with_columns(*cells, pl.any_horizontal(*hidden.values()).alias(FLAG)).select(*table.columns, FLAG)
    return shown.sort(*rule.order, nulls_last=True) if rule.order else shown


def _hide_in_company(
    marked: pl.DataFrame, count: str, within: list[str], also_within: list[list[str | pl.Expr]], drempel: int
) -> pl.DataFrame:
    """Hide company in every grouping; a cell hidden for one of them may stand alone in another, so until nothing changes."""
    hidden = 0  # where nothing is hidden, no company is needed
    while hidden != (now := marked[f"_weg_{count}"].sum()):
        hidden = now
        if within:
            marked = _hide_company(marked, count, within, drempel, known=1)
        for group in also_within:
            marked = _hide_company(marked, count, group, drempel, known=0)
    return marked


def _hide_company(marked: pl.DataFrame, count: str, within: Sequence[str | pl.Expr], drempel: int, *, known: int) -> pl.DataFrame:
    """Hide the next smallest cells of a group until the hidden ones are at least two and leave room between them.

    Every hidden count is known to be at least 1: what the sum of such counts leaves beyond that (`known=1`) must be a full
    threshold, or a reader would know each of them nearly or wholly. Of amounts nothing is known before (`known=0`).
    """
    gone = f"_weg_{count}"
    # Hidden rows come first, then the visible ones from small to large; zeros cannot hide anything.
    order = marked.with_row_index("_rij").filter(pl.col(count) > 0).sort([*within, pl.col(gone).not_(), count, "_rij"])
    company = order.with_columns(
        _ruimte=((pl.col(count) - known).cum_sum() - (pl.col(count) - known)).over(within),
        _plaats=pl.int_range(pl.len()).over(within),
        _iets=pl.col(gone).any().over(within),
    ).filter(pl.col("_iets") & ((pl.col("_ruimte") < drempel) | (pl.col("_plaats") < 2)))
    places = company["_rij"].implode()
    return marked.with_row_index("_rij").with_columns((pl.col(gone) | pl.col("_rij").is_in(places)).alias(gone)).drop("_rij")


def _suppress_curve(table: pl.DataFrame, rule: SurvivalRule, drempel: int) -> pl.DataFrame:
    within = list(rule.within)
    kept = _first_past_each_threshold(table, within, drempel)
    marked = table.join(kept, on=[*within, "maanden"], how="left", maintain_order="left").with_columns(
        (
            pl.col("_getoond").is_null()
            | _small(pl.col("onder_risico"), drempel)
            | _small(pl.col("onder_risico") - pl.col("beeindigd"), drempel)
        ).alias(FLAG)
    )
    hide = [pl.when(~pl.col(FLAG)).then(pl.col(name)).alias(name) for name in ("onder_risico", "overleving", "laag", "hoog")]
    few = pl.when(~pl.col(FLAG) & (pl.col("beeindigd") >= drempel)).then(pl.col("beeindigd")).alias("beeindigd")
    return marked.with_columns(*hide, few).select(*table.columns, FLAG)


def _first_past_each_threshold(table: pl.DataFrame, within: list[str], drempel: int) -> pl.DataFrame:
    """Walk the months of each group once, with a sum that starts anew at every shown point."""
    shown = []
    for group in table.select(*within, "maanden", "beeindigd").sort(*within, "maanden").partition_by(within, maintain_order=True):
        since = 0
        for row in group.iter_rows(named=True):
            since += row["beeindigd"]
            if since >= drempel:
                shown.append({name: row[name] for name in (*within, "maanden")})
                since = 0
    schema = {name: table.schema[name] for name in (*within, "maanden")}
    return pl.DataFrame(shown, schema=schema).with_columns(_getoond=pl.lit(True))
