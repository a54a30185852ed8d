"""Small disclosed tables, one per form, with a hidden row in each."""

import polars as pl
import pytest

from jeugdlib.disclosure import FLAG, Disclosed
from tables import table

PADEN = {"productgroep": pl.String, "pad": pl.String, "aantal": pl.Int64, "aandeel": pl.Float64, "rang": pl.Int64, FLAG: pl.Boolean}
OVERGANGEN = {"productgroep": pl.String, "van": pl.String, "naar": pl.String, "aantal": pl.Int64, FLAG: pl.Boolean}
VOLUMES = {
    "productgroep": pl.String,
    "klasse": pl.String,
    "ondergrens": pl.Int64,
    "aantal": pl.Int64,
    "aandeel": pl.Float64,
    FLAG: pl.Boolean,
}
MAANDEN = {"productgroep": pl.String, "maanden": pl.Int64, "aantal": pl.Int64, "aandeel": pl.Float64, FLAG: pl.Boolean}
CURVE = {"maanden": pl.Int64, "onder_risico": pl.Int64, "overleving": pl.Float64, "laag": pl.Float64, "hoog": pl.Float64, FLAG: pl.Boolean}
PLEKKEN = {
    "productcode": pl.String,
    "maand": pl.Date,
    "clienten": pl.Int64,
    "capaciteit": pl.Float64,
    "afwijking_procent": pl.Int64,
    "klasse": pl.String,
    "afgesproken": pl.String,
    FLAG: pl.Boolean,
}


def disclosed(text: str, schema: dict[str, pl.DataType | type[pl.DataType]]) -> Disclosed:
    return Disclosed(table(text, schema), 10, veilig=True)


@pytest.fixture
def paden() -> Disclosed:
    return disclosed(
        """
        productgroep | pad                              | aantal | aandeel | rang | onderdrukt
        GGZ          | Zwaar                            | 1448   | 0.724   | 1    | false
        GGZ          | Zwaar → Zwaar-Maatwerk → Licht   | 52     | 0.026   | 2    | false
        GGZ          | Midden                           |        |         |      | true
        GGZ          | Licht → Meerwerk                 |        |         |      | true
        Pleegzorg    | Zwaar                            | 99     | 0.99    | 1    | false
        """,
        PADEN,
    )


@pytest.fixture
def overgangen() -> Disclosed:
    return disclosed(
        """
        productgroep | van   | naar           | aantal | onderdrukt
        GGZ          | Licht | Midden         | 40     | false
        GGZ          | Zwaar | Zwaar-Maatwerk | 1234   | false
        GGZ          | Zwaar | Licht          |        | true
        """,
        OVERGANGEN,
    )


@pytest.fixture
def volumes() -> Disclosed:
    return disclosed(
        """
        productgroep | klasse       | ondergrens | aantal | aandeel | onderdrukt
        GGZ          | 10-20        | 10         | 60     | 0.3     | false
        GGZ          | 0-10         | 0          | 140    | 0.7     | false
        GGZ          | 1000-1500    | 1000       | 0      | 0.0     | false
        GGZ          | 2000 en meer | 2000       |        |         | true
        """,
        VOLUMES,
    )


@pytest.fixture
def maanden() -> Disclosed:
    return disclosed(
        """
        productgroep | maanden | aantal | aandeel | onderdrukt
        GGZ          | 1       | 90     | 0.45    | false
        GGZ          | 12      | 110    | 0.55    | false
        GGZ          | 30      |        |         | true
        """,
        MAANDEN,
    )


@pytest.fixture
def curve() -> Disclosed:
    return disclosed(
        """
        maanden | onder_risico | overleving | laag | hoog | onderdrukt
        1       | 200          | 0.9        | 0.85 | 0.94 | false
        2       | 180          | 0.8        | 0.74 | 0.85 | false
        3       |              |            |      |      | true
        4       |              |            |      |      | true
        5       | 120          | 0.45       | 0.38 | 0.52 | false
        6       | 90           | 0.4        | 0.33 | 0.47 | false
        """,
        CURVE,
    )


@pytest.fixture
def plekken() -> Disclosed:
    return disclosed(
        """
        productcode | maand      | clienten | capaciteit | afwijking_procent | klasse      | afgesproken | onderdrukt
        45A04       | 2019-01-01 | 100      | 100        | 0                 | aansluitend | nee         | false
        45A04       | 2019-02-01 | 103      | 100        | 3                 | 2-5%        | nee         | false
        45A04       | 2019-03-01 | 97       | 100        | -3                | 2-5%        | nee         | false
        45A04       | 2019-04-01 | 120      | 100        | 20                | >5%         | nee         | false
        45A04       | 2019-05-01 | 80       | 100        | -20               | >5%         | nee         | false
        45A05       | 2019-01-01 |          |            |                   |             |             | true
        45A05       | 2019-02-01 | 14       |            |                   |             |             | true
        """,
        PLEKKEN,
    )
