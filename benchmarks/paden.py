"""Count the care paths of invented clients: jeugdlib beside pandas as an analyst writes it, and beside DuckDB.

Every contender starts from the same zorgperioden, already in memory, and must end with the same counts per productgroep and
path. jeugdlib does a little more on the way: it also gives each path its length, hours and whether it still runs.
"""

import argparse
import importlib
import importlib.util
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from meten import Clock, Result, apart, measure, require_equal, show

GAP_MONTHS = 1
HANDOVER_DAYS = 31
SEED = 2024
ZWAARTES = ("licht", "midden", "zwaar", "meerwerk", "maatwerk")

Counts = dict[tuple[str, str], int]
Step = tuple[set[str], int, int, int]  # zwaartes, first day, day after the last, days with care


def write_input(folder: Path, clients: int) -> int:
    """Write about four zorgperioden per client and return how many: overlaps, holes, handovers, and products without zwaarte."""
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(SEED)
    rows = clients * 4
    groups = ["ambulant", "dagbehandeling", "verblijf", "vaktherapie"]
    weights = [0.3, 0.3, 0.2, 0.12, 0.05, 0.03]
    frame = pl.DataFrame(
        {
            "nummer": np.sort(rng.integers(0, clients, rows)),
            "groep": rng.choice(4, rows, p=[0.7, 0.15, 0.1, 0.05]),
            "zwaarte": rng.choice([*ZWAARTES, ""], rows, p=weights),
            "sprong": rng.integers(0, 9, rows),
            "maanden": rng.integers(1, 9, rows),
            # Care is mostly declared in whole months; a third of these begins and ends on any day.
            "dag": rng.integers(0, 28, rows) * (rng.random(rows) < 0.33),
        }
    )
    month = (pl.col("nummer") * 7919) % 24 + pl.col("sprong").cum_sum().over("nummer")
    begin = pl.date(2019 + month // 12, month % 12 + 1, 1).dt.offset_by(pl.format("{}d", "dag"))
    end = begin.dt.offset_by(pl.format("{}mo", "maanden")).dt.offset_by("-1d")
    zwaarte = pl.when(pl.col("zwaarte") != "").then("zwaarte")
    frame.select(
        toewijzingnummer=pl.format("T{}", pl.int_range(pl.len()).cast(pl.String).str.zfill(8)),
        gemeentecode=pl.format("09{}", (pl.col("nummer") % 7 + 80)),
        client=(pl.col("nummer") * 2654435761).hash(SEED).cast(pl.String).str.pad_start(32, "0"),
        productgroep=pl.col("groep").replace_strict(dict(enumerate(groups)), return_dtype=pl.String),
        productcode=pl.format("{}-{}", "groep", zwaarte.fill_null("los")),
        zwaarte=zwaarte,
        begin=begin,
        eind=end,
    ).sample(fraction=1, shuffle=True, seed=SEED).write_csv(folder / "perioden.csv")
    return rows


def ours(folder: Path) -> tuple[tuple[float, float], Counts]:
    """Count with jeugdlib."""
    import polars as pl

    from jeugdlib import definitions
    from jeugdlib.analyses import paden

    periods = pl.read_csv(folder / "perioden.csv", try_parse_dates=True, schema_overrides={"gemeentecode": pl.String, "client": pl.String})
    periods = periods.with_columns(
        ingangsdatum="begin", duur_begin="begin", duur_eind="eind", uren=pl.lit(None, dtype=pl.Float64)
    ).rechunk()
    clock = Clock()
    chained = definitions.chain_zorgperioden(periods, max_gat_maanden=GAP_MONTHS)
    steps = definitions.build_stappen(chained, max_overdracht_dagen=HANDOVER_DAYS)
    paths = definitions.build_zorgpaden(chained, steps, analyse_begin=date(2019, 1, 1), peildatum=date(2030, 1, 1))
    counts = paden.count_paths(paths)
    clocked = clock.stop()
    return clocked, {(group, path): number for group, path, number in counts.select("productgroep", "pad", "aantal").iter_rows()}


def with_pandas(folder: Path) -> tuple[tuple[float, float], Counts]:
    """Count with pandas: a group per client, and a loop over its sorted rows."""
    import pandas as pd

    texts: Any = {"gemeentecode": str, "client": str}
    periods: Any = pd.read_csv(folder / "perioden.csv", parse_dates=["begin", "eind"], dtype=texts)
    clock = Clock()
    frame = periods.dropna(subset=["zwaarte"]).sort_values(["begin", "eind"])
    frame["uiterlijk"] = frame["eind"] + pd.DateOffset(months=GAP_MONTHS)  # the whole column at once: per row it takes minutes
    found: list[tuple[str, str]] = []
    for (_, _, group), rows in frame.groupby(["gemeentecode", "client", "productgroep"]):
        path: list[tuple[str, Any, Any]] = []
        latest = None
        for row in rows.itertuples():
            if latest is not None and row.begin > latest:
                found.append((group, _name(path)))
                path = []
            latest = row.uiterlijk if latest is None or row.begin > latest else max(latest, row.uiterlijk)
            path.append((row.zwaarte, row.begin.toordinal(), row.eind.toordinal() + 1))
        found.append((group, _name(path)))
    counts = Counter(found)
    return clock.stop(), dict(counts)


def _name(path: list[tuple[str, int, int]]) -> str:
    """Name a path by its states: cut at every change, look which zwaartes run, join equal neighbours, drop handovers."""
    cuts = sorted({day for _, begin, end in path for day in (begin, end)})
    steps: list[Step] = []
    for begin, end in pairwise(cuts):
        running = {zwaarte for zwaarte, first, last in path if first <= begin and last >= end}
        if running:
            _append(steps, (running, begin, end, end - begin))
    kept: list[Step] = []
    for place, step in enumerate(steps):
        if not (0 < place < len(steps) - 1 and _is_handover(steps[place - 1], step, steps[place + 1])):
            _append(kept, step)
    return " → ".join("-".join(zwaarte.capitalize() for zwaarte in ZWAARTES if zwaarte in step[0]) for step in kept)


def _append(steps: list[Step], step: Step) -> None:
    if steps and steps[-1][0] == step[0]:
        zwaartes, begin, _, days = steps[-1]
        steps[-1] = (zwaartes, begin, step[2], days + step[3])
    else:
        steps.append(step)


def _is_handover(before: Step, step: Step, after: Step) -> bool:
    both = before[0] != after[0] and step[0] == before[0] | after[0]
    return both and step[3] <= HANDOVER_DAYS and before[2] == step[1] and step[2] == after[1]


# The same method as ours, as SQL: islands by a running maximum, changes per day, running sums per zwaarte, neighbours by lag and lead.
SQL = f"""
with geordend as (
  select rowid as id, productgroep, zwaarte, begin, eind, gemeentecode, client, toewijzingnummer,
    max(eind) over (keten rows between unbounded preceding and 1 preceding) as laatste
  from perioden where zwaarte is not null
  window keten as (partition by gemeentecode, client, productgroep order by begin, eind, toewijzingnummer)
), geketend as (
  select productgroep, zwaarte, begin, eind,
    last_value(case when laatste is null or begin > laatste + interval {GAP_MONTHS} month then id end ignore nulls)
      over (partition by gemeentecode, client, productgroep order by begin, eind, toewijzingnummer
        rows between unbounded preceding and current row) as pad_id
  from geordend
), wissels as (
  select pad_id, productgroep, zwaarte, begin as dag, 1 as delta from geketend
  union all
  select pad_id, productgroep, zwaarte, eind + 1, -1 from geketend
), dagen as (
  select pad_id, productgroep, dag, {", ".join(f"sum(delta) filter (zwaarte = '{z}') as {z}" for z in ZWAARTES)}
  from wissels group by all
), stukken as (
  select pad_id, productgroep, dag as begin, lead(dag) over volgorde as eind,
    {" + ".join(f"case when sum({z}) over volgorde > 0 then {1 << bit} else 0 end" for bit, z in enumerate(ZWAARTES))} as masker
  from dagen window volgorde as (partition by pad_id order by dag)
), reeksen as (
  select *, masker is distinct from lag(masker) over (partition by pad_id order by begin) as nieuw from stukken where masker > 0
), genummerd as (
  select *, sum(nieuw::int) over (partition by pad_id order by begin) as reeks from reeksen
), stappen as (
  select pad_id, productgroep, masker, min(begin) as begin, max(eind) as eind, sum(eind - begin) as dagen
  from genummerd group by pad_id, productgroep, reeks, masker
), buren as (
  select *, lag(masker) over w as voor, lead(masker) over w as na, lag(eind) over w as voor_eind, lead(begin) over w as na_begin
  from stappen window w as (partition by pad_id order by begin)
), gehouden as (
  select *, masker is distinct from lag(masker) over (partition by pad_id order by begin) as nieuw from buren
  where not coalesce(dagen <= {HANDOVER_DAYS} and voor <> na and masker = voor | na and voor_eind = begin and na_begin = eind, false)
), paden as (
  select productgroep, string_agg(concat_ws('-',
    {", ".join(f"case when masker & {1 << bit} > 0 then '{z.capitalize()}' end" for bit, z in enumerate(ZWAARTES))}
    ), ' → ' order by begin) as pad
  from gehouden where nieuw group by pad_id, productgroep
)
select productgroep, pad, count(*) from paden group by all
"""


def with_duckdb(folder: Path) -> tuple[tuple[float, float], Counts]:
    """Count with DuckDB."""
    connection: Any = importlib.import_module("duckdb").connect()
    connection.execute(
        "create table perioden as select * from read_csv(?, types={'gemeentecode': 'varchar', 'client': 'varchar'})",
        [str(folder / "perioden.csv")],
    )
    clock = Clock()
    counts = connection.execute(SQL).fetchall()
    return clock.stop(), {(group, path): number for group, path, number in counts}


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clienten", type=int, default=100_000)
    parser.add_argument("--herhaal", type=int, default=3, help="aantal metingen; de snelste telt (pandas: één meting)")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="jeugdlib-bench-") as name:
        folder = Path(name)
        rows = apart(write_input, folder, chosen.clienten)
        print(f"Zorgpaden tellen: {chosen.clienten} cliënten, {rows} zorgperioden", flush=True)
        results: list[Result] = [measure("jeugdlib", ours, folder, chosen.herhaal)]
        if importlib.util.find_spec("duckdb"):
            results.append(measure("DuckDB, SQL", with_duckdb, folder, chosen.herhaal))
        else:
            print("DuckDB is hier niet geïnstalleerd en doet niet mee (nodig: pip install duckdb in .venv).")
        results.append(measure("pandas, groupby en lussen", with_pandas, folder, 1))
    require_equal(results)
    show(results)
    print(f"Gelijke uitkomst: {sum(results[0].answer.values())} paden, waarvan {len(results[0].answer)} verschillend.")


if __name__ == "__main__":
    main()
