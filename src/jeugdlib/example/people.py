"""Invented people: numbers that were never given out, and names that no one bears."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Final

from jeugdlib.errors import WrongUse
from jeugdlib.example.resources import data_folder

# The test range that the Dutch government sets apart; 9.091 numbers in it pass the elfproef.
TEST_RANGE: Final = range(999_900_006, 999_999_991)
# When the test range is used up: numbers of seven digits, which were never given to a person (real ones start at 10.000.000). These
# pass the elfproef too, and look like no other number of the example (a toewijzingnummer, an AGB code).
SPARE_RANGE: Final = range(5_000_000, 6_000_000)
_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@dataclass(frozen=True, slots=True)
class Names:
    """The invented names, from `namen.toml`."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    streets: tuple[str, ...]
    providers: tuple[str, ...]


@cache
def names() -> Names:
    """Return the invented names."""
    with (data_folder() / "voorbeeld" / "namen.toml").open("rb") as file:
        words = tomllib.load(file)
    last = tuple(start + end for start in words["achternaam_begin"] for end in words["achternaam_eind"])
    providers = tuple(f"Zorghuis De {colour} {animal} (verzonnen)" for animal in words["dieren"] for colour in words["kleuren"])
    return Names(tuple(words["voornamen"]), last, tuple(words["straten"]), providers)


def passes_elfproef(number: str) -> bool:
    """Return whether nine digits pass the check sum of a BSN."""
    return sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=True)) % 11 == 0


def invented_words() -> tuple[str, ...]:
    """Return every first name, surname and street that the example uses, so that a test can search for them."""
    return names().first + names().last + names().streets


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
