"""Keeps where published quotes stand on lists (`ListPlace`), in the database itself: whatever changes what is
published changes that in the same statement, by whatever road it comes.

SQLite drops a table's triggers whenever a migration remakes it, and cannot remake one that another's trigger
reads: so they are lifted before every migration there, installed after it, and what changed meanwhile is
compared.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connections, transaction

from annotations.guards import altered
from annotations.models import ListKind, Trait

TABLE = "annotations_listplace"
VERSIONS = "annotations_quoteversion v"
QUOTES = f"{VERSIONS} JOIN annotations_quote q ON q.id = v.quote_id"
PUBLISHED = "v.state = 'published' AND q.published_at IS NOT NULL"
AT_ONCE = 5_000
PREFIX = "osbiz_places_"  # of triggers

TAGS = "JOIN annotations_quoteversion_tags l ON l.quoteversion_id = v.id"
EPISODE = "JOIN transcripts_episode e ON e.id = q.episode_id"
APPEARANCE = "JOIN transcripts_appearance a ON a.guest_id = v.speaker_id AND a.episode_id = q.episode_id"
# Of the episode’s day, as each database says it: the year (0 of none), and with the month behind it.
YEAR, MONTH = "{year}", "{month}"
WAITED = "{waited}"  # more than a week
SAID = {
    "sqlite": {
        YEAR: "coalesce(CAST(substr(e.published_on, 1, 4) AS integer), 0)",
        MONTH: "CAST(replace(substr(e.published_on, 1, 7), '-', '') AS integer)",
        WAITED: "julianday(v.published_at) - julianday(v.approved_at) > 7",
    },
    "postgresql": {
        YEAR: "coalesce(EXTRACT(YEAR FROM e.published_on)::integer, 0)",
        MONTH: "to_char(e.published_on, 'YYYYMM')::integer",
        WAITED: "v.published_at - v.approved_at > interval '7 days'",
    },
}
# What makes a quote one with a trait, as it is joined to its version.
TRAITS = {
    Trait.EMENDED: "AND v.emendations <> '[]'",
    Trait.EXCEPTION: "AND v.override_id IS NOT NULL",
    Trait.CHANGED: "AND (v.number > 1 OR v.published_at <> q.published_at)",
    Trait.UNTIMED: "JOIN transcripts_turn u ON u.id = v.turn_id AND u.start_ms IS NULL",
    Trait.MOVED: "AND v.anchor_status <> 'exact'",
    Trait.WAITED: f"AND {WAITED}",
}
# Of each kind the keys of the lists a quote is on, and where they stand beside it.
KEYS = (
    (ListKind.TOPIC, "l.tag_id", TAGS),
    (
        ListKind.TOPIC,
        "t.parent_id",
        f"{TAGS} JOIN annotations_tag t ON t.id = l.tag_id AND t.parent_id IS NOT NULL",
    ),
    (
        ListKind.COMPANY,
        "l.company_id",
        "JOIN annotations_quoteversion_companies l ON l.quoteversion_id = v.id",
    ),
    (ListKind.PERSON, "l.guest_id", "JOIN annotations_quoteversion_guests l ON l.quoteversion_id = v.id"),
    (ListKind.SPEAKER, "s.id", "JOIN transcripts_guest s ON s.id = v.speaker_id"),
    (ListKind.SPOKEN_FOR, "a.company_id", f"{APPEARANCE} AND a.company_id IS NOT NULL"),
    (ListKind.HOST, "0", f"{APPEARANCE} AND a.role = 'host'"),
    (ListKind.PODCAST, "e.podcast_id", EPISODE),
    (ListKind.YEAR, YEAR, EPISODE),
    (ListKind.MONTH, MONTH, f"{EPISODE} AND e.published_on IS NOT NULL"),
    *((ListKind.TRAIT, str(trait.value), beside) for trait, beside in TRAITS.items()),
    (ListKind.EVERY, "0", ""),
)


class Cause(NamedTuple):
    """What changes places: an event of a table, the rows it is about (told by their own values alone), a
    condition that is looked up, the versions whose places change, and on lists of which kinds. Where it
    `waits`, that is for whoever changes one of these quotes at this moment: two who do not see each other
    would both be right, and their places wrong. Nobody else changes topics while somebody publishes
    (`tagging`), nor dates an episode (`topiccounts`): these need not wait once more."""

    table: str
    event: str
    rows: str
    condition: str
    which: str
    kinds: Sequence[ListKind]
    waits: bool = True

    @property
    def name(self) -> str:
        """Of its trigger: there may be two of an event, for different kinds of lists."""
        kinds = "_".join(str(kind.value) for kind in self.kinds)
        return f"{PREFIX}{self.table.partition('_')[2]}_{self.event.lower()}_{kinds}"


ALWAYS = "1 = 1"


def causes() -> Iterator[Cause]:
    """All that there are. Places go with their version by the foreign key."""
    every, version = tuple(ListKind), "annotations_quoteversion"
    yield Cause(version, "INSERT", "NEW.state = 'published'", ALWAYS, "v.id = NEW.id", every)
    shown = "NEW.state <> OLD.state AND 'published' IN (NEW.state, OLD.state)"
    moved = f"{shown} OR NEW.state = 'published' AND ({altered('quote_id', 'published_at')})"
    yield Cause(version, "UPDATE", moved, ALWAYS, "v.id = NEW.id", every)
    # Of people who are merged, many quotes at once.
    said = (ListKind.SPEAKER, ListKind.SPOKEN_FOR, ListKind.HOST)
    credited = f"NEW.state = 'published' AND ({altered('speaker_id')})"
    yield Cause(version, "UPDATE", credited, ALWAYS, "v.id = NEW.id", said)
    # Of a text that is corrected, too; nobody else writes these while the version is held. That nothing else
    # is left out of published words, the database sees to by itself.
    told = altered("number", "turn_id", "anchor_status", "approved_at", "override_id")
    traits = f"NEW.state = 'published' AND ({told})"
    yield Cause(version, "UPDATE", traits, ALWAYS, "v.id = NEW.id", (ListKind.TRAIT,), waits=False)
    dated = altered("published_at", "episode_id", "public_id")
    yield Cause("annotations_quote", "UPDATE", dated, ALWAYS, "v.quote_id = NEW.id", every)
    for name, kind in (
        ("tags", ListKind.TOPIC),
        ("companies", ListKind.COMPANY),
        ("guests", ListKind.PERSON),
    ):
        yield from links(f"annotations_quoteversion_{name}", kind)
    carrying = (
        "v.id IN (SELECT c.quoteversion_id FROM annotations_quoteversion_tags c WHERE c.tag_id = NEW.id)"
    )
    hung = altered("parent_id")
    yield Cause("annotations_tag", "UPDATE", hung, ALWAYS, carrying, (ListKind.TOPIC,), waits=False)
    yield from appearances()
    yield Cause(
        "transcripts_episode",
        "UPDATE",
        altered("podcast_id", "published_on"),
        ALWAYS,
        "q.episode_id = NEW.id",
        (ListKind.PODCAST, ListKind.YEAR, ListKind.MONTH),
        waits=False,
    )
    timed = altered("start_ms")
    yield Cause("transcripts_turn", "UPDATE", timed, ALWAYS, "v.turn_id = NEW.id", (ListKind.TRAIT,))


def links(table: str, kind: ListKind) -> Iterator[Cause]:
    """What ties versions to something: of those that are not published there are no places."""
    for event, rows in (("INSERT", ["NEW"]), ("UPDATE", ["NEW", "OLD"]), ("DELETE", ["OLD"])):
        keys = ", ".join(f"{row}.quoteversion_id" for row in rows)
        published = (
            "EXISTS (SELECT 1 FROM annotations_quoteversion p"  # noqa: S608
            f" WHERE p.id IN ({keys}) AND p.state = 'published')"
        )
        waits = kind != ListKind.TOPIC
        yield Cause(table, event, ALWAYS, published, f"v.id IN ({keys})", (kind,), waits)


def appearances() -> Iterator[Cause]:
    """For whom somebody spoke in an episode, and what as its host."""
    for kind, column, tells in (
        (ListKind.SPOKEN_FOR, "company_id", "IS NOT NULL"),
        (ListKind.HOST, "role", "= 'host'"),
    ):
        for event, rows, about in (
            ("INSERT", ["NEW"], f"NEW.{column} {tells}"),
            ("UPDATE", ["NEW", "OLD"], altered(column, "guest_id", "episode_id")),
            ("DELETE", ["OLD"], f"OLD.{column} {tells}"),
        ):
            said = " OR ".join(
                f"v.speaker_id = {row}.guest_id AND q.episode_id = {row}.episode_id" for row in rows
            )
            yield Cause("transcripts_appearance", event, about, ALWAYS, f"({said})", (kind,))


CAUSES = tuple(causes())


def places(which: str, kinds: Sequence[ListKind] = tuple(ListKind)) -> str:
    """What selects the places that versions have by what is published now."""
    return " UNION ".join(
        f"SELECT {kind.value} AS kind, {key} AS key, q.published_at, v.published_at AS updated_at,"  # noqa: S608
        " q.public_id, v.id AS version_id"
        f" FROM {QUOTES} {beside} WHERE {PUBLISHED} AND {which}"
        for kind, key, beside in KEYS
        if kind in kinds
    )


def renewal(which: str, kinds: Sequence[ListKind] = tuple(ListKind)) -> tuple[str, str]:
    """The statements that write these versions' places anew."""
    some = ", ".join(str(kind.value) for kind in kinds)
    versions = f"SELECT v.id FROM {QUOTES} WHERE {which}"  # noqa: S608
    return (
        f"DELETE FROM {TABLE} WHERE kind IN ({some}) AND version_id IN ({versions})",  # noqa: S608
        f"INSERT INTO {TABLE} (kind, key, published_at, updated_at, public_id, version_id)"
        f" {places(which, kinds)} ON CONFLICT (kind, key, published_at, public_id)"
        " DO UPDATE SET version_id = EXCLUDED.version_id, updated_at = EXCLUDED.updated_at",
    )


