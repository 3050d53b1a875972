"""What a browser sent with a form: texts, files, and which button was pressed."""

from __future__ import annotations

from dataclasses import dataclass, field

from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from web.shell.responding import Asking  # Litestar reads it

ACTION = "do"
"""Under which name a button says what is to be done."""

MOST_TEXT = 2**20
"""How many characters all texts of a form may have; files are counted apart."""

MOST_BYTES = 50 * 2**20
"""How many bytes a form with its files may have."""


class TooMuchText(ClientException):
    """More was typed than a fact could ever hold."""

    status_code = 413


@dataclass(frozen=True, slots=True)
class SentForm:
    """Texts by name in their order, files by name, and the button: ``preview``, ``add:sources``."""

    pairs: tuple[tuple[str, str], ...]
    action: str = ""
    files: dict[str, UploadFile] = field(default_factory=dict)

    @property
    def verb(self) -> str:
        """What is to be done."""
        return self.action.partition(":")[0]

    @property
    def object(self) -> str:
        """What it is to be done to, if that is said."""
        return self.action.partition(":")[2]


async def sent_form(request: Asking) -> SentForm:
    """Read a form; files that are large go to disk. Raises ClientException for what is none."""
    try:
        data = await request.form()
    except (ValueError, LookupError) as error:
        raise ClientException("this is no form that a browser sends") from error
    pairs: list[tuple[str, str]] = []
    files: dict[str, UploadFile] = {}
    for name, value in data.items():
        if isinstance(value, UploadFile):
            files[name] = value
        else:
            pairs.append((name, str(value)))
    if sum(len(name) + len(value) for name, value in pairs) > MOST_TEXT:
        raise TooMuchText("more was typed than a fact can hold")
    action = next((value for name, value in pairs if name == ACTION), "preview")
    return SentForm(tuple(pair for pair in pairs if pair[0] != ACTION), action, files)
