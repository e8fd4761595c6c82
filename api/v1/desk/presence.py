"""The heartbeat of a desk: who is here, who works, and what changed meanwhile."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.desk.company import company, news
from annotations.services import presence
from api.v1.desk.serializers import Strict
from api.v1.desk.views import DeskView
from transcripts.models import Episode


class Beat(Strict):
    """Where somebody stands, whether they worked, and the last event that they have seen."""

    place = serializers.IntegerField(min_value=0, max_value=2**31 - 1, allow_null=True, required=False)
    working = serializers.BooleanField(required=False, default=False)
    event = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False, default=0)


class PresenceView(DeskView):
    """Those at the desk of an episode."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Be here; the answer says who else is, and what they changed."""
        episode = get_object_or_404(Episode, public_id=public_id)
        sent = Beat(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        here = presence.beat(episode, place=values.get("place"), working=values["working"], by=request.user)
        return Response({**company(here, request.user), **news(episode, request.user, after=values["event"])})


class LeavingView(DeskView):
    """Those at the desk of an episode, to go from."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Be here no more."""
        presence.leave(get_object_or_404(Episode, public_id=public_id), by=request.user)
        return Response({})
