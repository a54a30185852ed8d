"""Dutch words that exports write where iJw has a code."""

from typing import Final

from jeugdlib import model

# The words that stand for a code. `stuks` alone is the older code 82, which until 2021 stood for both kinds.
WORDS: Final[dict[str, dict[str, str]]] = {
    "eenheid": {
        "minuut": "01", "minuten": "01", "min": "01", "uur": "04", "uren": "04", "etmaal": "14", "etmalen": "14",
        "dagdeel": "16", "dagdelen": "16", "stuks": "82", "stuk": "82", "stuks (output)": "82", "stuks output": "82", "output": "82",
        "euro": "83", "euro's": "83", "euros": "83", "€": "83", "eur": "83", "stuks (inspanning)": "84", "stuks inspanning": "84",
        "inspanning": "84",
    },
    "frequentie": {
        "dag": "1", "per dag": "1", "dagelijks": "1", "week": "2", "per week": "2", "wekelijks": "2", "maand": "4",
        "per maand": "4", "maandelijks": "4",
        "totaal": "6", "totaal binnen geldigheidsduur toewijzing": "6", "totaal binnen geldigheidsduur": "6",
    },
    "geslacht": {"m": "1", "man": "1", "mannelijk": "1", "jongen": "1", "v": "2", "vrouw": "2", "vrouwelijk": "2", "meisje": "2",
        "o": "0", "onbekend": "0"},
    "debet_credit": {"d": "D", "debet": "D", "c": "C", "credit": "C"},
    "status_aanlevering": {"eerste": "1", "eerste aanlevering": "1", "verwijderen": "3", "verwijderd": "3"},
    "reden_wijziging": {
        "administratieve correctie": "14", "cliënt overleden": "02", "client overleden": "02", "overleden": "02",
        "contractwijziging": "03",
        "verlenging": "04", "herbeoordeling: verlenging": "04", "verkorting": "05", "herbeoordeling: verkorting": "05",
        "uitstroom naar ander domein": "06",
        "verhuizing": "07", "verhuizing naar andere gemeente": "07", "wijziging leveringsvorm": "08",
        "overstap naar andere aanbieder": "09",
        "nieuwe bekostigingssystematiek": "10", "gemeentelijke herindeling": "11", "geïnitieerd door de aanbieder": "12",
        "verwijderd": "13",
    },
    "reden_beeindiging": {
        "overlijden": "02", "overleden": "02", "levering tijdelijk beëindigd": "20", "tijdelijk beëindigd": "20", "tijdelijk": "20",
        "volgens plan": "31", "beëindigd volgens plan": "31", "voortijdig, eenzijdig cliënt": "32",
        "voortijdig, eenzijdig aanbieder": "33",
        "voortijdig, in overeenstemming": "34", "voortijdig, externe omstandigheden": "35", "geïnitieerd door gemeente": "36",
        "i.v.m. wijzigingsverzoek": "37", "overstap andere aanbieder": "38", "uitstroom ander domein": "39",
    },
    "zwaarte": {word: word for word in model.ZWAARTES},
    "financieringsvorm": {word: word for word in model.FINANCIERINGSVORMEN} | {"p*q": "pxq", "p x q": "pxq", "inspanning": "pxq"},
}  # fmt: skip
