"""What the example says is true about it: paths that follow from the zorgperioden, and noise that is counted."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from jeugdlib import example
from jeugdlib.example import targets, truth
from jeugdlib.example.providers import is_nga
from jeugdlib.example.records import Plan
from jeugdlib.model import ZWAARTES
from jeugdlib.sources.delivery import Outcome, read_delivery

ONE = timedelta(days=1)


def a_month_later(day: date) -> date:
    """Go one calendar month on; to the month's last day where the day does not exist."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    last = (date(year + month // 12, month % 12 + 1, 1) - ONE).day
    return date(year, month, min(day.day, last))


def walk(periods: list[tuple[str, date, date]]) -> list[tuple[str, date, date]]:
    """Walk day by day through the zorgperioden of one client in one productgroep; return (pad, begin, eind)."""
    paths: list[list[tuple[str, date, date]]] = []
    end = date.min
    for period in sorted(periods, key=lambda p: (p[1], p[2])):
        if not paths or period[1] > a_month_later(end):
            paths.append([])
            end = period[2]
        paths[-1].append(period)
        end = max(end, period[2])
    found = []
    for path in paths:
        begin, eind = min(p[1] for p in path), max(p[2] for p in path)
        runs: list[tuple[frozenset[str], date, date]] = []
        day = begin
        while day <= eind:
            state = frozenset(zwaarte for zwaarte, first, last in path if first <= day <= last)
            if state and runs and runs[-1][0] == state:
                runs[-1] = (state, runs[-1][1], day)
            elif state:
                runs.append((state, day, day))
            day += ONE
        kept = []
        for i, (state, first, last) in enumerate(runs):
            if 0 < i < len(runs) - 1:
                before, after = runs[i - 1], runs[i + 1]
                touches = before[2] + ONE == first and last + ONE == after[1]
                if touches and before[0] != after[0] and state == before[0] | after[0] and (last - first).days < 31:
                    continue
            if not kept or kept[-1] != state:
                kept.append(state)
        steps = ["-".join(z.capitalize() for z in ZWAARTES if z in state) for state in kept]
        found.append((" → ".join(steps), begin, eind))
    return found


def test_the_true_paths_follow_day_by_day_from_the_true_zorgperioden(plan: Plan):
    clients: dict[tuple[str, str, str], list[tuple[str, date, date]]] = defaultdict(list)
    for row in truth.true_zorgperioden(plan).drop_nulls("zwaarte").iter_rows(named=True):
        clients[row["gemeentecode"], row["bsn"], row["productgroep"]].append((row["zwaarte"], row["begin"], row["eind"]))
    walked = sorted((*client, *path) for client, periods in clients.items() for path in walk(periods))
    assert walked == sorted(truth.true_paths(plan).iter_rows())
    assert any("→" in path[3] for path in walked)
    assert any("-" in path[3] for path in walked)


def test_the_truth_is_written_as_parquet_and_csv(plan: Plan, tmp_path: Path):
    truth.write(tmp_path, plan)
    for name in ("ware_paden", "ware_zorgperioden"):
        parquet = pl.read_parquet(tmp_path / f"{name}.parquet")
        written = pl.read_csv(tmp_path / f"{name}.csv", separator=";", infer_schema=False)
        assert written.columns == parquet.columns
        assert written.height == parquet.height > 0


def test_the_path_table_keeps_every_tail_path_below_the_tenth():
    for groep, table in targets.paths().items():
        counts = sorted(table.values(), reverse=True)
        assert counts[9] > counts[10], groep


