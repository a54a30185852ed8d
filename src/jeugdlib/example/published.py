"""What the advice report on the region prints, figure by figure, with the place in our own tables where it should be found again.

The region is made towards these figures (see `targets`); only the page that sets published beside found may read this file.
"""

import polars as pl

from jeugdlib.example.resources import data_folder
from jeugdlib.example.targets import targets

SCHEMA = {
    **dict.fromkeys(("deel", "cijfer", "tabel", "gebied", "waar", "uit", "soort"), pl.String),
    **dict.fromkeys(("waarde", "van", "tot"), pl.Float64),
    **dict.fromkeys(("gedrukt", "toelichting"), pl.String),
}


def published() -> pl.DataFrame:
    """Return the published figures in the order of the report, one row each.

    Columns: `deel` (of the page), `cijfer`, `tabel`, `gebied` ("alle" or "kern": without `left_out`), `waar` and `uit` (where in it),
    `soort` ("aantal", "aandeel", "euro", "uren", "jaar", "getal" or "tekst"), `waarde` (null: none is printed), `van` and `tot` (what the
    printed precision leaves open, without `tot` itself), `gedrukt` (words where a number alone does not say it), `toelichting`.
    """
    path = data_folder() / "voorbeeld" / "gepubliceerd.csv"
    return pl.read_csv(path, separator=";", schema=pl.Schema(SCHEMA)).with_columns(pl.col("waar", "gedrukt", "toelichting").fill_null(""))


def left_out() -> list[str]:
    """Return the codes of the gemeenten that the report leaves out of its slides per productgroep."""
    return [code for code, row in targets()["gemeenten"].items() if row["rand"]]
