"""Forms as a browser without script sends them: what a page's fields hold, and a button pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import httpx
from support.web.pages import Client

Fields = list[tuple[str, str]]


@dataclass
class Form(HTMLParser):
    """The form of a page that is sent by post: its address, and what its fields hold."""

    page: str

    def __post_init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: Fields = []
        self.buttons: dict[str, str] = {}
        self._in, self._select, self._area, self._button = False, "", "", ""
        self.feed(self.page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "form":
            self._in = told.get("method") == "post"
            self.action = told.get("action") or "" if self._in else self.action
        if not self._in:
            return
        name, value, kind = told.get("name") or "", told.get("value") or "", told.get("type")
        match tag:
            case "input" if kind in ("checkbox", "radio"):
                self.fields += [(name, value)] if "checked" in told else []
            case "input" if kind != "file":
                self.fields.append((name, value))
            case "textarea":
                self._area = name
                self.fields.append((name, ""))
            case "select":
                self._select = name
            case "option" if self._select and "selected" in told:
                self.fields.append((self._select, value))
            case "button":
                self._button = value

    def handle_data(self, data: str) -> None:
        if self._area:
            name, told = self.fields[-1]
            self.fields[-1] = (name, told + data)
        if self._button:
            self.buttons[self._button] = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = False
        if tag == "textarea":
            name, told = self.fields[-1]
            self.fields[-1] = (name, told.removeprefix("\n"))
            self._area = ""
        if tag == "select":
            self._select = ""
        if tag == "button":
            self._button = ""

    def values(self) -> dict[str, str]:
        return {name: value for name, value in self.fields if value}


def sent(
    client: Client,
    page: httpx.Response,
    do: str,
    typed: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
) -> httpx.Response:
    """Type into the fields of a page's form, and press a button; multi-part, as its form says."""
    form, new = Form(page.text), typed or {}
    fields = [*((name, it) for name, it in form.fields if name not in new), *new.items()]
    parts: list[tuple[str, Any]] = [(name, (None, value)) for name, value in (*fields, ("do", do))]
    return client.post(form.action, files=[*parts, *(files or {}).items()], follow_redirects=False)
