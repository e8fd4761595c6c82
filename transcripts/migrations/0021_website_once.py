"""A homepage is one person's or one company's."""

from django.db import migrations, models
from django.db.models import Q


def keep_with_the_first(apps, schema_editor):
    """Of those who share a homepage the one there first keeps it; the history of the others says what it was."""
    for name in ("Guest", "Company"):
        rows = apps.get_model("transcripts", name).objects.filter(merged_into=None).exclude(website="")
        taken = set()
        for key, website, called in rows.order_by("pk").values_list("pk", "website", "name"):
            if website in taken:
                print(f"  {called} shared its homepage {website} and has none now. Give it another, or merge them.")
                rows.filter(pk=key).update(website="")
            taken.add(website)


def once(model):
    return migrations.AddConstraint(
        model_name=model,
        constraint=models.UniqueConstraint(
            fields=["website"],
            condition=Q(merged_into__isnull=True) & ~Q(website=""),
            name=f"{model}_website_once",
            violation_error_message="Another has this homepage already. Merge them, or give another.",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0020_former_names_and_owners")]

    operations = [
        migrations.RunPython(keep_with_the_first, migrations.RunPython.noop),
        once("company"),
        once("guest"),
    ]
