"""On generated deliveries the small productgroepen are those that the oracle counts too few clients of."""

import pytest

import pipeline
from deliveries import delivery
from jeugdlib.analyses import beslisboom, factsheet, overige_producten
from jeugdlib.disclosure import suppress
from oracle import Answer
from oracle_beslisboom import clients_per_group

SEEDS = range(80)
LEAST = 3


@pytest.mark.parametrize("seed", SEEDS)
def test_the_small_groups_and_their_clients_are_those_of_the_oracle(seed: int):
    given = delivery(seed)
    run, window = pipeline.run(given), {name: given.choices[name] for name in ("analyse_begin", "peildatum")}
    products = run.delivered["producten"]
    clients = beslisboom.count_clients(run.zorgperioden, products, jaar=2022, **window)
    costs = factsheet.per_group(run.zorgperioden, run.cleaned.nettoregels, products, jaar=2022)
    found = overige_producten.small_groups(
        suppress(clients, beslisboom.RULE, onderdrukken=False),
        suppress(costs, factsheet.RULE, onderdrukken=False),
        products,
        min_clienten=LEAST,
    ).frame
    rows = clients_per_group(Answer(given).periods, given.producten, jaar=2022, **window)
    expected = sorted((-row["clienten"], row["productgroep"]) for row in rows if row["clienten"] < LEAST)
    assert [(-count, group) for group, count in found.select("productgroep", "clienten").rows()] == expected
    year = {(row["productgroep"]): row["kosten_cent"] for row in costs.rows(named=True)}
    assert found["kosten_cent"].to_list() == [year[group] for group in found["productgroep"].to_list()]
