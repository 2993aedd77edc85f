"""The layouts in which derivatives of a matrix by a matrix are written, right ones and their siblings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

__all__ = ["JacobianLayout", "JacobianLayouts", "layouts_of"]

Shape = tuple[int, ...]

# The axes of a derivative: rows and columns of the result, rows and columns of the variable.
_LETTERS = "ijkl"
_AXES = (0, 1, 2, 3)
_COLUMNS_STACKED = ((1, 0), (3, 2))
_ROWS = "rows stacked in place of columns (vec stacks columns, reshape rows)"
_TRANSPOSED = "the transposed Jacobian"
# Siblings of the vec form, those that people write most often first.
_OFTEN = 3
_STACKED = (
    (((0, 1), (2, 3)), "stacking", _ROWS),
    (((3, 2), (1, 0)), "transposed", f"{_TRANSPOSED}: a row for each entry of {{wrt}}"),
    (((2, 3), (0, 1)), "transposed", f"{_TRANSPOSED}, and with {_ROWS}"),
    (((2, 0), (3, 1)), "stacking", "a block for each entry of {wrt} in place of a column"),
    (((0, 2), (1, 3)), "stacking", "a block for each entry of the result in place of a row"),
    (((0, 1), (3, 2)), "stacking", f"the result, not {{wrt}}, with {_ROWS}"),
    (((1, 0), (2, 3)), "stacking", f"{{wrt}}, not the result, with {_ROWS}"),
    (((3, 2), (0, 1)), "transposed", f"{_TRANSPOSED}, and the result with {_ROWS}"),
    (((2, 3), (1, 0)), "transposed", f"{_TRANSPOSED}, and {{wrt}} with {_ROWS}"),
)


@dataclass(frozen=True, slots=True)
class JacobianLayout:
    """An order of the entries of a derivative.

    Parameters
    ----------
    axes : tuple of tuple of int
        Which axes of the derivative run along each axis of the claim, the slowest first.
    kind : str
        Of the mistake that a claim in this layout is; empty for a right layout.
    text : str
        The mistake for people; ``{wrt}`` is the variable.
    is_rare : bool
        Whether other slips that give the same numbers are likelier.
    """

    axes: tuple[tuple[int, ...], ...]
    kind: str = ""
    text: str = ""
    is_rare: bool = False

    def shape(self, sizes: Shape) -> Shape:
        """Return the shape of a claim, for the sizes of the four axes."""
        return tuple(math.prod(sizes[axis] for axis in group) for group in self.axes)

    def places(self, sizes: Shape) -> Any:
        """Return where the entries of a claim stand, in the order ``[i, j, k, l]`` of the derivative.

        Examples
        --------
        >>> JacobianLayout(((1, 0), (3, 2))).places((2, 2, 1, 2)).tolist()
        [0, 1, 4, 5, 2, 3, 6, 7]
        """
        order = [axis for group in self.axes for axis in group]
        left_out = [axis for axis in _AXES if axis not in order]  # of length one
        order += left_out
        numbers = np.arange(math.prod(sizes)).reshape([sizes[axis] for axis in order])
        return numbers.transpose(np.argsort(order)).ravel()


@dataclass(frozen=True, slots=True)
class JacobianLayouts:
    """The layouts that a shape may be in.

    Parameters
    ----------
    sizes : tuple of int
        Rows and columns of the result, rows and columns of the variable.
    is_vec : bool
        Whether the claim is a matrix of stacked columns.
    right : JacobianLayout
        The one that counts.
    others : tuple of JacobianLayout
        Its siblings of the same shape.
    is_right_shape : bool
        Whether the shape is that of the right layout.
    """

    sizes: Shape
    is_vec: bool
    right: JacobianLayout
    others: tuple[JacobianLayout, ...]
    is_right_shape: bool

    @property
    def read(self) -> JacobianLayout:
        """The layout that a claim is read in: the right one, or the likeliest of those its shape allows."""
        return self.right if self.is_right_shape else self.others[0]

    @property
    def places(self) -> Any:
        """Where the entries stand in a claim, one row for each output, as it is read."""
        return self.read.places(self.sizes)

    @property
    def is_ambiguous(self) -> bool:
        """Whether the transposed Jacobian has the very same shape."""
        outputs, variables = self.sizes[:2], self.sizes[2:]
        is_same = (
            math.prod(outputs) == math.prod(variables)
            if self.is_vec
            else [size for size in outputs if size != 1] == [size for size in variables if size != 1]
        )
        return self.is_right_shape and is_same


def layouts_of(shape: Sequence[int], sizes: Shape, *, can_stack: bool = True) -> JacobianLayouts | None:
    """Return the layouts that a claim of a shape may be in, None if it can be in none.

    Parameters
    ----------
    shape : sequence of int
        Axes of length one may be left out, unless two axes are left.
    sizes : tuple of int
        Rows and columns of the result, rows and columns of the variable.
    can_stack : bool
        Whether there is a vec form.

    Examples
    --------
    >>> found = layouts_of((6, 4), (3, 2, 2, 2))
    >>> found.is_vec, found.is_right_shape, layouts_of((4, 6), (3, 2, 2, 2)).read.text
    (True, True, 'the transposed Jacobian: a row for each entry of {wrt}')
    >>> layouts_of((3, 2, 2, 2), (3, 2, 2, 2)).is_vec, layouts_of((5, 4), (3, 2, 2, 2))
    (False, None)
    """
    given = tuple(int(size) for size in shape)
    bare = tuple(size for size in given if size != 1)
    kept = [axis for axis in _AXES if sizes[axis] != 1]
    spread = JacobianLayout(tuple((axis,) for axis in kept))
    if len(bare) == len(kept) and (len(given) != 2 or len(kept) == 2):
        is_vec, right, siblings, given = False, spread, _permuted(kept), bare
    elif can_stack and len(given) == 2:
        is_vec, right, siblings = True, JacobianLayout(_COLUMNS_STACKED), _stacked()
    else:
        return None
    is_right = given == right.shape(sizes)
    known = {tuple(right.places(sizes))} if is_right else set()
    others = []
    for layout in siblings:
        places = tuple(layout.places(sizes))
        if layout.shape(sizes) == given and places not in known:
            known.add(places)
            others.append(layout)
    if not is_right and not others:
        return None
    return JacobianLayouts(sizes, is_vec, right, tuple(others), is_right)


def _stacked() -> Iterator[JacobianLayout]:
    for place, (axes, kind, text) in enumerate(_STACKED):
        yield JacobianLayout(axes, kind, text, is_rare=place >= _OFTEN)


def _permuted(kept: Sequence[int]) -> Iterator[JacobianLayout]:
    """Yield the other orders of the axes: those of the variable first, then one exchange, then all."""
    outputs = [axis for axis in kept if axis < 2]
    variables = [axis for axis in kept if axis >= 2]
    first = (*variables, *outputs)
    if variables and outputs:
        text = f"{_TRANSPOSED}: the axes of {{wrt}} before those of the result, as in SymPy's derive_by_array"
        yield JacobianLayout(tuple((axis,) for axis in first), "transposed", text)
    orders = [order for order in permutations(kept) if order not in (tuple(kept), first)]
    for order in sorted(orders, key=lambda order: sum(a != b for a, b in zip(order, kept, strict=True))):
        yield JacobianLayout(tuple((axis,) for axis in order), *_named(order))


def _named(order: tuple[int, ...]) -> tuple[str, str]:
    """Return the kind and the words for the axes of a claim in another order."""
    if order == (0, 1, 3, 2):
        return "transposed", "the derivative by the transpose of {wrt}: its axes are exchanged"
    if order in ((1, 0), (1, 0, 2, 3)):
        return "transposed", "the derivative of the transposed result: its axes are exchanged"
    given, right = (", ".join(_LETTERS[axis] for axis in axes) for axes in (order, sorted(order)))
    return "stacking", f"df[i,j]/d{{wrt}}[k,l] at [{given}] in place of [{right}]"
