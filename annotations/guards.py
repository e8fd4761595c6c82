"""Triggers in the database that keep a published quote verbatim and attributed, by whatever road it comes.

Check constraints see one row; whether a quote's words stand in its turn takes two. SQLite drops a table's
triggers whenever a migration remakes the table, and cannot remake one that another table's trigger reads: so
they are lifted before every migration there, and installed anew after it.
Both databases count Unicode code points in `substr`, from 1.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections

VERBATIM = "A published quote must be verbatim what stands at its anchor, credited to that turn’s speaker."
PINNED_WORDS = (
    "The words of a published quote, and what it leaves out or puts in, never change: make a new version."
)
OVERRIDE = "What its last author approved needs the exception of four eyes that an event of it records."
UNCERTAIN = "A quote whose place is not certain cannot be published."
FROZEN_TEXT = "The words of a turn never change; a correction is a new revision."
FROZEN_SPEAKER = "A published quote stands on this turn; its speaker cannot change under it."
CIRCLE = "That claim supersedes this one already, if only by others in between."
FROZEN_EVENT = "A review event is never changed."
FROZEN_CHANGE = "A change of the vocabulary is never changed; it is undone, once."
FROZEN_SOURCE = "A source document is never changed."
FROZEN_DECISION = "A merge or split is never changed once it is done; undoing it is another one."
PINNED_TOPICS = (
    "An approval belongs to exactly the topics approved. Change them in a new version, or the vocabulary."
)
PINNED_ABOUT = "An approval belongs to exactly whom the quote is about. Change that in a new version."
PINNED_EVIDENCE = (
    "What is tied to a published claim one person ties, another accepts, and it stays as it was accepted."
)
PINNED_CLAIM = "An approval belongs to exactly the statement approved. Make another claim."
MERGED = "This person or company was merged into another just now. Look again, and choose that one."
STILL_NAMED = "Somebody still points to what is merged. Move that first."

PUBLISHED = "NEW.state = 'published'"
APPROVED = "('approved', 'published')"
ALWAYS = "1 = 1"
OWN = "NEW.approved_by_id = NEW.changed_by_id"
OWN_TIE = "NEW.accepted_by_id = NEW.created_by_id"


def altered(*columns: str) -> str:
    """That a row is about to get another value in one of these columns."""
    return " OR ".join(
        f"NEW.{column} <> OLD.{column} OR (NEW.{column} IS NULL) <> (OLD.{column} IS NULL)"
        for column in columns
    )


def unrecorded(link: str) -> str:
    """That no event of this very thing records an exception of four eyes for its approval."""
    recorded = (
        f"e.id = NEW.override_id AND e.{link} = NEW.id AND e.is_override AND e.by_id = NEW.approved_by_id"
    )
    return f"NOT EXISTS (SELECT 1 FROM annotations_reviewevent e WHERE {recorded})"  # noqa: S608


def unrecorded_acceptance(claims: str) -> str:
    """That no event of these claims records an exception of four eyes for accepting what is tied to them."""
    named = f"e.id = NEW.override_id AND e.claim_id IN ({claims})"
    recorded = f"{named} AND e.is_override AND e.by_id = NEW.accepted_by_id"
    return f"NOT EXISTS (SELECT 1 FROM annotations_reviewevent e WHERE {recorded})"  # noqa: S608


# What an approved claim says; whom and which topic it is about follows merges.
CLAIM_SAYS = (
    *("statement", "kind", "subject", "metric", "low", "high", "qualifier", "unit", "currency", "per"),
    *("holds_from", "holds_until", "precision", "scope"),
)


def another(column: str) -> str:
    """That a column has another value than before, or has one or none where it was otherwise."""
    return (
        f"NEW.{column} <> OLD.{column} OR (NEW.{column} IS NULL AND OLD.{column} IS NOT NULL)"
        f" OR (NEW.{column} IS NOT NULL AND OLD.{column} IS NULL)"
    )


# A change of the vocabulary, a merge or a split that is recorded and under way in this very transaction:
# nobody else sees its row yet. It alone may change what is approved, and says so with all it touches.
VOCABULARY = "EXISTS (SELECT 1 FROM annotations_vocabularychange c WHERE c.under_way)"
IDENTITY = "EXISTS (SELECT 1 FROM annotations_identitychange c WHERE c.done_at IS NULL)"
# What belongs to an approval in rows of its own: (table, column, whose, what may change it, message).
PINNED = (
    ("quoteversion_tags", "quoteversion_id", "annotations_quoteversion", VOCABULARY, PINNED_TOPICS),
    ("quoteversion_companies", "quoteversion_id", "annotations_quoteversion", IDENTITY, PINNED_ABOUT),
    ("quoteversion_guests", "quoteversion_id", "annotations_quoteversion", IDENTITY, PINNED_ABOUT),
    ("claim_tags", "claim_id", "annotations_claim", VOCABULARY, PINNED_TOPICS),
)


def pinned_guards() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Guards that nothing comes to what is approved, or goes from it, but by a recorded change."""
    for name, column, owner, opening, message in PINNED:
        table = f"annotations_{name}"

        def touched(row: str, column: str = column, owner: str = owner) -> str:
            found = f"SELECT 1 FROM {owner} o WHERE o.id = {row}.{column} AND o.state IN {APPROVED}"  # noqa: S608
            return f"EXISTS ({found})"

        yield (f"{name}_gain", table, "INSERT", ALWAYS, f"{touched('NEW')} AND NOT {opening}", message)
        yield (f"{name}_loss", table, "DELETE", ALWAYS, f"{touched('OLD')} AND NOT {opening}", message)
        either = f"({touched('OLD')} OR {touched('NEW')}) AND NOT {opening}"
        yield (name, table, "UPDATE", ALWAYS, either, message)


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
        "NEW.exact <> OLD.exact OR NEW.emendations <> OLD.emendations",
        PINNED_WORDS,
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
    (
        "evidence_override",
        "annotations_evidence",
        "INSERT OR UPDATE",
        OWN_TIE,
        unrecorded_acceptance("NEW.claim_id"),
        OVERRIDE,
    ),
    (
        "claim_relation_override",
        "annotations_claimrelation",
        "INSERT OR UPDATE",
        OWN_TIE,
        unrecorded_acceptance("NEW.source_id, NEW.target_id"),
        OVERRIDE,
    ),
    (
        "claim_supersedes",
        "annotations_claimrelation",
        "INSERT OR UPDATE",
        "NEW.kind = 'supersedes'",
        """NEW.source_id IN (
            WITH RECURSIVE later(id) AS (
                SELECT NEW.target_id
                UNION
                SELECT r.target_id FROM annotations_claimrelation r JOIN later ON r.source_id = later.id
                WHERE r.kind = 'supersedes' AND r.id <> NEW.id)
            SELECT id FROM later)""",
        CIRCLE,
    ),
    (
        "claim_statement",
        "annotations_claim",
        "UPDATE",
        f"OLD.state IN {APPROVED} AND NEW.state IN {APPROVED}",
        " OR ".join(another(column) for column in CLAIM_SAYS),
        PINNED_CLAIM,
    ),
    (
        "evidence_new",
        "annotations_evidence",
        "INSERT",
        "NEW.accepted_at IS NOT NULL",
        "EXISTS (SELECT 1 FROM annotations_claim c WHERE c.id = NEW.claim_id AND c.state = 'published')",
        PINNED_EVIDENCE,
    ),
    (
        "evidence_accepted",
        "annotations_evidence",
        "UPDATE",
        "OLD.accepted_at IS NOT NULL AND NEW.accepted_at IS NOT NULL",
        "NEW.quote_id <> OLD.quote_id OR NEW.claim_id <> OLD.claim_id OR NEW.stance <> OLD.stance",
        PINNED_EVIDENCE,
    ),
    *pinned_guards(),
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
        altered("kind", "ledger", "reason", "by_id", "at", "done_at", "undoes_id", "other_name")
        + f" OR {altered('guest_id', 'company_id')} OR OLD.kind = 'merge'"
        # Who was split off may go again.
        + " OR NEW.other_guest_id IS NOT NULL OR NEW.other_company_id IS NOT NULL",
        FROZEN_DECISION,
    ),
    ("review_event", "annotations_reviewevent", "UPDATE", ALWAYS, ALWAYS, FROZEN_EVENT),
    (
        "vocabulary_change",
        "annotations_vocabularychange",
        "UPDATE",
        ALWAYS,
        """OLD.undone_at IS NOT NULL OR NEW.act <> OLD.act OR NEW.tag_id <> OLD.tag_id
           OR (NEW.edit <> OLD.edit AND NOT OLD.under_way) OR NEW.told <> OLD.told
           OR NEW.reason <> OLD.reason OR NEW.by_id <> OLD.by_id OR NEW.at <> OLD.at""",
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
            f"RETURN COALESCE(NEW, OLD); END $guard$",
            f"CREATE OR REPLACE TRIGGER {trigger} BEFORE {events} ON {table} "
            f"FOR EACH ROW WHEN ({rows}) EXECUTE FUNCTION {trigger}()",
        ]
    return statements


def lift_guards(*, using: str, **kwargs: Any) -> None:
    """Take the guards away while SQLite remakes tables; `install_guards` brings them back."""
    if connections[using].vendor == "sqlite":
        remove_guards(using=using)


def remove_guards(*, using: str) -> None:
    """Take the guards away."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table, events, *_ in GUARDS:
            if connection.vendor == "sqlite":
                for event in events.split(" OR "):
                    cursor.execute(f"DROP TRIGGER IF EXISTS osbiz_{name}_{event.lower()}")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS osbiz_{name} ON {table}")


def install_guards(*, using: str, plan: Sequence[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """Install or renew the guards in the database `using`, once its tables stand.

    They speak of the newest tables: who migrates backwards has none until the older release installs its.
    """
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {table for _, table, *_ in GUARDS} <= tables:
        return
    if any(backwards for _, backwards in plan or ()):
        remove_guards(using=using)
        return
    statements = sqlite_statements() if connection.vendor == "sqlite" else postgresql_statements()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
