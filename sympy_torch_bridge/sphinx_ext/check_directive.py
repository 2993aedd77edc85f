"""``stb:check``: a derivative that somebody claims, and what the checker says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ..errors import OptionError
from .claim_statement import claim_node
from .directive import BridgeDirective
from .verdict import WORDS

if TYPE_CHECKING:
    from .verdict import Verdict

__all__ = ["CheckDirective"]


class CheckDirective(BridgeDirective):
    """Check of a claimed derivative, with the report.

    The argument is the formula, or several in brackets. ``:order: 2`` takes the rows of a Hessian as the
    claim. ``:expect: refuted`` is for a page about mistakes: then it is a
    warning when the claim is *not* refuted.
    """

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = {
        "claim": directives.unchanged_required,
        "wrt": directives.unchanged_required,
        "order": directives.positive_int,
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
        order = self.options.get("order", 1)
        verdict = claim_verdict(expr, claimed, wrt, domain, order, self.cache, self.settings)
        self.note_check("claim", f"{self.arguments[0]}: {self.options['claim']}", verdict, expected=expected)
        self._warn_unexpected(verdict, expected)
        formula = claim_node(expr, claimed, wrt, order)
        statement = nodes.paragraph("", "", formula, nodes.Text(" "), verdict.to_node())
        if not verdict.is_verified and verdict.reason:
            statement += nodes.Text(f": {verdict.reason}")
        return [statement, nodes.literal_block(verdict.report, verdict.report, language="none")]

    def _question(self) -> tuple[Any, list[Any], list[Any], Any]:
        from ..quantity import (
            free_names,
            read_claim,
            read_domain,
            read_formulas,
            read_symbols,
            real_symbols,
        )

        expr, symbols = read_formulas(self.arguments[0])
        claim = self.options["claim"]
        known = {**real_symbols(free_names(claim)), **symbols}
        wrt = read_symbols(self.options["wrt"], known) if "wrt" in self.options else list(symbols.values())
        domain = read_domain(self.options["domain"], known) if "domain" in self.options else None
        return expr, read_claim([claim], known), wrt, domain

    def _warn_unexpected(self, verdict: Verdict, expected: str) -> None:
        if expected == "verified":
            self.warn_unverified(f"the claim {self.options['claim']}", verdict)
        elif verdict.word != expected:
            self.warn(
                f"the claim {self.options['claim']} is {verdict.word} where :expect: says {expected}",
                "unexpected",
            )
