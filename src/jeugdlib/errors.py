"""The error family: what a user can do wrong, in Dutch, with one exit code per kind.

An error names what was found, where, and the cure. It never holds a BSN or another personal value.
"""

import difflib
from collections.abc import Iterable


class JeugdlibError(Exception):
    """A mistake that the user can mend; the command line prints its text without a traceback."""

    exit_code = 3


class WrongUse(JeugdlibError):
    """An unknown gemeente, notebook, parameter or value."""


class MissingColumns(JeugdlibError):
    """A table lacks columns that a calculation needs."""

    exit_code = 4

    def __init__(self, table: str, missing: Iterable[str]):
        names = ", ".join(f"'{name}'" for name in missing)
        super().__init__(f"In de tabel '{table}' ontbreken de kolommen {names}. Lever deze kolommen aan en lees opnieuw in.")


class DeliveryError(JeugdlibError):
    """A delivered file or folder that can't be read at all."""

    exit_code = 4


class DatasetError(JeugdlibError):
    """A folder that is no dataset, or one that an older or newer jeugdlib wrote."""

    exit_code = 5


class AccountingError(JeugdlibError):
    """Rows or cents do not add up: a fault of ours, never to be passed over."""

    exit_code = 6


class NotDisclosed(JeugdlibError):
    """A table on its way out that has not passed the small-number rules."""

    exit_code = 7


def suggest(given: str, known: Iterable[str]) -> str:
    """Return ` Bedoelt u 'x'?` for the nearest known word, or an empty text."""
    by_fold = {word.casefold(): word for word in known}
    near = difflib.get_close_matches(given.casefold(), by_fold, n=1, cutoff=0.6)
    return f" Bedoelt u '{by_fold[near[0]]}'?" if near else ""
