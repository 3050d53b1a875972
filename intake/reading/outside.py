"""What of a text is no part of its article: lists of other articles, and what a site says of itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intake.reading.sentences import Span, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_OTHERS = re.compile(
    r"^[\W\d_]*(?:"
    r"(?:читайте|смотрите|слушайте) (?:также|еще|ещё|далее)|по теме|самое читаемое|популярное|"
    r"главное сейчас|новости по теме|материалы по теме|другие новости|"
    r"(?:тағы|сондай-ақ) (?:оқыңыз|оқи отырыңыз)|оқи отырыңыз|осы тақырып|ең көп оқылған|"
    r"(?:اقر[أا]|طالع|شاهد) [أا]يض[اًا]*|ال[أا]كثر (?:مشاهد|قراء|تداول)|مواضيع ذات|[أا]خبار ذات|"
    r"xem thêm|đọc thêm|tin liên quan|bài liên quan|có thể bạn quan tâm|đọc nhiều|tin mới|"
    r"read (?:more|also|next)|see also|also read|most (?:read|viewed|popular)|recommended|"
    r"related (?:articles?|stories|news|content|posts?|topics?)|more (?:from|on this)|trending"
    r")",
    re.IGNORECASE,
)
"""How a reference to other articles begins."""

_OF_THE_SITE = re.compile(
    r"©|copyright|all rights reserved|все права защищены|барлық құқықтар|"
    r"جميع الحقوق|bản quyền|условия использования|политик\w+ конфиденциальности|"
    r"(?:файл\w*|use[sd]?|sử dụng) cookies?|cookies? policy|privacy policy|terms of (?:use|service)s?\b.{0,20}$|"
    r"subscribe to (?:our|the) |подпи(?:сывайтесь|шитесь|саться) на |подписка на |"
    r"оригинал статьи|اشترك في|đăng ký nhận|theo dõi chúng tôi|follow us on|"
    r"^[^.!?؟]{0,25}\.(?:com|ru|kz|vn|org|net)$",
    re.IGNORECASE,
)
_ALONE = 70
"""How long a line is at most that is nothing but a reference's heading."""

_LONG = 140
"""How long a paragraph is at least that ends a list of other articles."""


def outside(text: str, *, body: str | None = None) -> tuple[Span, ...]:
    """Return the lines that are no part of the article; ``body`` is what a reader of pages made of it.

    Without a body only what calls itself so is left out.
    """
    found = set(_marked(text))
    if body is not None:
        found |= {one for one in lines(text) if not _stands_in(text[one.start : one.end], body)}
    return tuple(sorted(found))


def _stands_in(line: str, body: str) -> bool:
    words = " ".join(line.split())
    return not words or words in body or (len(words) > _ALONE and words[:_ALONE] in body)


def _marked(text: str) -> Iterator[Span]:
    """Give the lines that refer to other articles, with the lists below them, or speak of the site."""
    is_list = False
    for one in lines(text):
        line = text[one.start : one.end].strip()
        if _OTHERS.match(line):
            is_list = len(line) <= _ALONE and (line.endswith(":") or len(line.split()) <= 4)
            yield one
        elif _OF_THE_SITE.search(line):
            yield one
        elif is_list and line:
            is_list = not _is_paragraph(line)
            if is_list:
                yield one


def _is_paragraph(line: str) -> bool:
    return len(line) >= _LONG and line.rstrip("\"'”»").endswith((".", "!", "?", "؟", "…"))
