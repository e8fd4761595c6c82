"""Claims as JSON: what lies beside a project for programs that know none. Pure."""

from collections.abc import Mapping
from typing import Any

from annotations.research.passages import MEANS, Code, Name, Statement


def told(statement: Statement) -> dict[str, Any]:
    """A claim as an object."""
    return {
        "id": statement.id,
        "meaning": dict(statement.meaning),
        "company": named(statement.company),
        "guest": named(statement.guest),
        "about": coded(statement.about) if statement.about else None,
        "topics": [coded(code) for code in statement.codes],
        "evidence": [{"quote": quote, "stance": stance} for quote, stance in statement.evidence],
        "relations": [{"kind": kind, "claim": claim} for kind, claim in statement.relations],
    }


def named(name: Name | None) -> dict[str, str] | None:
    """A company or person."""
    return {"id": name.id, "name": name.text} if name else None


def coded(code: Code) -> dict[str, str]:
    """A topic."""
    return {"id": code.id, "label": code.name, "slug": code.slug}


def read(row: Mapping[str, Any]) -> Statement:
    """The claim that an object tells of. Raises LookupError, TypeError or AttributeError for another one."""
    return Statement(
        text(row["id"]),
        meaning_of(row["meaning"]),
        company=name_of(row["company"], "company"),
        guest=name_of(row["guest"], "person"),
        about=code_of(row["about"]) if row["about"] else None,
        codes=tuple(map(code_of, row["topics"])),
        evidence=tuple((text(one["quote"]), text(one["stance"])) for one in row["evidence"]),
        relations=tuple((text(one["kind"]), text(one["claim"])) for one in row["relations"]),
    )


def meaning_of(values: Mapping[str, Any]) -> dict[str, str]:
    """What of these is said of a claim."""
    return {name: text(values[name]) for name in MEANS if values.get(name) not in (None, "")}


def name_of(row: Mapping[str, Any] | None, kind: str) -> Name | None:
    """Whom an object names."""
    return Name(kind, text(row["name"]), text(row["id"])) if row else None


def code_of(row: Mapping[str, Any]) -> Code:
    """The topic that an object names."""
    return Code(text(row["label"]), text(row["id"]), text(row["slug"]))


def text(value: Any) -> str:
    """A text; TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
