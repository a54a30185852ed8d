"""What is true about the example region, to compare with what the pipeline finds in its messages."""

from pathlib import Path

import polars as pl

from jeugdlib.example.records import Plan, agb_code
from jeugdlib.example.targets import ANALYSE_BEGIN, LAST_DAY, in_window


def true_paths(plan: Plan) -> pl.DataFrame:
    """Return every zorgpad in the window: `gemeentecode, bsn, productgroep, pad, begin, eind`, one row per path, sorted."""
    spells = [spell for spell in plan.region.spells if spell.pad is not None]
    schema = {"gemeentecode": pl.String, "bsn": pl.String, "productgroep": pl.String, "pad": pl.String, "begin": pl.Date, "eind": pl.Date}
    rows = [
        (
            s.gemeente,
            s.person.bsn if s.person else None,
            s.groep,
            s.pad,
            min(c.begin for c in s.cares),
            min(max(c.eind for c in s.cares), LAST_DAY),
        )
        for s in spells
    ]
    return pl.DataFrame(rows, schema=schema, orient="row").sort("gemeentecode", "bsn", "productgroep", "begin")


def true_zorgperioden(plan: Plan) -> pl.DataFrame:
    """Return the zorgperiode of every toewijzing that is seen in the window, one row each.

    Columns: `gemeentecode, toewijzingnummer, bsn, agb, productcode, productgroep, zwaarte, begin, eind`, sorted by the first two.
    """
    rows = [
        (
            t.gemeente,
            str(t.nummer),
            t.person.bsn,
            agb_code(t.agb),
            t.product.code,
            t.product.groep,
            t.product.zwaarte,
            max(t.care.begin, ANALYSE_BEGIN),
            min(t.care.eind, LAST_DAY),
        )
        for t in plan.toewijzingen
        if t.care is not None and in_window(t.care.begin, t.care.eind)
    ]
    names = ("gemeentecode", "toewijzingnummer", "bsn", "agb", "productcode", "productgroep", "zwaarte")
    schema = dict.fromkeys(names, pl.String) | {"begin": pl.Date, "eind": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("gemeentecode", "toewijzingnummer")


def write(destination: Path, plan: Plan) -> None:
    """Write `ware_paden` and `ware_zorgperioden`, each as parquet and as CSV."""
    destination.mkdir(parents=True, exist_ok=True)
    for name, frame in (("ware_paden", true_paths(plan)), ("ware_zorgperioden", true_zorgperioden(plan))):
        frame.write_parquet(destination / f"{name}.parquet")
        frame.write_csv(destination / f"{name}.csv", separator=";")
