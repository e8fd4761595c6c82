"""Resources of what ties two things together. A tie has no id of its own: it is named by the ids of the two,
and lasts as long as both are tied."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import NotFound

from api import values
from api.addresses import Addresses
from api.parameters import EXAMPLE_ID
from api.v1.resource import Resource


class TieSerializer(serializers.Serializer):
    """What ties two things together."""

    id = serializers.CharField(
        help_text=f"The ids of the two with a point between, such as {EXAMPLE_ID}.{EXAMPLE_ID}."
    )
    url = serializers.URLField(help_text="Where this API shows it.")


class Ties(Resource):
    """A resource of ties; `ends` are the paths of the ids that name one."""

    ends: ClassVar[tuple[str, str]]
    id_path, slug_path = "pk", None
    read_id = int

    def named(self, name: str) -> dict[str, Any]:
        """The condition that finds the tie of these two."""
        try:
            ids = [values.public_id(raw) for raw in name.split(".")]
            return dict(zip(self.ends, ids, strict=True))
        except ValueError:
            raise NotFound from None

    def absence(self, name: str) -> Exception:
        """The error for a name that finds nothing."""
        return NotFound()

    def own(self, one: UUID, other: UUID, addresses: Addresses) -> dict[str, Any]:
        """How a tie names itself."""
        name = f"{one}.{other}"
        return {"id": name, "url": addresses.absolute(f"v1:{self.resource}-detail", name)}
