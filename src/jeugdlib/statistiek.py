"""Plain statistics on a handful of counts and totals: a test, a split, a rounding. No frames, no rows of persons.

Everything is exact (whole numbers and fractions) until the last step, so that parts add up to their whole to the cent.
"""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

_NEGLIGIBLE: Final = 1e-18  # of the largest term: what is left of the tail does not change a p-value


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
