"""A vocabulary as JSON or CSV. Pure."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict
from io import StringIO
from typing import Any

from annotations.vocabularies.entries import COLUMNS, FIELDS, STATUSES, Entry, Fault, Read, entry_of

# Between synonyms in a cell of a CSV.
BETWEEN = "|"

NOT_JSON = "This is no JSON: {why}. Mend it there, or export the vocabulary anew."
NOT_A_LIST = "A vocabulary is a list of topics: [{{…}}, {{…}}]."
NO_COLUMNS = "The first line must name the columns; these are missing: {names}."
UNKNOWN = "“{name}” is not known here. A topic has: {known}."
NOT_AN_OBJECT = "A topic is an object with slug, label and so on."
NO_SLUG = "It has no slug. Give it one: small letters, digits and hyphens."
NO_STATUS = "A topic’s status is one of: {known}."
NOT_WORDS = "“{name}” must be text."
NOT_SYNONYMS = "“synonyms” must be a list of words."


def as_json(entries: Iterable[Entry]) -> str:
    """The topics as a JSON list, as osbiz's own vocabulary is kept."""
    rows = [{name: value for name, value in asdict(entry).items() if name in COLUMNS} for entry in entries]
    told = [{**row, "parent": row["parent"] or None, "synonyms": list(row["synonyms"])} for row in rows]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def as_csv(entries: Iterable[Entry]) -> str:
    """The topics as a table, a line each; synonyms stand in one cell."""
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    for entry in entries:
        words = [getattr(entry, name) for name in FIELDS]
        writer.writerow([*words, f" {BETWEEN} ".join(entry.synonyms), entry.status])
    return table.getvalue()


def read(text: str) -> Read:
    """The topics in a file of either kind, told by its beginning."""
    return read_json(text) if text.lstrip().startswith(("[", "{")) else read_csv(text)


def read_json(text: str) -> Read:
    """The topics of a JSON list; a line is the number of an entry."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Read(
            (), (Fault(getattr(error, "lineno", 0), NOT_JSON.format(why=getattr(error, "msg", error))),)
        )
    if not isinstance(rows, list):
        return Read((), (Fault(0, NOT_A_LIST.format()),))
    entries, faults = [], []
    for line, row in enumerate(rows, start=1):
        wrong = list(complaints(row))
        faults += [Fault(line, message) for message in wrong]
        if not wrong:
            entries.append(entry_of(row, tuple(row.get("synonyms") or ()), line))
    return Read(entries, faults)


def complaints(row: Any) -> Iterable[str]:
    """What is wrong with a topic's shape."""
    if not isinstance(row, dict):
        yield NOT_AN_OBJECT
        return
    for name, value in row.items():
        if name not in COLUMNS:
            yield UNKNOWN.format(name=name, known=", ".join(COLUMNS))
        elif name == "synonyms":
            if not (
                value is None or (isinstance(value, list) and all(isinstance(one, str) for one in value))
            ):
                yield NOT_SYNONYMS
        elif not isinstance(value, str | None):
            yield NOT_WORDS.format(name=name)
    if not row.get("slug"):
        yield NO_SLUG
    if row.get("status") not in (None, "", *STATUSES):
        yield NO_STATUS.format(known=", ".join(STATUSES))


def read_csv(text: str) -> Read:
    """The topics of a table; a line is the file's own."""
    reader = csv.reader(StringIO(text, newline=""), dialect=dialect_of(text))
    head = [name.strip() for name in next(reader, [])]
    if missing := [name for name in ("slug", "label", "definition") if name not in head]:
        return Read((), (Fault(1, NO_COLUMNS.format(names=", ".join(missing))),))
    if unknown := [name for name in head if name and name not in COLUMNS]:
        return Read((), tuple(Fault(1, UNKNOWN.format(name=n, known=", ".join(COLUMNS))) for n in unknown))
    entries, faults = [], []
    began = reader.line_num + 1
    for cells in reader:
        line, began = began, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        row = dict(zip(head, cells, strict=False))
        if not row.get("slug", "").strip():
            faults.append(Fault(line, NO_SLUG))
            continue
        if row.get("status", "").strip() not in ("", *STATUSES):
            faults.append(Fault(line, NO_STATUS.format(known=", ".join(STATUSES))))
        entries.append(entry_of(row, tuple(row.get("synonyms", "").split(BETWEEN)), line))
    return Read(entries, faults)


def dialect_of(text: str) -> type[csv.Dialect]:
    """Commas between cells, or the semicolons or tabs that some spreadsheets write."""
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    return type("Table", (csv.excel,), {"delimiter": between})
