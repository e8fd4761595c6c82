"""The people who work here, by name."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from transcripts.roles import GROUPS, Role, with_included

SHOWN = 8


def all_of_them() -> QuerySet[User]:
    """Everybody with a role whose account is in use."""
    here = Q(groups__name__in=[str(role) for role in GROUPS]) | Q(is_superuser=True)
    found = User.objects.filter(here, is_active=True, is_staff=True)
    return User.objects.filter(pk__in=found.values("pk")).order_by("username", "id")


def who_give_topics() -> QuerySet[User]:
    """Those of them who may give topics to the quotes of others: editors, and whoever is one as well."""
    roles = [str(role) for role in GROUPS if Role.EDITOR in with_included([role])]
    return all_of_them().filter(
        Q(is_superuser=True) | Q(pk__in=User.objects.filter(groups__name__in=roles).values("pk"))
    )


def named(usernames: Iterable[str]) -> QuerySet[User]:
    """Those of them who have these user names."""
    return all_of_them().filter(username__in=set(usernames))


def matching(query: str) -> list[User]:
    """Those whose user name, first or last name begins so."""
    begins = (
        Q(username__istartswith=query) | Q(first_name__istartswith=query) | Q(last_name__istartswith=query)
    )
    return list(all_of_them().filter(begins)[:SHOWN])


def name_of(user: User) -> str:
    """What colleagues call a person."""
    return user.get_full_name() or user.get_username()
