"""The command line: arguments to functions, errors to sentences and exit codes. Heavy imports wait for their command."""

import os
import re
import sys
import traceback
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Literal

import click

from jeugdlib.errors import DeliveryError, JeugdlibError, WrongUse, suggest


def notebooks_folder() -> Path:
    """Return the folder of notebooks: beside the code in a wheel, at the repository root in an editable install."""
    package = Path(__file__).resolve().parent
    shipped = package / "_notebooks"
    return shipped if shipped.is_dir() else package.parents[1] / "notebooks"


NOTHING_DONE = 2

# What click writes in a help text, and how it is said here; a line may break anywhere between two words.
_HELP_WORDS = {
    r"Usage:": "Gebruik:",
    r"Options:": "Opties:",
    r"Commands:": "Opdrachten:",
    r"\[OPTIONS\]": "[OPTIES]",
    r"COMMAND \[ARGS\]\.\.\.": "OPDRACHT [...]",
    r"\[required\]": "[verplicht]",
    r"default:(?=\s)": "standaard:",
    r" *\[x>=\d+\]|;\s+x>=\d+": "",
    r"0\.01<=x<=10": "van 0,01 tot 10",
}


class _DutchHelp(click.Command):
    """A command whose help has no English left."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help text in Dutch."""
        text = super().get_help(ctx)
        for english, dutch in _HELP_WORDS.items():
            text = re.sub(english, dutch, text)
        return text


