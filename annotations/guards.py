"""Triggers in the database that keep a published quote verbatim and attributed, by whatever road it comes.

Check constraints see one row; whether a quote's words stand in its turn takes two. SQLite drops a table's
triggers whenever a migration remakes the table, and cannot remake one that another table's trigger reads: so
they are lifted before every migration there, and installed anew after it.
Both databases count Unicode code points in `substr`, from 1.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

VERBATIM = "A published quote must be verbatim what stands at its anchor, credited to that turn’s speaker."
EMENDED = "What a published quote leaves out or puts in never changes; a change is a new version."
OVERRIDE = "What its last author approved needs the exception of four eyes that an event of it records."
UNCERTAIN = "A quote whose place is not certain cannot be published."
FROZEN_TEXT = "The words of a turn never change; a correction is a new revision."
FROZEN_SPEAKER = "A published quote stands on this turn; its speaker cannot change under it."
FROZEN_EVENT = "A review event is never changed."
FROZEN_CHANGE = "A change of the vocabulary is never changed; it is undone, once."
FROZEN_SOURCE = "A source document is never changed."
FROZEN_DECISION = "A merge or split is never changed once it is done; undoing it is another one."
MERGED = "This person or company was merged into another just now. Look again, and choose that one."
STILL_NAMED = "Somebody still points to what is merged. Move that first."

PUBLISHED = "NEW.state = 'published'"
ALWAYS = "1 = 1"
OWN = "NEW.approved_by_id = NEW.changed_by_id"


def unrecorded(link: str) -> str:
    """That no event of this very thing records an exception of four eyes for its approval."""
    recorded = (
        f"e.id = NEW.override_id AND e.{link} = NEW.id AND e.is_override AND e.by_id = NEW.approved_by_id"
    )
    return f"NOT EXISTS (SELECT 1 FROM annotations_reviewevent e WHERE {recorded})"  # noqa: S608


# Everything that points to a person or a company: (table, column). Nothing of it may point to one that was
# merged into another.
POINTING = {
    "transcripts_guest": (
        ("transcripts_guestname", "guest_id"),
        ("transcripts_appearance", "guest_id"),
        ("transcripts_knownlabel", "guest_id"),
        ("transcripts_turn", "speaker_id"),
        ("transcripts_guest", "merged_into_id"),
        ("annotations_quoteversion", "speaker_id"),
        ("annotations_quoteversion_guests", "guest_id"),
        ("annotations_claim", "guest_id"),
    ),
    "transcripts_company": (
        ("transcripts_companyname", "company_id"),
        ("transcripts_appearance", "company_id"),
        ("transcripts_episode_companies", "company_id"),
        ("transcripts_company", "merged_into_id"),
        ("transcripts_companyowner", "company_id"),
        ("transcripts_companyowner", "owner_id"),
        ("annotations_quoteversion_companies", "company_id"),
        ("annotations_claim", "company_id"),
    ),
}
# Holds against a merge of that very row that is about to be stored, where the database has locks on rows.
LOCK = "{lock}"


def being_one(one: str, other: str) -> str:
    """That a recorded merge or split of these two people is under way in this transaction."""
    return f"""EXISTS (SELECT 1 FROM annotations_identitychange c WHERE c.done_at IS NULL
        AND ((c.guest_id = {one} AND c.other_guest_id = {other})
          OR (c.guest_id = {other} AND c.other_guest_id = {one})))"""  # noqa: S608


def pointing_guards() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Guards that nothing new points to what is merged, and nothing is merged that something points to."""
    for target, pointers in POINTING.items():
        for table, column in pointers:
            name = f"{table.partition('_')[2]}_{column}"
            merged = f"(SELECT g.merged_into_id FROM {target} g WHERE g.id = NEW.{column} {LOCK}) IS NOT NULL"  # noqa: S608
            there = f"NEW.{column} IS NOT NULL"
            other = f"{there} AND (OLD.{column} IS NULL OR OLD.{column} <> NEW.{column})"
            yield (f"{name}_new", table, "INSERT", there, merged, MERGED)
            yield (name, table, "UPDATE", other, merged, MERGED)
        named = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {column} = NEW.id)"  # noqa: S608
            for table, column in pointers
        )
        becoming = "NEW.merged_into_id IS NOT NULL AND OLD.merged_into_id IS NULL"
        yield (f"{target.partition('_')[2]}_merged", target, "UPDATE", becoming, named, STILL_NAMED)


