"""The sentences of verzilvering P*Q follow the table: another number, another sentence; a hidden number, none."""

import polars as pl

from jeugdlib.disclosure import Disclosed
from jeugdlib.sentences import verzilvering_pxq
from tables import table

CENTS = dict.fromkeys(("jaar", "toegewezen_cent", "gedeclareerd_cent", "ruimte_cent"), pl.Int64)
SHARES = dict.fromkeys(("verzilvering", "ruimte"), pl.Float64)
TEXTS = dict.fromkeys(("type", "productnaam", "productcode"), pl.String)
FLAGS = dict.fromkeys(("volledig", "onderdrukt"), pl.Boolean)


def shown(text: str) -> Disclosed:
    """Draw `jaar`, a name, the assigned and the declared euros and `volledig`; the other columns follow. No euros: hidden."""
    frame = table(text, CENTS | TEXTS | FLAGS | {"toegewezen": pl.Int64, "gedeclareerd": pl.Int64})
    assigned, declared = pl.col("toegewezen") * 100, pl.col("gedeclareerd") * 100
    frame = frame.with_columns(
        toegewezen_cent=assigned,
        gedeclareerd_cent=declared,
        verzilvering=pl.when(assigned > 0).then(declared / assigned),
        ruimte_cent=assigned - declared,
        ruimte=pl.when(declared > 0).then(assigned / declared - 1),
        onderdrukt=assigned.is_null(),
    )
    return Disclosed(frame, 10, veilig=True)


TYPES = """
    jaar | type     | toegewezen | gedeclareerd | volledig
    2022 | micro    | 100000     | 50000        | true
    2022 | regulier | 900000     | 450000       | true
    2023 | micro    | 100000     | 85000        | true
    2023 | regulier | 900000     | 635000       | true
    2024 | micro    | 60000      | 30000        | false
    2024 | regulier | 500000     | 300000       | false
"""
JAREN = """
    jaar | toegewezen | gedeclareerd | volledig
    2022 | 1000000    | 500000       | true
    2023 | 1000000    | 720000       | true
    2024 | 560000     | 330000       | false
"""
PRODUCTEN = """
    jaar | productcode | productnaam  | toegewezen | gedeclareerd | volledig
    2023 | A           | GGZ maatwerk | 1000       | 600          | true
    2023 | B           | Begeleiding  | 1000       | 900          | true
    2023 | C           | Vervoer      | 1000       | 0            | true
    2024 | A           | GGZ maatwerk | 1000       | 100          | false
"""


def test_the_main_points_are_about_the_last_whole_year():
    assert verzilvering_pxq.hoofdpunten(shown(JAREN), shown(TYPES), shown(PRODUCTEN)) == [
        "In 2023 is bij hulp per uur of dag 72,0% gedeclareerd van wat is toegewezen. Dat ligt binnen de 70 tot 80% die het adviesrapport "
        "landelijk noemt.",
        "Bij micro-aanbieders is het 85,0%, bij reguliere aanbieders 70,6%, een verschil van 14,4 procentpunt.",
        "Zou alles wat is toegewezen ook worden gedeclareerd, dan kostte deze hulp in 2023 € 280,0 dzd meer. Dat is 38,9% bovenop wat is "
        "gedeclareerd (17,6% bij micro-aanbieders en 41,7% bij reguliere aanbieders).",
        "In 2023 loopt de verzilvering uiteen van 60,0% (GGZ maatwerk) tot 90,0% (Begeleiding), een verschil van 30,0 procentpunt.",
    ]


def test_another_amount_is_another_headline():
    more = shown(JAREN.replace("720000", "920000"))
    first, _, room, *_ = verzilvering_pxq.hoofdpunten(more, shown(TYPES), shown(PRODUCTEN))
    assert "92,0%" in first
    assert "boven de 70 tot 80%" in first
    assert "8,7% bovenop" in room
    less = shown(JAREN.replace("720000", "435000"))
    assert "onder de 70 tot 80%" in verzilvering_pxq.hoofdpunten(less, shown(TYPES), shown(PRODUCTEN))[0]


def test_the_region_stands_beside_the_headline_for_the_same_year():
    region = shown("jaar | toegewezen | gedeclareerd | volledig\n2022 | 100 | 10 | true\n2023 | 100 | 75 | true")
    first = verzilvering_pxq.hoofdpunten(shown(JAREN), shown(TYPES), shown(PRODUCTEN), regio=region)[0]
    assert "72,0% gedeclareerd van wat is toegewezen; in de regio is dat 75,0% (3,0 procentpunt hoger)." in first


def test_more_declared_than_assigned_leaves_no_room():
    over = shown(JAREN.replace("720000", "1030000"))
    assert "Er is € 30,0 dzd meer gedeclareerd dan toegewezen" in verzilvering_pxq.hoofdpunten(over, shown(TYPES), shown(PRODUCTEN))[2]


