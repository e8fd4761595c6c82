"""Evidence of claims that were approved before counts as accepted by who approved them."""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q, Subquery

AT_ONCE = 20_000


def accept(apps, schema_editor):
    claims = apps.get_model("annotations", "Claim").objects.filter(state__in=["approved", "published"])
    evidence = apps.get_model("annotations", "Evidence").objects
    its_claim = claims.filter(pk=OuterRef("claim")).order_by()
    two_people = Q(Exists(its_claim.exclude(approved_by=OuterRef("created_by"))))
    exception = Q(Exists(its_claim.filter(approved_by=OuterRef("created_by"), override__isnull=False)))
    accepted = {name: Subquery(its_claim.values(f"approved_{name}")) for name in ("at", "by")}
    last = evidence.order_by("-pk").values_list("pk", flat=True).first() or 0
    for first in range(0, last + 1, AT_ONCE):
        some = evidence.filter(pk__gte=first, pk__lt=first + AT_ONCE, accepted_at=None)
        values = {"accepted_at": accepted["at"], "accepted_by": accepted["by"]}
        some.filter(exception).update(override=Subquery(its_claim.values("override")), **values)
        some.filter(two_people).update(**values)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0020_rich_claims")]

    # Back: the columns go with the migration before.
    operations = [migrations.RunPython(accept, migrations.RunPython.noop)]
