"""Plain statistics on a handful of counts and totals: a test, a split, a rounding. No frames, no rows of persons.

Everything is exact (whole numbers and fractions) until the last step, so that parts add up to their whole to the cent.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

_NEGLIGIBLE: Final = 1e-18  # of the largest term: what is left of the tail does not change a p-value
_LEAST_EXPECTED: Final = 5  # below it the distribution of chi-square is no good approximation


def poisson_p(before: int, after: int) -> float | None:
    """Test whether two Poisson counts over equal exposure have the same rate: exact, conditional, two-sided.

    Given their sum n, each count is binomial(n, 1/2) when the rates are equal. That distribution is symmetric, so the
    p-value is the probability of a split at least as uneven as the one found.

    Returns:
        The p-value; None where both counts are 0, for then nothing was counted.
    """
    total, low = before + after, min(before, after)
    if total == 0:
        return None
    if 2 * low == total:
        return 1.0
    # P(X = low), then down the tail: each term is the one above it times i / (n - i + 1).
    term = share = 1.0
    for i in range(low, 0, -1):
        term *= i / (total - i + 1)
        share += term
        if term < _NEGLIGIBLE * share:
            break
    at_low = math.lgamma(total + 1) - math.lgamma(low + 1) - math.lgamma(total - low + 1) - total * math.log(2)
    return min(1.0, 2 * math.exp(at_low) * share)


def shapley(before: Sequence[Fraction], after: Sequence[Fraction]) -> list[Fraction]:
    """Split the change of a product of factors over those factors: the mean over all orders in which they can change.

    Args:
        before: the factors then.
        after: the same factors now.

    Returns:
        What each factor adds; together exactly the change of the product.
    """
    places = range(len(before))
    parts = []
    for own in places:
        others = [place for place in places if place != own]
        part = Fraction(0)
        for size in range(len(others) + 1):
            weight = Fraction(math.factorial(size) * math.factorial(len(others) - size), math.factorial(len(before)))
            for changed in combinations(others, size):
                rest = math.prod((after[place] if place in changed else before[place] for place in others), start=Fraction(1))
                part += weight * rest * (after[own] - before[own])
        parts.append(part)
    return parts


def half_away(value: Fraction) -> int:
    """Round to a whole number, a half away from zero."""
    whole = math.floor(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def whole_parts(parts: Sequence[Fraction]) -> list[int]:
    """Round parts to whole numbers that add up to their rounded sum: the last one takes what rounding left."""
    rounded = [half_away(part) for part in parts[:-1]]
    return [*rounded, half_away(sum(parts, Fraction(0))) - sum(rounded)]


def chi_square_p(pairs: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """Test whether groups have the same share: Pearson's chi-square on a table of (yes, no) per group, without correction.

    Returns:
        The statistic and its p-value; None where the test is not valid: fewer than two groups, or an expected count below 5.
    """
    yes, no = (sum(pair[place] for pair in pairs) for place in (0, 1))
    if len(pairs) < 2 or yes + no == 0:
        return None
    statistic = Fraction(0)
    for pair in pairs:
        for found, whole in zip(pair, (yes, no), strict=True):
            expected = Fraction(sum(pair) * whole, yes + no)
            if expected < _LEAST_EXPECTED:
                return None
            statistic += (found - expected) ** 2 / expected
    return float(statistic), _chi_square_tail(float(statistic), len(pairs) - 1)


def _chi_square_tail(statistic: float, freedom: int) -> float:
    """Return the probability of a chi-square above `statistic`: a finite sum, as the degrees of freedom are whole."""
    half = statistic / 2
    odd = freedom % 2
    tail = math.erfc(math.sqrt(half)) if odd else math.exp(-half)
    term = 2 * math.sqrt(half / math.pi) * math.exp(-half) if odd else half * math.exp(-half)
    place = 1.5 if odd else 2.0
    for _ in range((freedom - 1) // 2):
        tail += term
        term *= half / place
        place += 1
    return min(1.0, tail)