class _Dutch(_DutchHelp, click.Group):
    """A command group that speaks Dutch about wrong use and never shows a traceback for it."""

    def main(self, *args, **kwargs):
        kwargs["standalone_mode"] = False
        try:
            status = super().main(*args, **kwargs)
        except JeugdlibError as error:
            click.echo(f"Fout: {error}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            what = f"'{error.filename}' kan niet worden gelezen of geschreven" if error.filename else f"het systeem weigerde iets ({error})"
            click.echo(f"Fout: {what}. Bestaat de map, en mag u erin?", err=True)
            sys.exit(DeliveryError.exit_code)
        except click.exceptions.Abort:
            click.echo("Afgebroken.", err=True)
            sys.exit(130)
        except click.ClickException as error:
            click.echo(f"Fout: {_in_dutch(error)}", err=True)
            sys.exit(WrongUse.exit_code)
        except Exception:  # noqa: BLE001 - the last door: nothing may end with 1, which says that a part was done
            traceback.print_exc()
            click.echo("Fout: er ging iets mis dat niemand voorzag; de regels hierboven zijn voor wie jeugdlib maakt.", err=True)
            sys.exit(NOTHING_DONE)
        sys.exit(status if isinstance(status, int) else 0)


def _in_dutch(error: click.ClickException) -> str:
    """Say in Dutch what click says in English."""
    help_hint = "Zie: jeugdlib --help"
    if isinstance(error, click.exceptions.NoSuchOption):
        return f"onbekende optie '{error.option_name}'. {help_hint}"
    if isinstance(error, click.exceptions.MissingParameter):
        name = error.param.human_readable_name if error.param else "argument"
        return f"'{name}' ontbreekt. {help_hint}"
    if isinstance(error, click.exceptions.BadParameter):
        name = error.param.human_readable_name if error.param else "argument"
        return f"de waarde van '{name}' klopt niet. {help_hint}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"onbekende opdracht '{error.command_name}'.{suggest(error.command_name, list(main.commands))} {help_hint}"
    if isinstance(error, click.exceptions.UsageError):
        return f"deze opdracht is niet bekend of niet volledig. {help_hint}"
    return error.format_message()


@click.group(cls=_Dutch, help="jeugdlib: van iJw-berichten naar een rapport jeugdhulp per gemeente.")
@click.version_option(package_name="jeugdlib", message="jeugdlib %(version)s", help="Toon de versie.")
@click.help_option("--help", help="Toon deze uitleg.")
def main() -> None:
    """Group the commands; what a user reads is in their `help`."""


@main.command(
    cls=_DutchHelp,
    help="Lees leveringen (301, 323, kleine tabellen) in en maak er een dataset van.",
    short_help="Maak van leveringen een dataset.",
)
@click.argument("paden", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PAD...")
@click.option("--naar", required=True, type=click.Path(path_type=Path), metavar="DATASET", help="Map van de nieuwe dataset.")
@click.help_option("--help", help="Toon deze uitleg.")
def inlezen(paden: tuple[Path, ...], naar: Path) -> int:
    """Read deliveries into a dataset; exit code 1 when part was refused, 2 when nothing could be read."""
    from tqdm import tqdm

    from jeugdlib.sources import accounting, delivery

    key, _ = delivery.load_key(os.environ)
    with tqdm(total=None, desc="Inlezen", unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def show(file: str, read: int, total: int) -> None:
            bar.total = total
            bar.set_postfix_str(Path(file).name, refresh=False)
            bar.update(read - bar.n)

        outcome = delivery.read_delivery(list(paden), destination=naar, key=key, progress=show)
    click.echo(accounting.summary(outcome))
    return outcome.exit_code


@main.command(
    cls=_DutchHelp, help="Maak de voorbeeldregio: verzonnen iJw-berichten van zeven gemeenten.", short_help="Maak verzonnen iJw-berichten."
)
@click.option("--naar", required=True, type=click.Path(path_type=Path), metavar="MAP", help="Map voor de berichten.")
@click.option("--vorm", type=click.Choice(["xml", "plat"]), default="xml", show_default=True, help="iJw-berichten of platte tabellen.")
@click.option(
    "--schaal", type=click.FloatRange(min=0.01, max=10), default=1.0, show_default=True, metavar="GETAL", help="Omvang; alleen 1 is geijkt."
)
@click.option("--zaad", type=int, default=2024, show_default=True, metavar="GETAL", help="Zelfde zaad, zelfde bestanden.")
@click.option("--waarheid", type=click.Path(path_type=Path), default=None, metavar="MAP", help="Schrijf hier ook de ware paden per client.")
@click.help_option("--help", help="Toon deze uitleg.")
def voorbeeld(naar: Path, vorm: Literal["xml", "plat"], schaal: float, zaad: int, waarheid: Path | None) -> None:
    """Write the example region as a delivery."""
    from jeugdlib import example

    if naar.exists() and any(naar.iterdir()):
        raise WrongUse(f"De map '{naar}' is niet leeg. Kies een nieuwe of lege map.")
    example.generate(naar, form=vorm, scale=schaal, seed=zaad)
    if waarheid:
        example.write_truth(waarheid, scale=schaal, seed=zaad)
    click.echo(f"Voorbeelddata (verzonnen) staan in '{naar}'. Inlezen: jeugdlib inlezen {naar} --naar DATASET")


_DATA = click.option(
    "--data", type=click.Path(path_type=Path), default=None, metavar="DATASET", help="Map van een dataset; zonder: de voorbeeldregio."
)
_GEMEENTE = click.option(
    "--gemeente", multiple=True, metavar="NAAM|CODE", help="Naam of CBS-code, of regio; mag vaker. Zonder: alle en de regio."
)
_PARAMETER = click.option(
    "-p", "parameters", multiple=True, metavar="naam=waarde", help="Keuze, zoals -p peildatum=2024-08-01; lijsten met komma's."
)


@main.command(cls=_DutchHelp, help="Schrijf de tabellen van elke analyse, zonder notebooks.")
@_DATA
@click.option(
    "--naar",
    type=click.Path(path_type=Path),
    default=None,
    metavar="MAP",
    help="Map voor de tabellen; zonder: tabellen, of tabellen-intern met --niet-onderdrukken.",
)
@_GEMEENTE
@_PARAMETER
@click.option("--niet-onderdrukken", is_flag=True, help="Toon ook kleine aantallen. Alleen voor gebruik binnen de organisatie.")
@click.help_option("--help", help="Toon deze uitleg.")
def tabellen(data: Path | None, naar: Path | None, gemeente: tuple[str, ...], parameters: tuple[str, ...], niet_onderdrukken: bool) -> None:
    """Write the tables of every analysis for BI tools and checks."""
    from jeugdlib import settings, store, words, workbook

    chosen, asked = _choices(data, gemeente, parameters)
    if chosen.pop("onderdrukken", True) is False:
        raise WrongUse("Gebruik --niet-onderdrukken in plaats van -p onderdrukken=nee.")
    naar = naar or Path("tabellen-intern" if niet_onderdrukken else "tabellen")
    dataset = store.open_dataset(Path(chosen["data"]))
    store.write_about(naar, {**chosen, "data": Path(chosen["data"]).name}, voorbeeld=dataset.voorbeeld, veilig=not niet_onderdrukken)
    for place in asked:
        werk = workbook.load(settings.from_parameters(**chosen, gemeente=place.code, onderdrukken=not niet_onderdrukken))
        for name, make in workbook.TABLES.items():
            store.write_table(make(werk), naar / place.code / name, inside=niet_onderdrukken)
    click.echo(
        f"{len(workbook.TABLES)} tabellen voor elk van deze gebieden staan in '{naar}': {words.listing([place.naam for place in asked])}."
    )


@main.command(
    cls=_DutchHelp,
    help="Maak het rapport: één HTML-pagina per gemeente, met een index. Wat niet veranderde, wordt niet opnieuw gemaakt.",
    short_help="Maak het rapport.",
)
@click.option("--data", default=None, metavar="DATASET", help="Map of fsspec-URL van een dataset; zonder: de voorbeeldregio.")
@_GEMEENTE
@click.option("--naar", default="rapport", show_default=True, metavar="MAP", help="Map of fsspec-URL voor het rapport.")
@click.option("--notebook", "notebooks", multiple=True, metavar="NAAM", help="Alleen deze notebooks, zoals 10_paden; mag vaker.")
@click.option("--thema", type=click.Path(path_type=Path), default=None, metavar="BESTAND", help="Uw eigen kleuren; zonder: neutraal.")
@click.option("--slides", is_flag=True, help="Maak per gemeente ook een presentatie, voor in een vergadering.")
@click.option("--zonder-meenemen", is_flag=True, help="Alleen de pagina's: geen Excel, CSV en plaatjes ernaast.")
@click.option("--datum", default=None, metavar="DATUM", help="Datum van de uitgave, zoals 2026-12-01; zonder: vandaag.")
@click.option("--droog", is_flag=True, help="Zeg alleen wat er gemaakt zou worden, en waarom.")
@click.option("--opnieuw", is_flag=True, help="Maak alles opnieuw, ook wat niet veranderde.")
@click.option(
    "--max-fouten",
    default="10%",
    show_default=True,
    metavar="GETAL|PROCENT",
    help="Mislukken er meer slides dan dit, dan blijft de vorige uitgave staan.",
)
@click.option("--werkers", type=click.IntRange(min=1), default=None, metavar="GETAL", help="Aantal notebooks tegelijk.")
@click.option("--geheugen", type=click.IntRange(min=100), default=None, metavar="MB", help="Meeste geheugen voor één notebook.")
@click.option(
    "--celtijd", type=click.IntRange(min=1), default=300, show_default=True, metavar="SECONDEN", help="Langste tijd voor één cel."
)
@click.option(
    "--notebooktijd", type=click.IntRange(min=1), default=900, show_default=True, metavar="SECONDEN", help="Langste tijd voor één notebook."
)
@click.option("--looptijd", type=click.IntRange(min=1), default=None, metavar="MINUTEN", help="Langste tijd voor alles samen.")
@click.option("--dask", default=None, metavar="ADRES", help="Laat een Dask-cluster het werk doen, zoals tcp://10.0.0.5:8786.")
@click.option("--log", type=click.Choice(["balk", "json"]), default="balk", show_default=True, help="Voor mensen, of een regel per stap.")
@_PARAMETER
@click.help_option("--help", help="Toon deze uitleg.")
def rapport(data: str | None, gemeente: tuple[str, ...], parameters: tuple[str, ...], **how: Any) -> int:
    """Make the edition; exit code 0 when all is up, 1 when something failed, 2 when nothing was published."""
    from contextlib import ExitStack

    from jeugdlib import settings, store
    from jeugdlib.report import cluster, events, session

    with ExitStack() as stack:
        place, afar = Path(data) if data else None, data is not None and cluster.is_url(data)
        if afar:
            place = stack.enter_context(cluster.fetched(str(data)))
        chosen, asked = _choices(place, gemeente, parameters)
        if not settings.from_parameters(**chosen).onderdrukken:
            raise WrongUse(
                "Een rapport gaat naar buiten en toont nooit kleine aantallen. "
                "Gebruik voor intern werk: jeugdlib tabellen --niet-onderdrukken"
            )
        dataset = store.open_dataset(Path(chosen["data"]))
        plan = _plan(chosen, asked, dataset, how, str(data) if afar else chosen["data"])
        if how["droog"]:
            for line in session.told(session.look(plan, how["naar"])):
                click.echo(line)
            return 0
        places = how["werkers"] or default_places()
        crew = partial(cluster.crew, how["dask"], list(plan.notebooks)) if how["dask"] else partial(session.local_crew, places)
        tell = events.Lines() if how["log"] == "json" else events.Bar()
        try:
            result = session.run(plan, how["naar"], crew=crew, tell=tell)
        except KeyboardInterrupt:
            tell.close()
            click.echo("Afgebroken. Wat klaar is, is bewaard; dezelfde opdracht gaat daar verder.", err=True)
            return 130
        finally:
            tell.close()
    if isinstance(tell, events.Bar):
        for line in tell.failed:
            click.echo(line, err=True)
        for fault in result.refused.values():
            click.echo(f"Niet gepubliceerd: {fault}", err=True)
        click.echo(closing_line(result, how["naar"]))
    return result.exit_code


def default_places() -> int:
    """Return how many notebooks run side by side: more than there are processors, for a kernel that starts or stops mostly waits."""
    return (os.cpu_count() or 1) + 2


def closing_line(result: Any, naar: str) -> str:
    """Say in one sentence what was made, and where it is."""
    from jeugdlib.words import plural

    made = f"Klaar: {plural(result.made, 'slide', 'slides')} gemaakt, {plural(result.kept, 'was', 'waren')} nog actueel"
    failed = f", {result.failed} mislukt" if result.failed else ", geen mislukt"
    if not result.published:
        return f"{made}{failed}. Er is niets gepubliceerd: de vorige uitgave blijft staan."
    list_ = f" {plural(result.odd, 'opvallend cijfer staat', 'opvallende cijfers staan')} in {naar}/werkmap/opvallend.csv."
    return f"{made}{failed}.{list_ if result.odd else ''} Open {naar}/index.html"


def _plan(chosen: dict[str, Any], asked: list[Any], dataset: Any, how: dict[str, Any], named: str) -> Any:
    """Put together what is asked of a run of the report."""
    import importlib.metadata

    from jeugdlib import settings, store, workbook
    from jeugdlib.report import edition, factory, notebooks, runner, theme

    keuze = settings.from_parameters(**chosen)
    head = edition.Edition(
        bron="iJw 301- en 323-berichten" + (f", {workbook.EXAMPLE_NOTICE}" if dataset.voorbeeld else ""),
        peildatum=keuze.peildatum,
        datum=_date(how["datum"]),
        versie=importlib.metadata.version("jeugdlib"),
        voorbeeld=dataset.voorbeeld,
        drempel=keuze.drempel,
        thema=theme.load(how["thema"]) if how["thema"] else theme.neutral(),
    )
    places = how["werkers"] or default_places()
    left_out = chosen.get("gemeenten_uitgesloten", [])
    return factory.Plan(
        notebooks=notebooks.find_notebooks(notebooks_folder(), how["notebooks"]),
        gemeenten=asked,
        everyone=[one for one in store.gemeenten(dataset) if one.code not in left_out] + [store.find_gemeente(dataset, settings.REGION)],
        parameters={name: value for name, value in chosen.items() if name != "data"},
        data_place=named if how["dask"] else chosen["data"],
        inputs=store.fingerprints(dataset),
        rehash=store.fingerprints_of,
        sizes=store.sizes(dataset),
        head=head,
        options=edition.Options(take_away=not how["zonder_meenemen"], deck=how["slides"]),
        limits=runner.Limits(
            cell_seconds=how["celtijd"],
            notebook_seconds=how["notebooktijd"],
            megabytes=how["geheugen"] or runner.fair_megabytes(places),
            until=factory.seconds_from_now(how["looptijd"] and how["looptijd"] * 60),
        ),
        some=bool(how["notebooks"]),
        most_failed=_share(how["max_fouten"]),
        afresh=how["opnieuw"],
    )


def _date(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        raise WrongUse(f"'{text}' is geen datum. Schrijf jaar-maand-dag, zoals 2026-12-01.") from None


def _share(text: str) -> int | float:
    """Read `5` as a number of slides and `10%` as a share of them."""
    number = text.removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]{1,6}", number) or (text.endswith("%") and int(number) > 100):
        raise WrongUse(f"--max-fouten '{text}' is geen aantal slides (5) of deel van de slides (10%).")
    return int(number) / 100 if text.endswith("%") else int(number)


@main.command(cls=_DutchHelp, help="Zeg hoe het staat met het rapport in een map.")
@click.argument("folder", metavar="MAP")
@click.help_option("--help", help="Toon deze uitleg.")
def status(folder: str) -> None:
    """Print the state of an edition from its register."""
    from jeugdlib.report import state

    for line in state.told(folder):
        click.echo(line)


@main.command(help="Open het werkboek in JupyterLab, met de voorbeeldregio.", context_settings={"ignore_unknown_options": True})
@click.option("--map", "folder", type=click.Path(path_type=Path), default=None, metavar="MAP", help="Werk in een kopie in deze map.")
@click.argument("jupyter", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIES VAN JUPYTER]...")
@click.help_option("--help", help="Toon deze uitleg.")
def lab(folder: Path | None, jupyter: tuple[str, ...]) -> None:
    """Open JupyterLab on the notebooks; what follows goes to Jupyter. Its token and password stay as they are."""
    import importlib.util
    import shutil

    if importlib.util.find_spec("jupyterlab") is None:
        raise WrongUse("JupyterLab staat niet op deze computer. Installeer het met: pip install 'jeugdlib[lab]'")
    from jeugdlib import workbook

    workbook.example_dataset(lambda line: click.echo(line, err=True))
    notebooks = notebooks_folder()
    # In a wheel the notebooks lie among the packages, where an update would wipe out one's own work.
    if folder is None and notebooks.name == "_notebooks":
        folder = Path("werkboek")
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        for notebook in sorted(notebooks.glob("*.ipynb")):
            if not (folder / notebook.name).exists():
                shutil.copyfile(notebook, folder / notebook.name)
        notebooks = folder.resolve()
    click.echo("JupyterLab opent in uw browser. Dubbelklik op een notebook en kies Run > Run All Cells. Stoppen: Ctrl-C in dit venster.")
    from jupyterlab.labapp import LabApp

    # No news and no new versions from the internet, and what goes between Jupyter and a kernel is encrypted; a default of
    # Jupyter's own, token and password among them, stays.
    own = str(Path(__file__).resolve().parent / "lab" / "jupyter")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [own, os.environ.get("JUPYTER_CONFIG_PATH")]))
    quiet = ["--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    quiet.append("--KernelManager.transport_encryption=auto")
    LabApp.launch_instance([f"--ServerApp.root_dir={notebooks}", *quiet, *jupyter])


def _choices(data: Path | None, gemeente: tuple[str, ...], parameters: tuple[str, ...]):
    """Check everything that a user chose before any work starts."""
    from jeugdlib import settings, store, workbook

    chosen = settings.parse(parameters)
    if "gemeente" in chosen or "data" in chosen:
        raise WrongUse("Kies gemeente en data met --gemeente en --data, niet met -p.")
    chosen["data"] = str((data or workbook.example_dataset(lambda line: click.echo(line, err=True))).resolve())
    dataset = store.open_dataset(Path(chosen["data"]))
    workbook.check_productgroepen(dataset, chosen.get("productgroepen", []))
    left_out = chosen.get("gemeenten_uitgesloten", [])
    for code in left_out:
        store.find_gemeente(dataset, code)
    everyone = [place for place in store.gemeenten(dataset) if place.code not in left_out] + [store.find_gemeente(dataset, settings.REGION)]
    asked = [store.find_gemeente(dataset, name) for name in gemeente] or everyone
    for place in asked:
        if place.code in left_out:
            raise WrongUse(f"{place.naam} ({place.code}) is zowel gekozen als uitgesloten. Kies een van beide.")
    return chosen, list(dict.fromkeys(asked))
