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
    "clocks": ("commands.clocks", "clocks", "List by when requests have to be answered."),
    "platform": ("commands.platform", "platform", "List, show and add platforms."),
    "key": ("commands.keys", "key", "Make, show and replace the key that signs checkpoints."),
    "checkpoint": ("commands.checkpoint", "checkpoint", "Sign and keep what the log is now."),
    "witness": ("commands.witness", "witness", "Know those who sign checkpoints as witnesses."),
    "verify": ("commands.verify", "verify", "Check that nobody touched the log."),
    "rebuild": ("commands.rebuild", "rebuild", "Make the read models anew from the log."),
    "person": ("commands.persons", "person", "List and show the persons whom facts name."),
    "forget": ("commands.persons", "forget", "Make a person's name and contact unreadable."),
    "backup": ("commands.backup", "backup", "Write a backup to a file, while others record."),
    "restore": ("commands.backup", "restore", "Restore a backup into an empty register."),
    "bundle": ("commands.bundle", "bundle", "Write the evidence of what held into one zip file."),
    "source": ("commands.source", "source", "Archive sources, and look up quotes in them."),
    "follow": ("commands.follow", "follow", "Keep the read models up with the log, on a server."),
    "doctor": ("commands.doctor", "doctor", "Tell what is wrong, and what to do about it."),
}
"""By name: the module, the command in it, and what it does in one line."""
