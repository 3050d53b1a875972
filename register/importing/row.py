"""A fact of a file as a row: what passes between processes, is staged, and is appended.

It imports nothing, since all who make rows and all who take them meet here.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Row: TypeAlias = tuple[int, str, str, str, str | None, bytes]
"""A fact's line, its id, topic and stream, the id of the fact that it cites, and its bytes.

A plain tuple, because a million of them go from one process to another and into a table.
"""

LINE: Final = 0
FACT_ID: Final = 1
TOPIC: Final = 2
STREAM: Final = 3
CITED: Final = 4
PAYLOAD: Final = 5
