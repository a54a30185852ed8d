"""One function in a process of its own, with what comes back as a file: `python -m jeugdlib.report.call`, or forked by the nest.

So work that computes with polars, and may be large or fail, never runs in the process that looks after the run.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from jeugdlib.errors import JeugdlibError
from jeugdlib.report.files import write_text


def answer(request: dict[str, Any]) -> None:
    """Call a function and write what it returns.

    Args:
        request: `function` (`jeugdlib.workbook:share`), `arguments` (JSON, by name) and `answer` (the file to write). The file
            holds `waarde`, or `fout` and `tekst` where one of our own errors was raised; any other error is passed on, and
            no file is written.
    """
    module, _, name = request["function"].partition(":")
    try:
        told = {"waarde": getattr(importlib.import_module(module), name)(**request["arguments"])}
    except JeugdlibError as error:
        told = {"fout": type(error).__name__, "tekst": str(error)}
    write_text(Path(request["answer"]), json.dumps(told))


if __name__ == "__main__":
    answer(json.loads(sys.stdin.read()))
