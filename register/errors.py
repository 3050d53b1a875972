"""What can go wrong with the register itself; each text is one sentence for the user."""

from __future__ import annotations

from aggregates.errors import RegisterError


class DatabaseProblem(RegisterError):
    """The database can't be used as asked."""


class NotInitialised(DatabaseProblem):
    """There is no register at the address."""


class SchemaMismatch(DatabaseProblem):
    """The database has another schema version than this program."""


class DatabaseBusy(DatabaseProblem):
    """Another process holds the write lock for longer than the busy timeout."""


class DatabaseLost(DatabaseProblem):
    """The server has ended the connection, or can't be reached."""


class DatabaseReadOnly(DatabaseProblem):
    """The database can be read, and not written."""


class DiskFull(DatabaseProblem):
    """There is no room left where the database is."""


class UnfitText(DatabaseProblem):
    """A text that is looked for is none that the database can hold."""


class ClockDoubted(RegisterError):
    """The clock of who records is so far ahead, or off, that it is probably wrong."""


class StreamMoved(RegisterError):
    """Somebody else recorded on the same aggregate in between."""


class VersionMoved(StreamMoved):
    """An aggregate has come to another version than the one that a decision was made by."""


class FactOverwritten(RegisterError):
    """A fact id that is in the log already came with other content."""


class UnknownInstrument(RegisterError):
    """There is no legal instrument with that id."""


class UnknownPlatform(RegisterError):
    """No platform is known by that slug, name or alias."""


class UnknownJurisdiction(RegisterError):
    """No jurisdiction is known by that code or name."""


class UnknownType(RegisterError):
    """There is no type of fact by that name."""


class DamagedReadModel(RegisterError):
    """A row of a read model is not what was kept there."""


class DamagedFact(RegisterError):
    """The stored bytes of a fact are not those of a fact."""


class UnknownFact(RegisterError):
    """No fact has that id."""


class InvalidMoment(RegisterError):
    """A text that names no day, or no point of the log."""


class UnknownProjection(RegisterError):
    """There is no read model by that name."""


class RebuildStopped(RegisterError):
    """A rebuild ended before its time; what readers see has not changed."""


class NoRoom(RegisterError):
    """The disk for temporary files is full."""


class ImportStopped(RegisterError):
    """An import ended before its time; what it had recorded is kept."""


class UnknownPerson(RegisterError):
    """Nobody is known by that pseudonym or name, or several are."""


class ForgottenPerson(RegisterError):
    """The key of a person was destroyed."""


class DamagedKey(RegisterError):
    """A file of the key store has no key in it."""


class KeysUnknown(RegisterError):
    """The keys that are needed are not where the register looks for them."""


class BackupProblem(RegisterError):
    """A backup can't be made, or can't be restored, as asked."""


class DamagedLog(RegisterError):
    """A log, or a copy of it, is not what its tree or a checkpoint says."""


class NoText(RegisterError):
    """A document has no text that a quote could be found in."""


class UnknownDocument(RegisterError):
    """No document has that hash, and none is cited by it."""


class BadDocument(RegisterError):
    """A file can't be archived."""


class AccountRefused(RegisterError):
    """An account, a token or an invitation can't be as asked."""


class UnknownAccount(RegisterError):
    """Nobody has an account by that handle."""


class LinkGone(RegisterError):
    """A link was used, or its time is over."""


class TooManyTries(RegisterError):
    """Somebody tried to sign in too often; there are ``seconds`` to wait."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"too many tries to sign in: wait {seconds} s, then try again")


class NotTheExample(RegisterError):
    """The example can't be loaded: the register is in use, or the shipped files are damaged."""


class RequestKeyReused(RegisterError):
    """A key that was given to one request comes with another."""


class RequestRunning(RegisterError):
    """A request with the same key has no answer yet."""
