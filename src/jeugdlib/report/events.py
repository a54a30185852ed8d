"""What a run tells while it goes on: a progress bar for a person, or one JSON line per event for a program."""

import json
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from tqdm import tqdm

Tell = Callable[..., None]  # tell("uitvoering", gemeente="0983", ...)


def silent(_kind: str, **_about: Any) -> None:
    """Tell nothing."""


class Lines:
    """One JSON object per line, with `tijd` (seconds since 1970), `soort` and what belongs to that kind."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout

    def __call__(self, kind: str, **about: Any) -> None:
        """Write one event."""
        line = json.dumps({"tijd": round(time.time(), 3), "soort": kind, **about}, ensure_ascii=False)
        self._out.write(f"{line}\n")
        self._out.flush()

    def close(self) -> None:
        """Nothing is left open."""


class Bar:
    """A progress bar on stderr that names the slide that was made last; `failed` says in a line each what went wrong."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None
        self.failed: list[str] = []

    def __call__(self, kind: str, **about: Any) -> None:
        """Show one event."""
        if kind == "begin":
            self._bar = tqdm(
                total=about["slides"], desc="Rapport", dynamic_ncols=True, disable=not about["slides"],
                bar_format="{desc} |{bar:20}| {n_fmt} van {total_fmt} [{elapsed}, nog {remaining}]",
            )  # fmt: skip
        elif kind == "uitvoering" and self._bar is not None:
            state = " (mislukt)" if about["fout"] else ""
            self._bar.set_description_str(f"{about['naam']} · {about['notebook']}{state}", refresh=False)
            self._bar.update()
            if about["fout"]:
                self.failed.append(f"{about['naam']} · {about['notebook']}: {about['reden']}")

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()
