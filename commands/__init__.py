"""The commands, one file for each family; this table is all that `register --help` loads."""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("commands.operate.setup", "init", "Create the database, or bring it up to date."),
    "demo": ("commands.operate.setup", "demo", "Load the example register and print its matrix."),
    "import": ("commands.operate.exchange", "import_", "Record the facts of files and tables."),
    "mapping": (
        "commands.operate.mapping",
        "mapping",
        "Say how tables become facts; write a form to fill in.",
    ),
    "export": ("commands.operate.exchange", "export", "Write the log out."),
    "record": ("commands.record.record", "record", "Record one fact."),
    "intake": (
        "commands.intake.intake",
        "intake",
        "Read an article, and decide on what it may tell of.",
    ),
    "confirm": ("commands.record.claims", "confirm", "Record that somebody confirms a fact."),
    "deny": ("commands.record.claims", "deny", "Record that somebody denies a fact."),
    "correct": ("commands.record.claims", "correct", "Correct a fact by a further one."),
    "retract": ("commands.record.claims", "retract", "Take a fact or a claim back."),
    "types": ("commands.ask.vocabulary", "types", "List the types of fact, or explain one."),
    "help": ("commands.ask.help", "help_", "Explain the words that are used, or a command."),
    "schema": ("commands.ask.vocabulary", "schema", "Print the JSON Schema of the fact format."),
    "status": (
        "commands.ask.status",
        "status",
        "Tell what holds, on a day, as known then, and why.",
    ),
    "periods": (
        "commands.ask.status",
        "periods",
        "Tell what holds over all time, with the forecast.",
    ),
    "diff": ("commands.ask.diff", "diff", "Tell what changed between two days, and why."),
    "history": ("commands.ask.history", "history", "List the facts of a relationship."),
    "conflicts": ("commands.ask.history", "conflicts", "List disputed facts with both sides."),
    "contradictions": (
        "commands.ask.contradictions",
        "contradictions",
        "List where measurement contradicts what is announced.",
    ),
    "search": ("commands.ask.history", "search", "Search facts, sources and notes."),
    "roll": ("commands.laws.apply", "roll", "Record recurring duties ahead, as laws ask."),
    "deadlines": (
        "commands.ask.deadlines",
        "deadlines",
        "List due days ahead and past; iCalendar.",
    ),
    "clocks": ("commands.ask.clocks", "clocks", "List by when requests have to be answered."),
    "gaps": ("commands.ask.gaps", "gaps", "List what laws ask, and nothing is known about."),
    "figures": (
        "commands.ask.figures",
        "figures",
        "List reported figures, with a picture of them.",
    ),
    "proceedings": (
        "commands.ask.proceedings",
        "proceedings",
        "List proceedings, findings and fines, with totals.",
    ),
    "report": (
        "commands.reports.report",
        "report",
        "Write what people read: a dossier, a matrix, deadlines.",
    ),
    "platform": ("commands.record.platform", "platform", "List, show and add platforms."),
    "instrument": ("commands.laws.instrument", "instrument", "List, show, import and apply laws."),
    "key": ("commands.proof.keys", "key", "Make, show and replace the key that signs checkpoints."),
    "checkpoint": ("commands.proof.checkpoint", "checkpoint", "Sign and keep what the log is now."),
    "witness": (
        "commands.proof.witness",
        "witness",
        "Know those who sign checkpoints as witnesses.",
    ),
    "verify": ("commands.proof.verify", "verify", "Check that nobody touched the log."),
    "rebuild": ("commands.operate.rebuild", "rebuild", "Make the read models anew from the log."),
    "person": ("commands.record.persons", "person", "List and show the persons whom facts name."),
    "forget": ("commands.record.persons", "forget", "Make a person's name and contact unreadable."),
    "backup": (
        "commands.operate.backup",
        "backup",
        "Write a backup to a file, while others record.",
    ),
    "restore": ("commands.operate.backup", "restore", "Restore a backup into an empty register."),
    "bundle": (
        "commands.proof.bundle",
        "bundle",
        "Write the evidence of what held into one zip file.",
    ),
    "source": (
        "commands.documents.source",
        "source",
        "Archive sources, and look up quotes in them.",
    ),
    "follow": (
        "commands.operate.follow",
        "follow",
        "Keep the read models up with the log, on a server.",
    ),
    "serve": (
        "commands.operate.serve",
        "serve",
        "Serve the register as pages in a browser.",
    ),
    "account": (
        "commands.operate.accounts",
        "account",
        "Say who may come to the pages, and as what.",
    ),
    "doctor": ("commands.operate.doctor", "doctor", "Tell what is wrong, and what to do about it."),
}
"""By name: the module, the command in it, and what it does in one line."""
