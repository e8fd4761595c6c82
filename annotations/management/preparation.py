"""What osbiz needs before the site starts: tables, the vocabulary and, for a demonstration, samples."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from annotations.management import accounts
from annotations.services import demonstration, vocabulary

VOCABULARY = Path(__file__).resolve().parent.parent / "vocabulary" / "topics.json"
SAMPLES = settings.BASE_DIR / "samples"
NOT_DOCUMENTS = {"README.md", "annotations.json"}
ACCOUNTS = settings.DATA_DIR / "demonstration_accounts.json"
DONE = settings.DATA_DIR / "prepared"


def prepare(stdout: OutputWrapper) -> None:
    """Do what is not done yet; where nothing changed since the last start, that costs a few milliseconds."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    migrated = migrate(stdout)
    wanted = fingerprint()
    if not migrated and DONE.exists() and DONE.read_text(encoding="ascii") == wanted:
        return
    for step in steps():
        step(stdout)
    DONE.write_text(wanted, encoding="ascii")


def steps() -> list[Callable[[OutputWrapper], None]]:
    """What fills the tables, in order; samples and accounts only where this is no production."""
    if settings.DEBUG:
        return [make_accounts, load_vocabulary, import_samples, demonstration.prepare]
    return [load_vocabulary, collect_static_files]


def migrate(stdout: OutputWrapper) -> bool:
    """Bring the tables up to date; whether anything was to do."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return False
    stdout.write("Preparing the database")
    call_command("migrate", interactive=False, verbosity=0)
    return True


def make_accounts(stdout: OutputWrapper) -> None:
    """Make the accounts of the demonstration."""
    accounts.create(ACCOUNTS)


def load_vocabulary(stdout: OutputWrapper) -> None:
    """Load the topics."""
    stdout.write("Loading the vocabulary of topics")
    vocabulary.load(VOCABULARY, by=None)


def import_samples(stdout: OutputWrapper) -> None:
    """Import the sample documents as anyone would."""
    stdout.write("Importing the sample documents")
    call_command("import_transcripts", *map(str, documents()), stdout=stdout)


def documents() -> list[Path]:
    """The sample documents."""
    return sorted(path for path in SAMPLES.iterdir() if path.name not in NOT_DOCUMENTS)


def collect_static_files(stdout: OutputWrapper) -> None:
    """Gather the static files under the names that production gives them."""
    call_command("collectstatic", interactive=False, verbosity=0)


def fingerprint() -> str:
    """Changes with the database's name, the vocabulary and the samples."""
    database = connection.settings_dict
    digest = hashlib.sha256(f"{database['HOST']}:{database['PORT']}/{database['NAME']}".encode())
    for path in [VOCABULARY, *sorted(SAMPLES.iterdir())]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
