"""What can go wrong with aided entry; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class ArticleUnusable(RegisterError):
    """What was brought is no article that could be read."""


class GoldUnusable(RegisterError):
    """A gold set, or an article of it, is not what it should be."""


class EndpointProblem(RegisterError):
    """The endpoint of a language model can't be asked, or gave no usable answer."""