@pytest.fixture(scope="module")
def read(xml_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return read_delivery([xml_folder], destination=tmp_path_factory.mktemp("gelezen") / "xml", key=b"sleutel van de test")


@pytest.fixture(scope="module")
def read_flat(flat_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return read_delivery([flat_folder], destination=tmp_path_factory.mktemp("gelezen") / "plat", key=b"sleutel van de test")


def rows(outcome: Outcome, table: str, step: str) -> int:
    return int(outcome.verantwoording.filter((pl.col("tabel") == table) & (pl.col("stap") == step))["rijen"].sum())


def test_nothing_of_the_example_is_refused(read: Outcome, read_flat: Outcome):
    assert read.exit_code == 0
    assert read_flat.exit_code == 0


def test_the_account_of_reading_finds_what_was_planted(plan: Plan, read: Outcome):
    planted = plan.planted
    withdrawn = planted.verwijderd_13 + planted.verwijderd_01 + planted.einddatum_voor_ingangsdatum
    assert rows(read, "toewijzingen", "ingetrokken") == withdrawn
    assert rows(read, "toewijzingen", "aangeleverd") == sum(len(message.rows) for message in plan.messages_301)
    assert rows(read, "toewijzingen", "opgenomen") == len(plan.toewijzingen) - withdrawn
    assert rows(read, "declaraties", "aangeleverd") == sum(len(message.claims) for message in plan.messages_323)
    assert rows(read, "declaraties", "opgenomen") == len(plan.claims)


def test_both_forms_give_the_same_dataset(read: Outcome, read_flat: Outcome):
    for table in ("toewijzingen", "declaraties"):
        left, right = (
            pl.read_parquet(outcome.destination / table / "**" / "*.parquet", hive_partitioning=False) for outcome in (read, read_flat)
        )
        # The delivery's own order differs; the rows do not.
        key = ["gemeentecode", "agb", "toewijzingnummer", *(["referentienummer"] if table == "declaraties" else [])]
        assert left.sort(key).equals(right.select(left.columns).sort(key))


def test_every_kind_of_noise_is_there(plan: Plan):
    planted = plan.planted
    # At this size some rare kinds may miss; these may not.
    for kind in (
        "herzien",
        "verwijderd_13",
        "verwijderd_01",
        "ouder_dan_21",
        "ongebruikt",
        "nulregels",
        "wezen",
        "gecorrigeerd",
        "tegengeboekt",
    ):
        assert getattr(planted, kind) > 0, kind
    assert sum(1 for claim in plan.claims if claim.credit and claim.debit is None) == planted.wezen
    assert sum(claim.bedrag for claim in plan.claims if claim.credit and claim.debit is None) == planted.weesbedrag_cent
    assert sum(1 for claim in plan.claims if claim.bedrag == 0) == planted.nulregels
    assert sum(1 for claim in plan.claims if claim.credit and claim.debit) == planted.gecorrigeerd + planted.tegengeboekt
    assert any(toewijzing.einddatum is None for toewijzing in plan.toewijzingen)
    assert any(toewijzing.budget is not None for toewijzing in plan.toewijzingen)
    assert any(claim.maand > claim.begin.replace(day=28) for claim in plan.claims if not claim.credit)
    assert any(is_nga(claim.toewijzing.agb) for claim in plan.claims)
    assert any(person.geboren_onbekend for person in plan.region.persons)
    assert any(person.verhuisd for person in plan.region.persons)
    clauses = Counter(len(toewijzing.versions) for toewijzing in plan.toewijzingen)
    assert set(clauses) == {1, 2, 3}


def test_numbers_of_toewijzingen_repeat_between_gemeenten_but_not_within(plan: Plan):
    within = Counter((toewijzing.gemeente, toewijzing.nummer) for toewijzing in plan.toewijzingen)
    between = Counter(toewijzing.nummer for toewijzing in plan.toewijzingen)
    assert max(within.values()) == 1
    assert max(between.values()) == 7


def test_a_larger_scale_gives_as_many_more_toewijzingen():
    small, larger = example.make_plan(0.02), example.make_plan(0.04)
    ratio = truth.true_zorgperioden(larger).height / truth.true_zorgperioden(small).height
    assert 1.95 < ratio < 2.05