# (name, table, events, rows it is about, condition under which such a row is refused, message). The rows are
# told by their own values alone: PostgreSQL decides that without calling a function for each.
GUARDS = (
    (
        "quote_verbatim",
        "annotations_quoteversion",
        "INSERT OR UPDATE",
        PUBLISHED,
        """NOT EXISTS (
            SELECT 1 FROM transcripts_turn t JOIN transcripts_revision r ON r.id = t.revision_id
            JOIN annotations_quote q ON q.id = NEW.quote_id
            WHERE t.id = NEW.turn_id AND r.id = NEW.revision_id AND r.kind = NEW.kind
              AND r.episode_id = q.episode_id AND NEW.start >= t."offset"
              AND substr(t.text, NEW.start - t."offset" + 1, NEW."end" - NEW.start) = NEW.exact
              AND length(NEW.exact) = NEW."end" - NEW.start
              AND (NEW.kind = 'notes' OR t.speaker_id = NEW.speaker_id
                   OR BEING_ONE))""".replace("BEING_ONE", being_one("t.speaker_id", "NEW.speaker_id")),
        VERBATIM,
    ),
    (
        "quote_emended",
        "annotations_quoteversion",
        "UPDATE",
        f"{PUBLISHED} AND OLD.state = 'published'",
        "NEW.emendations <> OLD.emendations",
        EMENDED,
    ),
    (
        "quote_override",
        "annotations_quoteversion",
        "INSERT OR UPDATE",
        OWN,
        unrecorded("version_id"),
        OVERRIDE,
    ),
    ("claim_override", "annotations_claim", "INSERT OR UPDATE", OWN, unrecorded("claim_id"), OVERRIDE),
    # One that is public already keeps its last approved words while its place in a newer text is open.
    (
        "quote_certain_new",
        "annotations_quoteversion",
        "INSERT",
        PUBLISHED,
        "NEW.anchor_status NOT IN ('exact', 'moved')",
        UNCERTAIN,
    ),
    (
        "quote_certain",
        "annotations_quoteversion",
        "UPDATE",
        f"{PUBLISHED} AND OLD.state <> 'published'",
        "NEW.anchor_status NOT IN ('exact', 'moved')",
        UNCERTAIN,
    ),
    (
        "turn_words",
        "transcripts_turn",
        "UPDATE",
        ALWAYS,
        """NEW.text <> OLD.text OR NEW."offset" <> OLD."offset" OR NEW.revision_id <> OLD.revision_id""",
        FROZEN_TEXT,
    ),
    (
        "turn_speaker",
        "transcripts_turn",
        "UPDATE",
        ALWAYS,
        """EXISTS (SELECT 1 FROM annotations_quoteversion v WHERE v.turn_id = NEW.id
            AND v.state = 'published' AND v.kind = 'transcript'
            AND (NEW.speaker_id IS NULL OR (v.speaker_id <> NEW.speaker_id
                 AND NOT BEING_ONE)))""".replace("BEING_ONE", being_one("v.speaker_id", "NEW.speaker_id")),
        FROZEN_SPEAKER,
    ),
    *pointing_guards(),
    (
        "identity_change",
        "annotations_identitychange",
        "UPDATE",
        "OLD.done_at IS NOT NULL",
        ALWAYS,
        FROZEN_DECISION,
    ),
    ("review_event", "annotations_reviewevent", "UPDATE", ALWAYS, ALWAYS, FROZEN_EVENT),
    (
        "vocabulary_change",
        "annotations_vocabularychange",
        "UPDATE",
        ALWAYS,
        """OLD.undone_at IS NOT NULL OR NEW.act <> OLD.act OR NEW.tag_id <> OLD.tag_id OR NEW.edit <> OLD.edit
           OR NEW.told <> OLD.told OR NEW.reason <> OLD.reason OR NEW.by_id <> OLD.by_id OR NEW.at <>
           OLD.at""",
        FROZEN_CHANGE,
    ),
    ("source_document", "transcripts_sourcedocument", "UPDATE", ALWAYS, ALWAYS, FROZEN_SOURCE),
)


def sqlite_statements() -> list[str]:
    """The guards for SQLite, one trigger per event."""
    statements = []
    for name, table, events, rows, condition, message in GUARDS:
        for event in events.split(" OR "):
            trigger = f"osbiz_{name}_{event.lower()}"
            statements += [
                f"DROP TRIGGER IF EXISTS {trigger}",
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} "
                f"WHEN {rows} AND ({condition.replace(LOCK, '')}) "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            ]
    return statements


def postgresql_statements() -> list[str]:
    """The guards for PostgreSQL, one function and one trigger each."""
    statements = []
    for name, table, events, rows, condition, message in GUARDS:
        trigger = f"osbiz_{name}"
        statements += [
            f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF {condition.replace(LOCK, 'FOR KEY SHARE')} "
            f"THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN NEW; END $guard$",
            f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {events} ON {table} "
            f"FOR EACH ROW WHEN ({rows}) EXECUTE FUNCTION {trigger}()",
        ]
    return statements


def lift_guards(*, using: str, **kwargs: Any) -> None:
    """Take the guards away while SQLite remakes tables; `install_guards` brings them back."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for statement in sqlite_statements():
                if statement.startswith("DROP"):
                    cursor.execute(statement)


def install_guards(*, using: str, **kwargs: Any) -> None:
    """Install or renew the guards in the database `using`, once its tables stand."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {table for _, table, *_ in GUARDS} <= tables:
        return
    statements = sqlite_statements() if connection.vendor == "sqlite" else postgresql_statements()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
