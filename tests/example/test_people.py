"""Nobody in the example exists: not by number, not by name."""

from itertools import islice
from random import Random

from jeugdlib.example import people
from jeugdlib.example.records import Plan


def plain_elfproef(number: str) -> bool:
    """Count the check sum as the rule is written: 9 times the first digit, ... 2 times the eighth, minus the ninth."""
    total = 0
    for place in range(8):
        total += (9 - place) * int(number[place])
    return (total - int(number[8])) % 11 == 0


def test_the_test_range_gives_every_number_in_it_that_passes_the_elfproef():
    expected = {f"{number:09d}" for number in people.TEST_RANGE if plain_elfproef(f"{number:09d}")}
    given = set(islice(people.numbers(Random(1)), len(expected)))
    assert len(expected) == 9091
    assert given == expected


def test_numbers_beyond_the_test_range_pass_too_and_are_shorter_than_any_real_one():
    later = list(islice(people.numbers(Random(1)), 9091, 9091 + 500))
    assert all(plain_elfproef(number) and number.startswith("00") for number in later)
    assert len(set(later)) == 500


def test_no_number_of_a_region_could_be_a_real_persons(plan: Plan):
    numbers = {toewijzing.person.bsn for toewijzing in plan.toewijzingen}
    assert numbers
    assert all(plain_elfproef(number) and number.startswith(("9999", "00")) for number in numbers)


def test_every_name_and_street_in_the_messages_can_be_searched_for(plan: Plan):
    words = set(people.invented_words())
    used = {word for t in plan.toewijzingen for word in (t.person.voornaam, t.person.achternaam, t.person.straat)}
    assert used <= words
    assert min(len(word) for word in words) >= 6
