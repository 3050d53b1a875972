"""The commands, one file for each family; this table is all that `register --help` loads."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("commands.setup", "init", "Create the database, or bring it up to date."),
    "demo": ("commands.setup", "demo", "Load the example register and print its matrix."),
    "import": ("commands.exchange", "import_", "Record the facts of JSON Lines files."),
    "export": ("commands.exchange", "export", "Write the log out."),
    "record": ("commands.record", "record", "Record one fact."),
    "confirm": ("commands.claims", "confirm", "Record that somebody confirms a fact."),
    "deny": ("commands.claims", "deny", "Record that somebody denies a fact."),
    "correct": ("commands.claims", "correct", "Correct a fact by a further one."),
    "retract": ("commands.claims", "retract", "Take a fact or a claim back."),
    "types": ("commands.vocabulary", "types", "List the types of fact, or explain one."),
    "schema": ("commands.vocabulary", "schema", "Print the JSON Schema of the fact format."),
    "status": ("commands.status", "status", "Tell what holds, on a day, as known then, and why."),
    "periods": ("commands.status", "periods", "Tell what holds over all time, with the forecast."),
    "diff": ("commands.diff", "diff", "Tell what changed between two days, and why."),
    "history": ("commands.history", "history", "List the facts of a relationship."),
    "conflicts": ("commands.history", "conflicts", "List disputed facts with both sides."),
    "search": ("commands.history", "search", "Search facts, sources and notes."),
    "platform": ("commands.platform", "platform", "List, show and add platforms."),
    "verify": ("commands.upkeep", "verify", "Compare the read models with a replay of the log."),
    "rebuild": ("commands.upkeep", "rebuild", "Make the read models anew from the log."),
    "follow": ("commands.follow", "follow", "Keep the read models up with the log, on a server."),
    "doctor": ("commands.doctor", "doctor", "Tell what is wrong, and what to do about it."),
}
"""By name: the module, the command in it, and what it does in one line."""