def statements(cause: Cause, vendor: str) -> list[str]:
    """What installs a trigger, with its function on PostgreSQL."""
    made = sqlite_statements(cause) if vendor == "sqlite" else postgresql_statements(cause)
    return [said(statement, vendor) for statement in made]


def said(statement: str, vendor: str) -> str:
    """A statement as a database says it."""
    for name, expression in SAID[vendor].items():
        statement = statement.replace(name, expression)
    return statement


def sqlite_statements(cause: Cause) -> list[str]:
    """The same for SQLite, which has one writer."""
    forget, write = renewal(cause.which, cause.kinds)
    return [
        f"DROP TRIGGER IF EXISTS {cause.name}",
        f"CREATE TRIGGER {cause.name} AFTER {cause.event} ON {cause.table} "
        f"WHEN ({cause.rows}) AND {cause.condition} BEGIN {forget}; {write}; END",
    ]


def postgresql_statements(cause: Cause) -> list[str]:
    """The same for PostgreSQL. Each statement within the function sees what was committed until then."""
    forget, write = renewal(cause.which, cause.kinds)
    hold = f"PERFORM q.id FROM {QUOTES} WHERE {cause.which} ORDER BY q.id FOR NO KEY UPDATE OF q; "
    return [
        f"CREATE OR REPLACE FUNCTION {cause.name}() RETURNS trigger LANGUAGE plpgsql AS $places$ BEGIN "
        f"{hold if cause.waits else ''}IF {cause.condition} THEN {forget}; {write}; END IF; "
        "RETURN NULL; END $places$",
        f"CREATE OR REPLACE TRIGGER {cause.name} AFTER {cause.event} ON {cause.table} "
        f"FOR EACH ROW WHEN ({cause.rows}) EXECUTE FUNCTION {cause.name}()",
    ]


