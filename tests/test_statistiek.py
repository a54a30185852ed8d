"""Statistics: exact against whole numbers, and against a library that the package itself does not need."""

import math
from fractions import Fraction

import pytest
from scipy.stats import binomtest, chi2_contingency

from jeugdlib import statistiek


def exact(before: int, after: int) -> Fraction:
    total, low = before + after, min(before, after)
    return min(Fraction(1), Fraction(2 * sum(math.comb(total, i) for i in range(low + 1)), 2**total))


@pytest.mark.parametrize("pair", [(a, b) for a in range(12) for b in range(12) if a + b], ids=str)
def test_the_p_value_of_small_counts_is_the_exact_fraction(pair: tuple[int, int]):
    assert statistiek.poisson_p(*pair) == pytest.approx(float(exact(*pair)), rel=1e-12)


@pytest.mark.parametrize(
    "pair", [(5042, 4983), (4983, 5042), (8868, 8829), (15, 4), (0, 7), (1, 4000), (300000, 301500), (40, 40)], ids=str
)
def test_the_p_value_is_that_of_a_two_sided_binomial_test(pair: tuple[int, int]):
    assert statistiek.poisson_p(*pair) == pytest.approx(binomtest(pair[0], sum(pair)).pvalue, rel=1e-8, abs=1e-300)


def test_equal_counts_differ_in_nothing_and_two_zeros_were_never_counted():
    assert statistiek.poisson_p(40, 40) == 1.0
    assert statistiek.poisson_p(0, 0) is None


def test_two_factors_share_their_common_part_equally():
    # 10 clients of 100 become 12 clients of 110: 2 more at the mean price, 10 more for the mean client.
    assert statistiek.shapley([Fraction(10), Fraction(100)], [Fraction(12), Fraction(110)]) == [Fraction(210), Fraction(110)]


def test_three_factors_add_up_exactly_and_one_that_stays_adds_nothing():
    before, after = [Fraction(7), Fraction(10, 3), Fraction(99)], [Fraction(8), Fraction(10, 3), Fraction(101)]
    parts = statistiek.shapley(before, after)
    assert sum(parts) == math.prod(after) - math.prod(before)
    assert parts[1] == 0


def test_two_equal_factors_that_change_alike_get_the_same_part():
    parts = statistiek.shapley([Fraction(2), Fraction(2), Fraction(5)], [Fraction(3), Fraction(3), Fraction(5)])
    assert parts[0] == parts[1] == Fraction(25, 2)


def test_parts_in_whole_cents_add_up_to_the_whole():
    thirds = [Fraction(100, 3)] * 3
    assert statistiek.whole_parts(thirds) == [33, 33, 34]
    assert statistiek.whole_parts([Fraction(-1, 2), Fraction(1, 2)]) == [-1, 1]


@pytest.mark.parametrize(
    "pairs",
    [
        [(30, 70), (45, 55)],
        [(500, 7000), (420, 6000), (20, 200)],
        [(50, 50), (50, 50), (50, 50), (50, 50)],
        [(10, 90), (20, 80), (30, 70), (40, 60), (50, 50)],
        [(7, 9), (8, 6), (12, 11), (9, 10), (8, 8), (7, 9)],
    ],
    ids=str,
)
def test_equal_shares_are_tested_as_a_library_does(pairs: list[tuple[int, int]]):
    statistic, p, *_ = chi2_contingency(pairs, correction=False)
    assert statistiek.chi_square_p(pairs) == pytest.approx((statistic, p), rel=1e-9)


def test_a_table_with_too_few_in_a_cell_or_with_one_group_is_not_tested():
    assert statistiek.chi_square_p([(4, 100), (5, 100)]) is None
    assert statistiek.chi_square_p([(40, 100)]) is None
    assert statistiek.chi_square_p([(0, 0), (0, 0)]) is None
