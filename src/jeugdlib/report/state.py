"""How it stands with a report folder, from its register: also while a run is going on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from jeugdlib import words
from jeugdlib.report import cluster, register
from jeugdlib.report.shelf import MAKERS


def told(where: str | Path) -> Iterator[str]:
    """Give the lines of `jeugdlib status`.

    Raises:
        WrongUse: no report was ever made in this folder.
    """
    with _opened(where) as known:
        editions, rows = known.editions(), known.state_of()
        up, ready = known.sheets(published=True), known.sheets(published=False)
    if editions:
        last = editions[0]
        said = {"bezig": "is bezig, of is onverwacht gestopt", "afgebroken": "is afgebroken: dezelfde opdracht gaat verder"}
        yield f"Laatste run: nummer {last['nummer']}, begonnen {last['begin']}, {said.get(last['toestand'], last['toestand'])}."
        if last["einde"]:
            yield f"  geëindigd {last['einde']}: {words.plural(last['gemaakt'], 'slide', 'slides')} gemaakt, {last['mislukt']} mislukt"
    for code in sorted({row["gemeente"] for row in rows} | set(up)):
        own = [row for row in rows if row["gemeente"] == code]
        failed = [row for row in own if row["toestand"] != "klaar"]
        name = up.get(code) or ready.get(code) or None
        page = f"pagina van {words.day(date.fromisoformat(up[code].datum))}" if code in up else "nog geen pagina"
        waits = ", een nieuwe staat klaar" if code in ready else ""
        yield f"{code} {name.naam if name else ''}: {page}{waits}; {len(own) - len(failed)} van {len(own)} slides goed"
        for row in failed:
            yield f"  {row['notebook']} mislukt ({row['soort_fout']}): {row['reden']}"


@contextmanager
def _opened(where: str | Path) -> Iterator[register.Register]:
    if not cluster.is_url(where):
        with register.opened(Path(where) / MAKERS / register.FILE, must_exist=True) as known:
            yield known
        return
    with TemporaryDirectory() as place:
        file = cluster.Store(str(where)).local(f"{MAKERS}/{register.FILE}", Path(place))
        with register.opened(file, must_exist=True) as known:
            yield known