def lift(*, using: str, plan: Sequence[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """Take the triggers away before a migration backwards, which may take their table, and while SQLite
    remakes tables; `install` brings them back."""
    if connections[using].vendor == "sqlite" or any(back for _, back in plan or ()):
        remove(using=using)


def remove(*, using: str, but: Collection[str] = ()) -> None:
    """Take away the triggers, also those of a release before, but not some."""
    with connections[using].cursor() as cursor:
        for name, table in installed(using=using):
            if name in but:
                continue
            if connections[using].vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER {name}")
            else:
                cursor.execute(f"DROP TRIGGER {name} ON {table}")
                cursor.execute(f"DROP FUNCTION {name}()")


def installed(*, using: str) -> list[tuple[str, str]]:
    """The triggers that are there, with their tables."""
    there = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connections[using].cursor() as cursor:
        cursor.execute(there[connections[using].vendor])
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


def install(*, using: str, plan: Sequence[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """Install or renew the triggers in the database `using`, once its tables stand, and write down what was
    published while there were none: before the first migration, and on SQLite during each. Who migrates
    backwards has none until the newer release is back."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if not {TABLE, *(cause.table for cause in CAUSES)} <= tables or any(back for _, back in plan or ()):
        remove(using=using)
        return
    ours = {cause.name for cause in CAUSES}
    were_there = ours == {name for name, _ in installed(using=using)}
    remove(using=using, but=ours)
    with connection.cursor() as cursor:
        for cause in CAUSES:
            for statement in statements(cause, connection.vendor):
                cursor.execute(statement)
    mend(using=using, find=lacking_among if were_there and not plan else wrong_among)


Find = Callable[..., set[int]]


def mend(*, using: str = "default", find: Find | None = None) -> int:
    """Write the places anew of versions that `find` finds, or else of all that are wrong; of how many.

    Some versions at a time: what is written stays when this is stopped. Whoever publishes waits for such a
    part, and a part for whoever has published already, so that neither misses the other.
    """
    connection, mended, find = connections[using], 0, find or wrong_among
    for which in parts(using=using):
        if not find(which, using=using):
            continue
        with transaction.atomic(using=using), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"LOCK TABLE {TABLE} IN EXCLUSIVE MODE")
            mended += len(find(which, using=using))
            for statement in renewal(which):
                cursor.execute(said(statement, connection.vendor))
    return mended


def wrong(*, using: str = "default") -> set[int]:
    """The versions whose places are not as they are published: none unless triggers were passed by."""
    return set().union(*(wrong_among(which, using=using) for which in parts(using=using)))


def parts(*, using: str) -> Iterator[str]:
    """Conditions that select all versions, some at a time."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT max(id) FROM annotations_quoteversion")
        last = cursor.fetchone()[0] or 0
    return (f"v.id BETWEEN {first} AND {first + AT_ONCE - 1}" for first in range(1, last + 1, AT_ONCE))


def wrong_among(which: str, *, using: str) -> set[int]:
    """Which of these versions have other places than they should, or lack some."""
    columns = "p.kind, p.key, p.published_at, p.updated_at, p.public_id, p.version_id"
    kept = f"SELECT {columns} FROM {TABLE} p JOIN {VERSIONS} ON v.id = p.version_id WHERE {which}"  # noqa: S608
    due = f"SELECT {columns} FROM ({places(which)}) p"  # noqa: S608
    differing = [f"SELECT d.version_id FROM ({a} EXCEPT {b}) d" for a, b in ((due, kept), (kept, due))]  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(said(" UNION ".join(differing), connections[using].vendor))
        return {version for (version,) in cursor.fetchall()}


def lacking_among(which: str, *, using: str) -> set[int]:
    """Which of these versions are published and not on the list of all, which was the last that was begun
    with: found in a moment, so that a filling that was stopped is carried on."""
    place = f"SELECT 1 FROM {TABLE} p WHERE p.version_id = v.id AND p.kind = {ListKind.EVERY.value}"  # noqa: S608
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT v.id FROM {QUOTES} WHERE {PUBLISHED} AND {which} AND NOT EXISTS ({place})"  # noqa: S608
        )
        return {version for (version,) in cursor.fetchall()}
