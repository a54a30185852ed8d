"""The lock on the door: what shows one person's care works on the analyst's screen and nowhere else."""

import os
from typing import Final

from jeugdlib.errors import WrongUse

IN_REPORT: Final = "JEUGDLIB_RAPPORT"  # set by the report for every kernel that it starts


def only_inside() -> None:
    """Refuse to work while a report is being made.

    Raises:
        WrongUse: a report is being made.
    """
    if os.environ.get(IN_REPORT):
        raise WrongUse("Verkennen kan alleen in JupyterLab, niet in een rapport. Geef deze cel het label 'verkennen'.")
