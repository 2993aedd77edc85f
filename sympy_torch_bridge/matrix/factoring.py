"""Sums of words written shorter: mirrored pairs, sums once multiplied out, shared factors and scalars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from math import prod

from sympy import Expr, MatAdd, MatMul, MatrixExpr, Mul, S, Transpose, default_sort_key

from .scalars import built
from .sums import Term, add_up, terms_of, total
from .transposition import transposed
from .words import product, split

__all__ = ["factored"]

_Word = tuple[MatrixExpr, ...]


def factored(terms: Sequence[Term], shape: tuple[Expr, Expr]) -> MatrixExpr:
    """Add terms up with common factors taken out, the terms of a sum in SymPy's order.

    Examples
    --------
    >>> from sympy import MatrixSymbol
    >>> A, W, x = MatrixSymbol("A", 4, 3), MatrixSymbol("W", 3, 3), MatrixSymbol("x", 3, 1)
    >>> factored([(S(2), (A, W, x)), (S(2), (A, W.T, x))], (4, 1))
    2*A*(W + W.T)*x
    """
    joined = _with_mirrored_pairs(_with_known_sums(terms))
    whole = _with_common_ends(joined, shape)
    return _summed(joined, shape) if whole is None else whole


def _with_mirrored_pairs(terms: Iterable[Term]) -> list[Term]:
    """Join ``W*S`` and ``W.T*S`` of equal coefficient to ``(W + W.T)*S``, wherever the pair stands."""
    result = list(terms)
    joined = True
    while joined:
        joined = False
        for first, second in combinations(result, 2):
            merged = _merged_pair(first, second)
            if merged is not None:
                result[result.index(first)] = merged
                result.remove(second)
                joined = True
                break
    return result


def _merged_pair(first: Term, second: Term) -> Term | None:
    (coefficient, word), (other_coefficient, other) = first, second
    if coefficient != other_coefficient:
        return None
    for left, right in _shared_ends(word, other):
        middle, mirror = (w[left : len(w) - right] for w in (word, other))
        if middle and mirror and transposed(product(*middle)) == product(*mirror):
            content, inner = split(_ordered(total(product(*middle), product(*mirror))))
            return coefficient * content, (*word[:left], *inner, *word[len(word) - right :])
    return None


def _shared_ends(first: _Word, second: _Word) -> Iterator[tuple[int, int]]:
    """Yield how many factors at the start and at the end to take out of two words: at one side, at both."""
    left, right = _shared_start(first, second), _shared_start(first[::-1], second[::-1])
    right = min(right, min(len(first), len(second)) - left) if left else right
    if right:
        yield 0, right
    if left:
        yield left, 0
    if left and right:
        yield left, right


def _shared_start(first: _Word, second: _Word) -> int:
    length = 0
    for a, b in zip(first, second, strict=False):
        if a != b:
            break
        length += 1
    return length


def _with_known_sums(terms: Sequence[Term]) -> list[Term]:
    """Undo the multiplying out of sums that stand as factors in other places: ``x*v.T - a*v.T``."""
    result = list(terms)
    for known in _sums_in(terms):
        for is_last in (False, True):
            result = _collected(result, terms_of(known), known, is_last)
    return result


def _sums_in(terms: Sequence[Term]) -> list[MatAdd]:
    """Return the sums among the factors, and the transposes of the transposed ones."""
    found: dict[MatAdd, None] = {}
    for _, word in terms:
        for factor in word:
            inner = factor.arg if isinstance(factor, Transpose) else factor
            if isinstance(inner, MatAdd):
                found[inner] = None
    return list(found)


def _collected(terms: list[Term], parts: list[Term], known: MatAdd, is_last: bool) -> list[Term]:
    """Replace the products of all parts of a sum with one and the same rest."""
    (lead_coefficient, lead), *_ = parts
    left = {_signed(*term): term for term in terms}
    result = dict(left)
    for signed, (coefficient, word) in left.items():
        if signed not in result or len(word) <= len(lead) or not _begins(word, lead, is_last):
            continue
        rest = word[: len(word) - len(lead)] if is_last else word[len(lead) :]
        scale = coefficient / lead_coefficient
        wanted = [_signed(scale * c, (*rest, *w) if is_last else (*w, *rest)) for c, w in parts]
        if all(term in result for term in wanted):
            for term in wanted:
                del result[term]
            new = _alike(scale, (*rest, known) if is_last else (known, *rest), known)
            result[_signed(*new)] = new
    return list(result.values())


def _alike(coefficient: Expr, word: _Word, known: MatAdd) -> Term:
    """Write ``known`` where its negative stands in a word, transposed or not."""
    factors = []
    for factor in word:
        inner = factor.arg if isinstance(factor, Transpose) else factor
        is_negative = (
            inner != known and isinstance(inner, MatAdd) and _with_sign(inner)[1] == _with_sign(known)[1]
        )
        changed = Transpose(known) if isinstance(factor, Transpose) else known
        coefficient = -coefficient if is_negative else coefficient
        factors.append(changed if is_negative else factor)
    return coefficient, tuple(factors)


def _begins(word: _Word, part: _Word, is_last: bool) -> bool:
    return (word[len(word) - len(part) :] if is_last else word[: len(part)]) == part


def _signed(coefficient: Expr, word: _Word) -> Term:
    """Give every sum in a word the sign that makes it equal to its negative."""
    signs, factors = zip(*map(_with_sign, word), strict=True)
    return coefficient * prod(signs), factors


@lru_cache(maxsize=1024)
def _with_sign(factor: MatrixExpr) -> tuple[int, MatrixExpr]:
    inner = factor.arg if isinstance(factor, Transpose) else factor
    if not isinstance(inner, MatAdd):
        return 1, factor
    ordered, negative = _ordered(inner), _ordered(total(product(-1, inner)))
    sign, chosen = min((1, ordered), (-1, negative), key=lambda choice: default_sort_key(choice[1]))
    return sign, Transpose(chosen) if isinstance(factor, Transpose) else chosen


def _with_common_ends(terms: list[Term], shape: tuple[Expr, Expr]) -> MatrixExpr | None:
    """Take out the factors with which all terms begin, and then those with which all end."""
    if len(terms) < 2:
        return None
    words = [word for _, word in terms]
    left = min(_shared_start(words[0], word) for word in words[1:])
    left = min(left, *(len(word) - 1 for word in words))
    rests = [word[left:] for word in words]
    right = min(_shared_start(rests[0][::-1], rest[::-1]) for rest in rests[1:])
    right = min(right, *(len(rest) - 1 for rest in rests))
    if left + right == 0:
        return None
    middles = [rest[: len(rest) - right] for rest in rests]
    inner = [(c, middle) for (c, _), middle in zip(terms, middles, strict=True)]
    middle_shape = (middles[0][0].shape[0], middles[0][-1].shape[1])
    return product(*words[0][:left], _summed(inner, middle_shape), *words[0][len(words[0]) - right :])


def _summed(terms: Sequence[Term], shape: tuple[Expr, Expr]) -> MatrixExpr:
    """Add terms up; symbols that all coefficients share are taken out of the sum."""
    common = _common_scalar([c for c, _ in terms])
    if common == 1:
        return _ordered(add_up(terms, shape))
    return _ordered(product(common, add_up([(_divided(c, common), word) for c, word in terms], shape)))


def _common_scalar(coefficients: Sequence[Expr]) -> Expr:
    """Return the powers of symbols, traces and determinants in all of the coefficients, else 1."""
    if len(coefficients) < 2 or all(c == coefficients[0] for c in coefficients[1:]):
        return S.One
    numbers, powers = zip(*(_powers(c) for c in coefficients), strict=True)
    shared = []
    for base, exponent in powers[0].items():
        exponents = [other.get(base, S.Zero) for other in powers]
        if all(e.is_Rational and e * exponent > 0 for e in exponents):
            shared.append(base ** min(exponents, key=abs))
    if not shared:
        return S.One
    size = abs(numbers[0])
    return built(Mul, *shared, size if all(abs(number) == size for number in numbers) else S.One)


def _divided(coefficient: Expr, common: Expr) -> Expr:
    """Divide by a part that was taken out; SymPy would multiply ``(u + 1)/2`` out and cancel nothing."""
    number, powers = _powers(coefficient)
    divisor, taken = _powers(common)
    left = [base ** (exponent - taken.get(base, S.Zero)) for base, exponent in powers.items()]
    return built(Mul, number / divisor, *left)


def _powers(coefficient: Expr) -> tuple[Expr, dict[Expr, Expr]]:
    """Split a coefficient into its number and the exponents of everything else."""
    number, rest = coefficient.as_coeff_Mul()
    return number, dict(factor.as_base_exp() for factor in Mul.make_args(rest) if factor is not S.One)


def _ordered(matrix: MatrixExpr) -> MatrixExpr:
    """Sort the terms of a sum as SymPy does when it evaluates one."""
    if isinstance(matrix, MatAdd):
        return MatAdd(*sorted(matrix.args, key=default_sort_key))
    if isinstance(matrix, MatMul) and isinstance(matrix.args[-1], MatAdd) and len(matrix.args) == 2:
        return MatMul(matrix.args[0], _ordered(matrix.args[-1]))
    return matrix
