"""Accounts that are true of the same slip."""

from __future__ import annotations

__all__ = [
    "COPIED",
    "HALF",
    "INNER",
    "INNER_NUMBER",
    "MEAN",
    "MISSING",
    "NUMBER",
    "POWER",
    "PRODUCT_HELD",
    "QUOTIENT_HELD",
    "SIGN",
]

INNER = frozenset({"inner-derivative", "factor"})
NUMBER = frozenset({"constant-factor", "wrong-constant", "factor"})
INNER_NUMBER = INNER | NUMBER
SIGN = frozenset({"sign", "constant-factor"})
HALF = frozenset({"factor-2", *NUMBER})
MEAN = frozenset({"mean", *NUMBER})
MISSING = frozenset({"dropped-term", "held-constant"})
PRODUCT_HELD = MISSING | {"product-rule"}
QUOTIENT_HELD = MISSING | {"quotient-rule", "product-rule"}
POWER = frozenset({"exponent", "factor"})
COPIED = frozenset({"argument", "wrong-function"})
