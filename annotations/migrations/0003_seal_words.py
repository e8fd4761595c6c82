"""Seal the words of quotes from before."""

from hashlib import sha256

from django.db import migrations

AT_ONCE = 2000


def seal_words(apps, schema_editor):
    versions = apps.get_model("annotations", "QuoteVersion").objects
    while some := list(versions.filter(exact_sha256="").only("pk", "exact").order_by("pk")[:AT_ONCE]):
        for version in some:
            version.exact_sha256 = sha256(version.exact.encode()).hexdigest()
        versions.bulk_update(some, ["exact_sha256"])


class Migration(migrations.Migration):
    dependencies = [("annotations", "0002_anchors")]

    # Back: the column goes with the migration before.
    operations = [migrations.RunPython(seal_words, migrations.RunPython.noop)]
