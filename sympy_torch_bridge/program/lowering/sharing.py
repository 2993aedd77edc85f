"""Subexpressions that several branches share are computed once, wherever one of the branches needs them.

A branch of a Piecewise sees its inputs replaced by 1 wherever it is not taken, so that its gradient
stays finite there. Lowered branch by branch, a subexpression of nested branches would be computed
once for each path that leads to it. Here its *region* is found first: the union of the branches that
use it. It is computed there, and every branch takes its value masked as if it were an input.

Conditions have no gradient. They are lowered free of masks, so that no mask depends on another.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

import sympy

from ..expressions.traits import Traits
from ..operation import AND, NOT, OR, WHERE

if TYPE_CHECKING:
    from .lowering import Lowering
    from .scope import Form, Scope

__all__ = ["Region", "Sharing", "mask_of", "masked", "scope_of"]


class Region:
    """The points at which a subexpression is needed: those of some branches, or all.

    ``branches`` maps the number of a Piecewise to the positions of its branches; empty: everywhere.
    """

    __slots__ = ("branches",)

    def __init__(self, branches: dict[int, frozenset[int]]) -> None:
        self.branches = branches


_Parts = frozenset[tuple[int, frozenset[int]]]


class Sharing:
    """The regions of the subexpressions of one expression.

    Parameters
    ----------
    traits : Traits
        Facts about the nodes.
    is_called : callable
        Whether the nodes of a class are computed from the values of their arguments, so that these are needed
        where they are.
    """

    def __init__(self, traits: Traits, is_called: Callable[[type[Any]], bool]) -> None:
        self._traits, self._is_called = traits, is_called
        self.everywhere = Region({})
        self._regions: dict[_Parts, Region] = {frozenset(): self.everywhere}
        self._scopes: dict[int, Region] = {}
        self.scope_of: dict[Region, Scope] = {}
        self._kept: list[Region] = []
        self._home: dict[int, Region] = {}
        self.piecewise: list[Any] = []
        self._number: dict[int, int] = {}

    def bind(self, region: Region, scope: Scope) -> None:
        """State that ``scope`` masks everything outside ``region``."""
        self._scopes[id(scope)] = region
        self.scope_of[region] = scope

    def extend(self, expr: Any) -> None:
        """Find the regions of the subexpressions of ``expr``, users before what they use.

        A branch may be needed at fewer points, or at more, than in the expression before.
        """
        self._kept.extend(self._regions.values())  # what is remembered of them goes by their ids
        everywhere = self.scope_of[self.everywhere]
        self._regions, self._scopes, self.scope_of = {frozenset(): self.everywhere}, {}, {}
        self.bind(self.everywhere, everywhere)
        self._home = {}
        if not self._traits.has_branches:
            return
        users: dict[int, list[Region]] = {id(expr): [self.everywhere]}
        for node in reversed(self._order(expr)):
            region = self._home[id(node)] = self._union(users.pop(id(node)))
            for part, within in self._parts(node, region):
                users.setdefault(id(part), []).append(within)

    def _order(self, expr: Any) -> list[Any]:
        """List the nodes of which values are needed, each after its parts."""
        order: list[Any] = []
        seen: set[int] = set()
        stack: list[tuple[Any, bool]] = [(expr, False)]
        while stack:
            node, is_done = stack.pop()
            if is_done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                stack.append((node, True))
                stack.extend((part, False) for part in self._values(node) if id(part) not in seen)
        return order

    def _values(self, node: Any) -> Iterable[Any]:
        parts: Iterable[Any] = node.args if self._is_called(type(node)) else ()
        if isinstance(node, sympy.Piecewise):
            parts = [pair.args[0] for pair in node.args]
        return [part for part in parts if self._is_computed(part)]

    def _is_computed(self, part: Any) -> bool:
        is_number = (
            isinstance(part, sympy.Expr) and not part.is_Atom and not getattr(part, "is_Matrix", False)
        )
        return is_number and not self._traits.is_foldable(part)

    def _parts(self, node: Any, region: Region) -> Iterable[tuple[Any, Region]]:
        if not isinstance(node, sympy.Piecewise):
            return [(part, region) for part in self._values(node)]
        number = self._number.get(id(node))
        if number is None:
            number = self._number[id(node)] = len(self.piecewise)
            self.piecewise.append(node)
        pairs = [(i, pair.args[0]) for i, pair in enumerate(node.args)]
        return [(part, self._branch(number, i, part, region)) for i, part in pairs if self._is_computed(part)]

    def _branch(self, number: int, position: int, value: Any, region: Region) -> Region:
        if self._traits.is_tame(value) or self._is_only(number):
            return region
        return self._interned({number: frozenset((position,))})

    def _is_only(self, number: int) -> bool:
        return self.piecewise[number].args[0].args[1] is sympy.true

    def _interned(self, branches: dict[int, frozenset[int]]) -> Region:
        return self._regions.setdefault(frozenset(branches.items()), Region(branches))

    def _union(self, regions: list[Region]) -> Region:
        """Unite; all branches of a Piecewise together are where the Piecewise is needed."""
        if all(region is regions[0] for region in regions):
            return regions[0]
        branches: dict[int, frozenset[int]] = {}
        left = list(regions)
        while left:
            region = left.pop()
            if region is self.everywhere:
                return region
            for number, positions in region.branches.items():
                united = branches.get(number, frozenset()) | positions
                if self._is_whole(number, united):
                    branches.pop(number, None)
                    left.append(self.home_of(number))
                else:
                    branches[number] = united
        return self._interned(branches)

    def _is_whole(self, number: int, positions: frozenset[int]) -> bool:
        pairs = self.piecewise[number].args
        return len(positions) == len(pairs) and pairs[-1].args[1] is sympy.true

    def home_of(self, number: int) -> Region:
        """Return the region of a Piecewise."""
        return self._home[id(self.piecewise[number])]

    def contains(self, outer: Region, inner: Region) -> bool:
        """Tell whether ``inner`` is known to lie in ``outer``."""
        left = [inner]
        while left:
            region = left.pop()
            if region is outer or outer is self.everywhere:
                continue
            if region is self.everywhere:
                return False
            for number, positions in region.branches.items():
                if not positions <= outer.branches.get(number, frozenset()):
                    left.append(self.home_of(number))
        return True

    def home(self, expr: Any, scope: Scope) -> Region | None:
        """Return the region in which a node is to be computed, where it is larger than ``scope``."""
        region, current = self._home.get(id(expr)), self._scopes.get(id(scope))
        if region is None or current is None or region is current or not self.contains(region, current):
            return None
        return region

    def branch(self, expr: Any, position: int, scope: Scope) -> Region | None:
        """Return the region of one branch of a Piecewise that is lowered in its own region."""
        region = self._home.get(id(expr))
        if region is None or self._scopes.get(id(scope)) is not region:
            return None
        return self._interned({self._number[id(expr)]: frozenset((position,))})

    def is_known(self, scope: Scope) -> bool:
        """Tell whether ``scope`` belongs to a region."""
        return id(scope) in self._scopes


def masked(lowering: Lowering, expr: Any, scope: Scope, region: Region) -> Form:
    """Compute a node in its region, and hand on 1 where ``scope`` does not need it."""
    inner = yield from scope_of(lowering, region)
    node = yield expr, inner
    if lowering.builder.is_number(node):
        return node
    return lowering.builder.add(WHERE, scope.mask, node, lowering.builder.number(1))


def scope_of(lowering: Lowering, region: Region) -> Generator[tuple[Any, Scope], int, Scope]:
    """Return the scope that masks everything outside a region."""
    scope = lowering.sharing.scope_of.get(region)
    if scope is None:
        mask = yield region, lowering.free
        scope = lowering.masking(mask)
        lowering.sharing.bind(region, scope)
    return scope


def mask_of(lowering: Lowering, region: Region) -> Form:
    """Return the node that tells where a region is, from the conditions of its branches."""
    build, total = lowering.builder, -1
    for number in sorted(region.branches):
        mask = yield from _union_of_branches(lowering, number, region.branches[number])
        home = lowering.sharing.home_of(number)
        if home is not lowering.sharing.everywhere:
            mask = build.add(AND, (yield home, lowering.free), mask)
        total = mask if total < 0 else build.add(OR, total, mask)
    return total


def _union_of_branches(lowering: Lowering, number: int, positions: frozenset[int]) -> Form:
    build, earlier, total = lowering.builder, -1, -1
    for position, pair in enumerate(lowering.sharing.piecewise[number].args[: max(positions) + 1]):
        is_default = pair.args[1] is sympy.true
        holds = -1 if is_default else (yield pair.args[1], lowering.free)
        if position in positions:
            others = build.add(NOT, earlier) if earlier >= 0 else -1
            mask = others if is_default else holds if others < 0 else build.add(AND, holds, others)
            total = mask if total < 0 else build.add(OR, total, mask)
        earlier = holds if earlier < 0 else build.add(OR, earlier, holds)
    return total
