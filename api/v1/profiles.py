"""What people and companies have in common in the API: a name, a few words, a page."""

from typing import Any

from annotations.selectors import identities
from api.addresses import Addresses
from api.pagination import Key
from api.v1.resource import Resource, Row


class Profiles(Resource):
    """A resource of things with a name; its noun is also the name of their readers' page."""

    keys = {"name": Key("name")}
    default_order = "name"
    columns = ("public_id", "slug", "name", "about", "website", "wikidata")
    merges = True

    def led_to(self, name: str) -> Any:
        """Whom an old id or slug leads to."""
        return identities.led_to(self.get_queryset(), **self.named(name))

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The things as they stand."""
        return [
            {
                "id": row["public_id"],
                "url": addresses.of(self.resource, row["public_id"]),
                "slug": row["slug"],
                "name": row["name"],
                "about": row["about"],
                "website": row["website"],
                "wikidata": row["wikidata"],
                "permalink": addresses.page(self.noun, row["slug"]),
            }
            for row in rows
        ]
