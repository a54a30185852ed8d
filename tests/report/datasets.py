"""A dataset of three gemeenten that is read in within a second, for the tests of the factory."""

from pathlib import Path

from jeugdlib.sources.delivery import read_delivery

CHILDREN = {"0983": 30, "0984": 12, "0893": 1}


def small_dataset(delivery: Path, destination: Path) -> Path:
    """Write a delivery and read it in: 30 children in Venlo, 12 in Venray and one in Bergen (L.), each with one GGZ product."""
    toewijzingen = ["toewijzingnummer;gemeentecode;client;geboortedatum;agb;productcode;ingangsdatum;einddatum"]
    declaraties = ["referentienummer;toewijzingnummer;gemeentecode;client;agb;productcode;begindatum;einddatum;volume;eenheid;bedrag"]
    for code, count in CHILDREN.items():
        for child in range(count):
            product, amount = ("L" if child >= 25 else "Z"), "1.234,50" if code == "0983" else "400,00"
            number, client = f"{code}{child}", f"kind{code}{child}"
            toewijzingen.append(f"{number};{code};{client};01-05-2012;41000001;{product};01-01-2023;31-12-2023")
            for month, paid in (("01", amount), ("02", "100,00")):
                declaraties.append(
                    f"{month}{number};{number};{code};{client};41000001;{product};01-{month}-2023;28-{month}-2023;2;04;{paid}"
                )
    producten = [
        "productcode;productnaam;productgroep;zwaarte;financieringsvorm",
        "Z;GGZ zwaar;GGZ;zwaar;pxq",
        "L;GGZ licht;GGZ;licht;pxq",
    ]
    names = ["gemeentecode;naam;regio", *(f"{code};{name};Noord-Limburg" for code, name in NAMES.items())]
    for name, lines in {"toewijzingen": toewijzingen, "declaraties": declaraties, "producten": producten, "gemeenten": names}.items():
        (delivery / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    read_delivery([delivery], destination=destination, key=b"een sleutel voor deze test", voorbeeld=True)
    return destination


NAMES = {"0983": "Venlo", "0984": "Venray", "0893": "Bergen (L.)"}