def test_where_the_types_of_a_year_are_hidden_the_year_is_told_and_the_types_of_the_year_before():
    hidden = TYPES.replace("2023 | micro    | 100000     | 85000 ", "2023 | micro    |            |       ")
    hidden = hidden.replace("2023 | regulier | 900000     | 635000", "2023 | regulier |            |       ")
    points = verzilvering_pxq.hoofdpunten(shown(JAREN), shown(hidden), shown(PRODUCTEN))
    assert len(points) == 3
    assert not any("aanbieders" in point for point in points)
    assert verzilvering_pxq.typen(shown(hidden)) == (
        "In 2022 is bij micro-aanbieders 50,0% gedeclareerd van wat is toegewezen, bij reguliere aanbieders 50,0%."
    )
    assert verzilvering_pxq.zinnen(shown(hidden))[0].startswith("Micro-aanbieders: in 2022 is 50,0%")


def test_each_type_is_told_with_its_region_and_with_the_year_that_is_not_whole():
    region = shown("jaar | type | toegewezen | gedeclareerd | volledig\n2023 | micro | 100 | 80 | true")
    micro, regular = verzilvering_pxq.zinnen(shown(TYPES), regio=region)
    assert micro == (
        "Micro-aanbieders: in 2023 is 85,0% gedeclareerd van wat is toegewezen (€ 85,0 dzd van € 100,0 dzd); in de regio is dat 80,0% "
        "(5,0 procentpunt lager). Wordt ook de rest gedeclareerd, dan kost het 17,6% meer (€ 15,0 dzd). In 2024, dat maar voor een deel in "
        "beeld is, is het tot nu toe 50,0%."
    )
    assert regular.startswith("Reguliere aanbieders: in 2023 is 70,6%")


def test_without_a_whole_year_the_part_is_named():
    part = shown("jaar | type | toegewezen | gedeclareerd | volledig\n2024 | micro | 100 | 80 | false")
    assert verzilvering_pxq.typen(part) == (
        "In 2024, dat maar voor een deel in beeld is, is bij micro-aanbieders 80,0% gedeclareerd van wat is toegewezen."
    )


def test_products_are_compared_and_those_without_declarations_named_apart():
    assert verzilvering_pxq.producten(shown(PRODUCTEN)) == [
        "In 2023 loopt de verzilvering uiteen van 60,0% (GGZ maatwerk) tot 90,0% (Begeleiding), een verschil van 30,0 procentpunt.",
        "Van 2 producten die we kunnen tonen, liggen er 1 onder 70% en 1 boven 80%.",
        "Op 1 product is wel toegewezen en niets gedeclareerd.",
    ]
    assert verzilvering_pxq.bij_producten(shown(PRODUCTEN)).endswith("boven 80%. Op 1 product is wel toegewezen en niets gedeclareerd.")


def test_products_stand_in_order_of_verzilvering_with_the_hidden_ones_last_by_name():
    drawn = PRODUCTEN + "2023 | D | Aap |  |  | true\n 2023 | E | Zee |  |  | true"
    assert verzilvering_pxq.op_rij(shown(drawn)).frame["productnaam"].to_list() == ["Begeleiding", "GGZ maatwerk", "Vervoer", "Aap", "Zee"]


def test_what_is_left_out_is_told_with_its_reason():
    columns = {"reden": pl.String, "toewijzingen": pl.Int64, "gedeclareerd_cent": pl.Int64, "onderdrukt": pl.Boolean}
    drawn = """
        reden             | toewijzingen | gedeclareerd_cent | onderdrukt
        bekend            | 1200         | 500000000         | false
        zonder_omvang     | 30           | 1000000           | false
        product_onbekend  |              |                   | true
    """
    assert verzilvering_pxq.dekking(Disclosed(table(drawn, columns), 10, veilig=True)) == [
        "De cijfers gaan over 1.200 toewijzingen van hulp per uur of dag.",
        "30 toewijzingen doen niet mee omdat er geen omvang en geen budget op staat (€ 10,0 dzd gedeclareerd).",
        "Een klein aantal toewijzingen doet niet mee omdat het product niet bekend is.",
    ]


def test_without_data_the_sentences_say_so():
    none = shown("jaar | type | productnaam | toegewezen | gedeclareerd | volledig")
    assert verzilvering_pxq.hoofdpunten(none, none, none) == []
    assert verzilvering_pxq.zinnen(none) == ["Er zijn geen gegevens in deze periode."]
    assert verzilvering_pxq.producten(none) == ["Er zijn geen gegevens in deze periode."]
    assert verzilvering_pxq.typen(none) == "Er zijn geen gegevens in deze periode."
