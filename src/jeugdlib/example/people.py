"""Invented people: numbers that were never given out, and names that no one bears."""

from collections.abc import Iterator
from random import Random
from typing import Final

from jeugdlib.errors import WrongUse

# The test range that the Dutch government sets apart; 9.091 numbers in it pass the elfproef.
TEST_RANGE: Final = range(999_900_006, 999_999_991)
# When the test range is used up: numbers of seven digits, which were never given to a person (real ones start at 10.000.000). These
# pass the elfproef too, and look like no other number of the example (a toewijzingnummer, an AGB code).
SPARE_RANGE: Final = range(5_000_000, 6_000_000)
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)

FIRST_NAMES: Final = (
    "Aldwijn", "Bromke", "Cwinta", "Dorwin", "Elfride", "Fjaska", "Gwendolf", "Hilkert", "Ibralda", "Jorvik", "Kwinten", "Lubrecht", "Mirdolf", "Nooralda",
    "Oswijn", "Pelgrina", "Quirolf", "Radbout", "Sjoukmar", "Tjalwin", "Ulfride", "Vrodewin", "Wobbina", "Xanderik", "Ysolda", "Zwaantina",
)  # fmt: skip
_NAME_STARTS: Final = (
    "Bramzel",
    "Dwarrel",
    "Fonkel",
    "Grutter",
    "Hazelwuft",
    "Kwibus",
    "Lorrel",
    "Mompel",
    "Nevelkr",
    "Ploffer",
    "Quistel",
    "Ritsel",
    "Snorrel",
    "Tuitel",
    "Wemel",
    "Zwierel",
)
_NAME_ENDS: Final = ("aar", "berg", "daal", "huizen", "kamp", "meer", "oord", "stra", "veen", "voort")
SURNAMES: Final = tuple(start + end for start in _NAME_STARTS for end in _NAME_ENDS)
STREETS: Final = (
    "Bedachtpad",
    "Droomkasteellaan",
    "Fabelhof",
    "Fantasiesingel",
    "Luchtkasteelweg",
    "Nergensdreef",
    "Schijnsteeg",
    "Sprookjeskade",
    "Verzinselstraat",
    "Zogenaamdplein",
)
PROVIDER_WORDS: Final = (
    "Bever",
    "Das",
    "Egel",
    "Fazant",
    "Gans",
    "Haas",
    "IJsvogel",
    "Kievit",
    "Lijster",
    "Mus",
    "Otter",
    "Pauw",
    "Reiger",
    "Specht",
    "Uil",
    "Vos",
    "Wulp",
    "Zwaan",
)
PROVIDER_COLOURS: Final = (
    "Amberen",
    "Blauwe",
    "Bonte",
    "Gele",
    "Gouden",
    "Grijze",
    "Groene",
    "Koperen",
    "Oranje",
    "Paarse",
    "Rode",
    "Roze",
    "Witte",
    "Zilveren",
    "Zwarte",
)


def passes_elfproef(number: str) -> bool:
    """Return whether nine digits pass the check sum of a BSN."""
    return sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11 == 0


def invented_words() -> tuple[str, ...]:
    """Return every first name, surname and street that the example uses, so that a test can search for them."""
    return FIRST_NAMES + SURNAMES + STREETS


def _passing(numbers: range) -> Iterator[str]:
    """Yield the numbers of a range that pass: the first eight digits settle the ninth, or rule it out."""
    for stem in range(numbers.start // 10, (numbers.stop - 1) // 10 + 1):
        check = sum(int(digit) * weight for digit, weight in zip(f"{stem:08d}", _WEIGHTS, strict=False)) % 11
        if check < 10 and stem * 10 + check in numbers:
            yield f"{stem:08d}{check}"


def numbers(rng: Random) -> Iterator[str]:
    """Yield invented BSNs, each once: first the test range in shuffled order, then the spare range.

    Raises:
        WrongUse: more persons are asked for than there are numbers that no person can have.
    """
    first = list(_passing(TEST_RANGE))
    rng.shuffle(first)
    yield from first
    yield from _passing(SPARE_RANGE)
    raise WrongUse(
        "De voorbeeldregio is te groot: er zijn niet genoeg testnummers voor zo veel verzonnen cliënten. Kies een schaal van 10 of lager."
    )


def provider_name(index: int) -> str:
    """Return the name of an invented aanbieder."""
    colour, word = PROVIDER_COLOURS[index % len(PROVIDER_COLOURS)], PROVIDER_WORDS[index // len(PROVIDER_COLOURS)]
    return f"Zorghuis De {colour} {word} (verzonnen)"
