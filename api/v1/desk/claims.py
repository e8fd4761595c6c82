"""Claims on the desk: made from a quote, or given one more as evidence."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.amounts import QUALIFIERS
from annotations.desk import claims as shown
from annotations.models import Claim, ClaimKind, Quote, RelationKind, Stance
from annotations.periods import Precision
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


class VisibleClaim(serializers.SlugRelatedField):
    """A claim that whoever sends it can see."""

    def get_queryset(self) -> Any:
        """The claims of this person's desk."""
        return Claim.objects.visible_to(self.context["request"].user)


class Words(serializers.CharField):
    """A few words, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, **kwargs)


class Number(serializers.DecimalField):
    """A number in full, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=24, decimal_places=6, required=False, allow_null=True, **kwargs)


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
    about = Topics(required=False, allow_null=True)
    subject = Words(max_length=200)
    metric = Words(max_length=100)
    low = Number()
    high = Number()
    qualifier = serializers.ChoiceField(choices=list(QUALIFIERS), required=False, allow_blank=True)
    unit = Words(max_length=50)
    currency = Words(max_length=3)
    per = Words(max_length=50)
    holds_from = serializers.DateField(required=False, allow_null=True)
    holds_until = serializers.DateField(required=False, allow_null=True)
    precision = serializers.ChoiceField(choices=list(Precision), required=False, allow_blank=True)
    scope = Words(max_length=200)
    tags = Topics(many=True, required=False)


class NewRelation(Strict):
    """Another claim, and what the one at hand does to it."""

    kind = serializers.ChoiceField(choices=RelationKind.choices)
    target = VisibleClaim(slug_field="public_id")


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


class OffersView(DeskView):
    """What a new claim may say."""

    def get(self, request: Request) -> Response:
        """The values and times in the words of `quote`, and the claims that say nearly `statement`."""
        version = quotes.newest(quote_of(request.query_params.get("quote", ""), request))
        statement = request.query_params.get("statement", "")[:LONGEST]
        return Response(shown.offers(statement, version, request.user))


class MeaningView(DeskView):
    """What a value and a time mean that somebody typed."""

    def get(self, request: Request) -> Response:
        """The fields of a claim for `value` and `time`; 400, saying how to write them, if they say none."""
        version = quotes.newest(quote_of(request.query_params.get("quote", ""), request))
        value, time = (request.query_params.get(name, "")[:200] for name in ("value", "time"))
        try:
            return Response(shown.typed_meaning(value, time, version))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


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


class RelationView(DeskView):
    """What a claim does to others, to add to."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Say that it contradicts, refines or supersedes another; said again, it changes nothing."""
        sent = NewRelation(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        claims.relate(find(public_id, request), by=request.user, **sent.validated_data)
        return Response({}, status=201)


class Origin(Strict):
    """The quote that a claim was made from."""

    quote = VisibleQuote(slug_field="public_id")


class UndoView(DeskView):
    """A claim that was drafted and is not wanted after all, or is again."""

    def post(self, request: Request, public_id: UUID, action: str) -> Response:
        """Discard it or take it back from there, and answer the quote's claims; what is so already stays."""
        claim = find(public_id, request)
        sent = Origin(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        ended = {Action.DISCARD: "discarded", Action.RESTORE: "draft"}
        if claim.state != ended[Action(action)]:
            review.move(claim, action=Action(action), by=request.user)
        return told(sent.validated_data["quote"], request)


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
