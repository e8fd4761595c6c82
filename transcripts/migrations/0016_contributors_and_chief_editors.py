"""Make the groups of contributors and chief editors (see transcripts/roles.py)."""

from django.db import migrations

NAMES = ["contributor", "chief editor"]


def make_groups(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in NAMES:
        group.objects.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("transcripts", "0015_lists_by_index"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    # Back: the groups stay, because people may be in them.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
