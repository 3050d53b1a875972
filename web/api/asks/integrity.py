"""What proves the log: its tree, its keys, and the checkpoints that were signed of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from integrity.checkpoints.checkpoints import kept_checkpoints, look_at
from integrity.checkpoints.documents import checkpoint_document
from integrity.checkpoints.store import kept_or_last, last_kept
from integrity.keys.signing_keys import keys
from integrity.keys.witnesses import witnesses
from projections.queries.status import set_aside_count
from projections.standing.lookup import reached
from web.accounts.roles import May
from web.api.operation import API, ApiParameter, Document, Operation, Rows

if TYPE_CHECKING:
    from web.api.operation import ApiCall

_FAMILY = "Integrity"
CHECKPOINT_COLUMNS = ("size", "made_at", "root", "origin", "problems")
_SIZE = ApiParameter(
    "size",
    "Of how many facts it is.",
    {"type": "integer", "minimum": 0, "maximum": 10**15},
    "path",
    1,
)


def _checkpoints(call: ApiCall) -> Rows:
    return Rows([checkpoint_document(one) for one in kept_checkpoints(call.view.connection)])


def _checkpoint(call: ApiCall) -> Document:
    connection = call.view.connection
    found = kept_or_last(connection, call.values["size"])
    return Document(checkpoint_document(look_at(connection, found)))


def _integrity(call: ApiCall) -> Document:
    view = call.view
    last = last_kept(view.connection)
    _, done = reached(view.connection)
    return Document(
        {
            "log": view.known,
            "standings_through": done,
            "set_aside": set_aside_count(view.connection),
            "checkpoint": last and checkpoint_document(look_at(view.connection, last)),
            "keys": [one.vkey for one in keys(view.connection)],
            "witnesses": [one.vkey for one in witnesses(view.connection)],
        }
    )


OPERATIONS = (
    Operation(
        path=f"{API}/checkpoints",
        name="checkpoints",
        summary="The kept checkpoints, with their signatures.",
        family=_FAMILY,
        answer=_checkpoints,
        schema="Checkpoint",
        many=True,
        columns=CHECKPOINT_COLUMNS,
        may=May.PROVE,
        beside_log=True,
    ),
    Operation(
        path=f"{API}/checkpoints/{{size}}",
        name="checkpoint",
        summary="The kept checkpoint of so many facts.",
        family=_FAMILY,
        answer=_checkpoint,
        schema="Checkpoint",
        may=May.PROVE,
        beside_log=True,
        parameters=(_SIZE,),
        refuses=(409,),
    ),
    Operation(
        path=f"{API}/integrity",
        name="integrity",
        summary="The root of the log's tree at a point, the last checkpoint, and the keys.",
        family=_FAMILY,
        answer=_integrity,
        schema="Integrity",
        may=May.PROVE,
        beside_log=True,
        known_only=True,
    ),
)
