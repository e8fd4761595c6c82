"""Companies and people made in place, where the type-ahead finds none."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.desk.cards import named_choice
from api.v1.desk.serializers import Strict
from api.v1.desk.views import CompaniesView, GuestsView
from transcripts.services import people


class NewName(Strict):
    """The name of a company or person, and whether it is wanted whatever is like it."""

    id = serializers.UUIDField()
    name = serializers.CharField(max_length=people.NAME_LENGTH)
    anyway = serializers.BooleanField(required=False, default=False)


class Likenesses(exceptions.APIException):
    """Something like it is there already; the answer says what, and whether it may be made all the same."""

    status_code = 409
    default_code = "alike"

    def __init__(self, alike: people.Alike) -> None:
        super().__init__(str(alike))
        self.more = {
            "rule": "alike",
            "is_taken": alike.is_taken,
            "alike": [
                named_choice(one.thing, one.text if one.text != one.thing.name else "") for one in alike.found
            ],
        }


class NamingMixin:
    """Adds to a type-ahead what it does not find."""

    make: ClassVar[Callable[..., Any]]

    def post(self, request: Request) -> Response:
        """Make it; 409 with those like it where there are any and it is not to be made all the same."""
        sent = NewName(data=request.data)
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        try:
            made = type(self).make(public_id=values.pop("id"), by=request.user, **values)
        except people.Alike as alike:
            raise Likenesses(alike) from alike
        return Response(named_choice(made), status=201)


class NamingCompaniesView(NamingMixin, CompaniesView):
    """Companies by any of their names, to add to."""

    make = staticmethod(people.make_company)


class NamingGuestsView(NamingMixin, GuestsView):
    """People by any of their names, to add to."""

    make = staticmethod(people.make_guest)
