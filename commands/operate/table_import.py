"""`register import --mapping`: tables of others, and filled-in forms, by way of a mapping."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from aggregates.errors import InvalidCode, InvalidDate
from aggregates.vocabulary.fields import Edtf, Sha256
from commands.shell.files import beside
from commands.shell.printing import as_json, note, safe, say
from commands.shell.progress import import_progress
from exchange.importers.form import form_file, form_mapping
from exchange.importers.mapped_import import TableResult, import_table
from exchange.importers.mapping import find_mapping
from exchange.importers.platforms import Platforms
from exchange.importers.table_files import DATA_SETS, opened_table, rejected_rows
from exchange.importers.tables.workbook import is_workbook
from projections.read_models.platform_names import slugs_by_name
from register.importing.importer import ImportOptions
from register.jurisdictions import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from exchange.importers.mapping import TableMapping
    from projections.embedded import EmbeddedRegister

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class TableRequest:
    """How tables are to be read: by which mapping (None: as forms), of which sheet, cited how."""

    mapping: str | None = None
    sheet: str | None = None
    published: str | None = None
    sha256: str | None = None

    def is_meant(self, name: str) -> bool:
        """Tell whether a file is a table, and no file of JSON Lines."""
        return self.mapping is not None or is_workbook(name) or name.lower().endswith(".csv")

    def check(self) -> None:
        """Refuse what no source can say, before a thousand facts are refused for it."""
        try:
            if self.published is not None:
                Edtf.checked(self.published)
            if self.sha256 is not None:
                Sha256.checked(self.sha256)
        except (InvalidDate, InvalidCode) as error:
            raise click.UsageError(str(error)) from error

    def cited(self) -> dict[str, str]:
        """Return what every source says besides."""
        told = {"published": self.published, "sha256": self.sha256}
        return {name: value for name, value in told.items() if value is not None}


def import_one_table(
    register: EmbeddedRegister,
    name: str,
    request: TableRequest,
    options: ImportOptions,
    *,
    today: str,
) -> TableResult:
    """Import the table of a file; its refused rows go to FILE.rejected.csv if they are skipped."""
    mapping = None if request.mapping is None else find_mapping(request.mapping)
    file = form_file() if mapping is None else mapping.file
    platforms = _platforms(register, mapping)
    with ExitStack() as stack:
        table = stack.enter_context(
            opened_table(name, file, sheet=request.sheet, stream=_stream(name), platforms=platforms)
        )
        told = stack.enter_context(import_progress(name, None))
        result = import_table(
            register,
            table,
            mapping or form_mapping(table.head, table.name),
            ImportOptions(
                recorded_by=options.recorded_by,
                dry_run=options.dry_run,
                skip_refused=options.skip_refused,
                on_step=told,
            ),
            cited=request.cited(),
            restated_on=request.published or today,
            platforms=platforms,
        )
    if options.skip_refused and not options.dry_run and result.refused_rows:
        _write_rejected(name, request, file, result.refused_rows, mapping)
    return result


def _platforms(register: EmbeddedRegister, mapping: TableMapping | None) -> Platforms:
    """Return what the mapping calls platforms, of those that the register has, and its names."""
    with register.reading() as connection:
        names = slugs_by_name(connection)
    table = {} if mapping is None else mapping.part("platforms")
    return Platforms(table, lambda name: names.get(folded(name)))


def _stream(name: str) -> IO[bytes] | None:
    return sys.stdin.buffer if name == STANDARD_INPUT else None


def _write_rejected(
    name: str,
    request: TableRequest,
    file: Mapping[str, Any],
    numbers: set[int],
    mapping: TableMapping | None,
) -> None:
    """Write the head and the refused rows as CSV, in the form that the mapping reads."""
    if name == STANDARD_INPUT or file.get("format") in DATA_SETS:
        what = "standard input" if name == STANDARD_INPUT else name
        note(f"Refused rows of {what} are kept nowhere.")
        return
    path = Path(name).with_name(f"{Path(name).name}.rejected.csv")
    skipped = 0 if mapping is None else file.get("skip", 0)
    with (
        opened_table(name, file, sheet=request.sheet) as table,
        TextIOWrapper(
            beside(Path(name), path), encoding=file.get("encoding", "utf-8"), newline=""
        ) as stream,
    ):
        stream.write("\n" * skipped)
        writer = csv.writer(stream, delimiter=file.get("delimiter", ","), lineterminator="\n")
        writer.writerows(rejected_rows(table, numbers))
    note(f"Refused rows go to {path}.")


def report_table(result: TableResult) -> None:
    """Name what was refused, on standard error."""
    for refusal in result.refusals:
        note(safe(refusal))
    named = len({refusal.number for refusal in result.refusals})
    if result.refused > named:
        note(f"… and {result.refused - named} more refused rows.")


def print_tables(results: Sequence[TableResult], form: str, *, dry_run: bool) -> None:
    """Print what became of tables, all together."""
    counts = _counts(results)
    left_out: Counter[str] = sum((result.left_out for result in results), Counter())
    followed = sum(result.imported.followed for result in results)
    if form == "json":
        more = {"followed": followed} if followed else {}
        as_json({**counts, "left_out": dict(left_out.most_common()), **more})
        return
    verb = "would be recorded" if dry_run else "recorded"
    corrections = _counted(counts["corrections"], "correction")
    say(
        f"{_counted(counts['rows'], 'row')}, {_counted(counts['read'], 'fact')}: "
        f"{counts['recorded']} {verb}{f' (of them {corrections})' if counts['corrections'] else ''}, "
        f"{_counted(counts['duplicates'], 'duplicate')}, "
        f"{_counted(counts['refused_rows'], 'row')} refused"
    )
    if counts["gone"]:
        say(f"{_counted(counts['gone'], 'fact')} of the register no longer in the table: kept")
    for reason, count in left_out.most_common():
        say(f"{_counted(count, 'row')} made no fact: {reason}")
    if followed:
        say(f"{followed} obligations recorded, which follow from them by law")


def _counts(results: Sequence[TableResult]) -> dict[str, int]:
    return {
        "rows": sum(result.rows for result in results),
        "read": sum(result.imported.read for result in results),
        "recorded": sum(result.imported.recorded for result in results),
        "corrections": sum(result.corrections for result in results),
        "duplicates": sum(result.imported.duplicates for result in results),
        "gone": sum(result.gone for result in results),
        "refused": sum(result.imported.refused for result in results),
        "refused_rows": sum(result.refused for result in results),
    }


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def refuse_table_options(request: TableRequest) -> None:
    """Refuse options that are for tables where no table is read."""
    given = {"--sheet": request.sheet, "--published": request.published, "--sha256": request.sha256}
    for option, value in given.items():
        if value is not None:
            raise click.UsageError(f"{option} is for tables: give --mapping, or a form")
