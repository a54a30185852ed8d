"""How long does a report of many gemeenten take? A region of so many generated gemeenten is made, reported on, and reported on again.

The gemeenten are those of the example with another seed each time, so other children, messages and amounts, under codes of their own.
Prints seconds, processor seconds and memory of the first run, the seconds of a second run in which nothing changed and of a third in
which one gemeente's data did, and what that means for 7, 16, 50 and 342 gemeenten.
"""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import factory
import polars as pl

from jeugdlib import example, model, workbook
from jeugdlib.sources.delivery import read_delivery

SIZES = (7, 16, 50, 342)
FIRST_CODE = 3001  # beyond the codes of CBS that are in use


def make_dataset(destination: Path, count: int) -> Path:
    """Generate regions with seeds 1, 2, ... until there are so many gemeenten, and put them in one dataset."""
    if (destination / "dataset.json").is_file():
        return destination
    destination.mkdir(parents=True, exist_ok=True)
    small: dict[str, list[pl.DataFrame]] = {}
    made = seed = 0
    while made < count:
        seed += 1
        print(f"Regio met zaad {seed} ({made} van {count} gemeenten)", flush=True)
        with tempfile.TemporaryDirectory() as place:
            example.generate(Path(place) / "levering", form="plat", seed=seed)
            read_delivery([Path(place) / "levering"], destination=Path(place) / "dataset", key=workbook.EXAMPLE_KEY)
            made = _take(Path(place) / "dataset", destination, small, made, count)
    for name, parts in small.items():
        whole = pl.concat(parts)
        key = ["agb"] if name == "aanbieders" else ["productcode"] if name == "producten" else None
        whole.unique(key, keep="first", maintain_order=True).write_parquet(destination / f"{name}.parquet")
    return destination


def _take(source: Path, destination: Path, small: dict[str, list[pl.DataFrame]], made: int, count: int) -> int:
    """Move the gemeenten of one generated dataset under new codes; returns how many there are then."""
    codes = sorted({folder.name.removeprefix("gemeentecode=") for folder in source.glob("*/gemeentecode=*")})[: count - made]
    renamed = {old: str(FIRST_CODE + made + place) for place, old in enumerate(codes)}
    for table in model.MESSAGE_TABLES:
        for old, new in renamed.items():
            for file in (source / table / f"gemeentecode={old}").glob("*.parquet"):
                target = destination / table / f"gemeentecode={new}" / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                pl.read_parquet(file, hive_partitioning=False).with_columns(gemeentecode=pl.lit(new)).write_parquet(target)
    for file in source.glob("*.parquet"):
        rows = pl.read_parquet(file)
        if "gemeentecode" in rows.columns:
            rows = rows.filter(pl.col("gemeentecode").is_in(codes)).with_columns(pl.col("gemeentecode").replace(renamed))
        if file.stem == "gemeenten":
            rows = rows.with_columns(naam=pl.format("Voorbeeld {}", "gemeentecode"))
        small.setdefault(file.stem, []).append(rows)
    shutil.copyfile(source / "dataset.json", destination / "dataset.json")
    return made + len(renamed)


def report(naam: str, dataset: Path, folder: Path) -> factory.Measured:
    """Make the report and measure it."""
    program = str(Path(sys.executable).with_name("jeugdlib"))
    asked = [program, "rapport", "--data", str(dataset), "--naar", str(folder), "--datum", "2026-12-01", "--log", "json"]
    found = factory.measure(naam, asked)
    end = json.loads(found.lines[-1])
    print(
        f"{naam:<32}{found.seconds:>8.1f} s{found.cpu:>9.1f} cpu-s{found.megabytes:>8.0f} MB{end['gemaakt']:>7} gemaakt"
        f"{end['gebleven']:>7} gebleven{end['mislukt']:>4} mislukt{end['opvallend']:>5} opvallend",
        flush=True,
    )
    return found


def main() -> None:
    """Measure three runs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gemeenten", type=int, default=50)
    parser.add_argument("--dataset", type=Path, default=None, help="map van de gemaakte regio; wordt gemaakt als zij er niet is")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="jeugdlib-bench-") as place:
        dataset = make_dataset(asked.dataset or Path(place) / "dataset", asked.gemeenten)
        folder = Path(place) / "rapport"
        first = report(f"Alles nieuw, {asked.gemeenten} gemeenten", dataset, folder)
        events = [json.loads(line) for line in first.lines]
        region = next(event["seconden"] for event in events if event["soort"] == "gedeeld" and event["gemeente"] == "regio")
        report("Niets veranderd", dataset, folder)
        file = dataset / "declaraties" / f"gemeentecode={FIRST_CODE}" / "0.parquet"
        before = pl.read_parquet(file, hive_partitioning=False)
        # A cent goes from one line to another: what does not add up to what was delivered is refused.
        moved = pl.when(pl.int_range(pl.len()) == 0).then(1).when(pl.int_range(pl.len()) == 1).then(-1).otherwise(0)
        before.with_columns(bedrag=pl.col("bedrag") + moved).write_parquet(file)
        report("Eén gemeente kreeg andere gegevens", dataset, folder)
        before.write_parquet(file)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
        each = (first.seconds - region) / (asked.gemeenten + 1)
        print(f"De regio samen berekenen duurde {region:.1f} s; daarna {each:.1f} s per gemeente; het rapport is {size:.0f} MB.")
        for count in SIZES:
            seconds = region * count / asked.gemeenten + each * (count + 1)
            print(f"  {count:>4} gemeenten: ongeveer {seconds / 60:.0f} minuten, {size * count / asked.gemeenten / 1024:.1f} GB op schijf")


if __name__ == "__main__":
    main()
