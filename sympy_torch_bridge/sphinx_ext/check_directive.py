"""``stb:check``: a derivative that somebody claims, and what the checker says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .directive import BridgeDirective
from .verdict import WORDS

if TYPE_CHECKING:
    from .verdict import Verdict

__all__ = ["CheckDirective"]


class CheckDirective(BridgeDirective):
    """Check of a claimed derivative, with the report.

    The argument is the formula. ``:expect: refuted`` is for a page about mistakes: then it is a
    warning when the claim is *not* refuted.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "claim": directives.unchanged_required,
        "wrt": directives.unchanged_required,
        "domain": directives.unchanged_required,
        "expect": directives.unchanged_required,
    }

    def build(self) -> list[nodes.Node]:
        """Return the statement, the verdict and the report."""
        expected = self.options.get("expect", "verified")
        if expected not in WORDS.values():
            raise OptionError("expect", expected, accepted=tuple(WORDS.values()))
        if "claim" not in self.options:
            raise OptionError("claim", "", accepted=("a formula, or one a variable separated by commas",))
        from .verification import claim_verdict

        expr, claimed, wrt, domain = self._question()
        verdict = claim_verdict(expr, claimed, wrt, domain, self.cache, self.settings)
        self._warn_unexpected(verdict, expected)
        statement = nodes.paragraph("", "", _formula(expr, claimed, wrt), nodes.Text(" "), verdict.to_node())
        if not verdict.is_verified and verdict.reason:
            statement += nodes.Text(f": {verdict.reason}")
        return [statement, nodes.literal_block(verdict.report, verdict.report, language="none")]

    def _question(self) -> tuple[Any, list[Any], list[Any], Any]:
        from ..parse import parse_expressions
        from ..quantity import free_names, read_domain, read_formula, read_symbols, real_symbols

        expr, symbols = read_formula(self.arguments[0])
        claim = self.options["claim"]
        known = {**real_symbols(free_names(claim)), **symbols}
        wrt = read_symbols(self.options["wrt"], known) if "wrt" in self.options else list(symbols.values())
        domain = read_domain(self.options["domain"], known) if "domain" in self.options else None
        return expr, list(parse_expressions(claim, symbols=known)), wrt, domain

    def _warn_unexpected(self, verdict: Verdict, expected: str) -> None:
        if expected == "verified":
            self.warn_unverified(f"the claim {self.options['claim']}", verdict)
        elif verdict.word != expected:
            self.warn(
                f"the claim {self.options['claim']} is {verdict.word} where :expect: says {expected}",
                "unexpected",
            )


def _formula(expr: Any, claimed: list[Any], wrt: list[Any]) -> nodes.math:
    from sympy import ImmutableMatrix

    from ..rules import Rule
    from .table_node import math_node

    right = claimed[0] if len(claimed) == 1 else ImmutableMatrix(claimed)
    by = wrt[0] if len(wrt) == 1 else tuple(wrt)
    # Written as the tables of rules write theirs; the record is not part of any catalog.
    rule = Rule(
        "page.claim", "claim", expr, right, by, tags=("partial",) if len(expr.free_symbols) > 1 else ()
    )
    return math_node(rule.statement_latex, rule.statement_text)
