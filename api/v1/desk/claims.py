"""Claims on the desk: made from a quote, or given one more as evidence."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.desk import claims as shown
from annotations.models import Claim, ClaimKind, Quote, Stance
from annotations.services import claims, quotes, review
from annotations.workflow import Action
from api.v1.desk.serializers import Strict, Topics, VisibleQuote
from api.v1.desk.views import DeskView
from transcripts.models import Company, Guest

LONGEST = 1000


class Evidence(Strict):
    """A quote, and what it does to a claim."""

    quote = VisibleQuote(slug_field="public_id")
    stance = serializers.ChoiceField(choices=Stance.choices)


class NewClaim(Evidence):
    """A statement about the world, and the quote it is made from."""

    id = serializers.UUIDField()
    statement = serializers.CharField(max_length=LONGEST)
    kind = serializers.ChoiceField(choices=ClaimKind.choices)
    company = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Company.objects.all(), required=False, allow_null=True
    )
    guest = serializers.SlugRelatedField(
        slug_field="public_id", queryset=Guest.objects.all(), required=False, allow_null=True
    )
    tags = Topics(many=True, required=False)


class ClaimsView(DeskView):
    """The claims of the desk."""

    def get(self, request: Request) -> Response:
        """Those whose statement fits `q`, the likeliest for the quote `quote` first."""
        version = quotes.newest(quote_of(request.query_params.get("quote", ""), request))
        return Response(
            {"results": shown.choices(request.query_params.get("q", "")[:200], version, request.user)}
        )

    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Draft a claim that rests on a quote; the answer is every claim of that quote."""
        sent = NewClaim(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        values = dict(sent.validated_data)
        quote, stance = values.pop("quote"), values.pop("stance")
        claim = claims.create(public_id=values.pop("id"), by=request.user, **values)
        claims.add_evidence(claim, quote=quote, stance=stance, by=request.user)
        return told(quote, request, status=201)


class EvidenceView(DeskView):
    """What a claim rests on, to add to."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Add a quote, or say that it does something else to the claim."""
        sent = Evidence(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        claims.add_evidence(find(public_id, request), by=request.user, **sent.validated_data)
        return told(sent.validated_data["quote"], request)


class OneEvidenceView(DeskView):
    """One quote that a claim rests on."""

    def delete(self, request: Request, public_id: UUID, quote_id: UUID) -> Response:
        """Untie the quote from the claim; one that is untied already stays so."""
        quote = get_object_or_404(Quote.objects.visible_to(request.user), public_id=quote_id)
        found = quote.evidence.filter(claim=find(public_id, request)).select_related("claim").first()
        if found:
            claims.remove_evidence(found, by=request.user)
        return told(quote, request)


class UndoView(DeskView):
    """A claim that was drafted and is not wanted after all, or is again."""

    def post(self, request: Request, public_id: UUID, action: str) -> Response:
        """Discard it, or take it back from there; what is so already stays so."""
        claim = find(public_id, request)
        ended = {Action.DISCARD: "discarded", Action.RESTORE: "draft"}
        if claim.state != ended[Action(action)]:
            review.move(claim, action=Action(action), by=request.user)
        return Response({})


def find(public_id: UUID, request: Request) -> Claim:
    """The claim of that id, or a 404, also where it is not for this person to see."""
    return get_object_or_404(Claim.objects.visible_to(request.user), public_id=public_id)


def quote_of(public_id: str, request: Request) -> Quote:
    """The quote of that id, or a 404, also where it is not for this person to see."""
    try:
        return get_object_or_404(Quote.objects.visible_to(request.user), public_id=UUID(public_id))
    except ValueError:
        raise Http404("There is no such quote.") from None


def told(quote: Quote, request: Request, status: int = 200) -> Response:
    """The claims of a quote as they stand now."""
    told: dict[str, Any] = {"quote": str(quote.public_id), "claims": shown.of_quote(quote, request.user)}
    return Response(told, status=status)
