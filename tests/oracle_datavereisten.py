"""The second opinion on the datavereisten: plain Python on the rows of a delivery, from the text of docs/definities.md."""

from datetime import date

from oracle import UNKNOWN_BIRTH, Row, of


def counts(tables: dict[str, list[Row]], peildatum: date) -> dict[str, tuple[int, int]]:
    """Count, per piece of evidence that is a part of rows, how many have it and how many were looked at."""
    toewijzingen, declaraties = tables["toewijzingen"], tables["declaraties"]
    ended = [row for row in toewijzingen if row["einddatum"] is not None and row["einddatum"] < peildatum]
    started, stopped = ({of(row) for row in tables[name]} for name in ("startberichten", "stopberichten"))

    def part(rows: list[Row], has: list[bool]) -> tuple[int, int]:
        return sum(has), len(rows)

    return {
        "Hoeveelheid op de declaratie": part(declaraties, [row["volume"] is not None for row in declaraties]),
        "Datum van de declaratie": part(declaraties, [row["dagtekening"] is not None for row in declaraties]),
        "Startbericht bij de toewijzing": part(toewijzingen, [of(row) in started for row in toewijzingen]),
        "Stopbericht bij een afgelopen toewijzing": part(ended, [of(row) in stopped for row in ended]),
        "Omvang of budget van de toewijzing": part(
            toewijzingen, [row["volume"] is not None or row["budget"] is not None for row in toewijzingen]
        ),
        "Geboortedatum": part(toewijzingen, [row["geboortedatum"] not in (None, UNKNOWN_BIRTH) for row in toewijzingen]),
        "Geslacht": part(toewijzingen, [row["geslacht"] in ("1", "2") for row in toewijzingen]),
    }
