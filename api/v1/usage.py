"""What whoever asks may ask, and what a partner has asked."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api import rates
from api.models import Partner, Plan, Scope, Usage
from api.problems import MEDIA_TYPE
from api.reading import Reading
from api.schema import ETAG
from api.v1.serializers import Problem

DAYS = 30


class QuotaSerializer(serializers.Serializer):
    """So many requests in so many seconds."""

    name = serializers.CharField()
    limit = serializers.IntegerField()
    window = serializers.IntegerField(help_text="In seconds.")


class DaySerializer(serializers.Serializer):
    """What was asked on a day (UTC); that of the last minute may be missing."""

    day = serializers.DateField()
    requests = serializers.IntegerField()


class TokenSerializer(serializers.Serializer):
    """A token, by all but its key."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    revoked_at = serializers.DateTimeField(allow_null=True)
    last_used_at = serializers.DateTimeField(allow_null=True)
    usage = DaySerializer(many=True, help_text=f"Of the last {DAYS} days, the latest first.")


class UsageSerializer(serializers.Serializer):
    """Who asks, and what they may."""

    partner = serializers.CharField(allow_null=True, help_text="Null for anybody.")
    plan = serializers.ChoiceField(Plan.choices, allow_null=True, help_text="Null for anybody.")
    quotas = QuotaSerializer(many=True)
    tokens = TokenSerializer(many=True, help_text="All tokens of the partner.")


class UsageView(APIView):
    """What you may ask, and what you asked with each token."""

    @extend_schema(
        operation_id="listUsage",
        summary="Show quotas and usage",
        tags=["usage"],
        parameters=[ETAG],
        responses={
            200: UsageSerializer,
            304: OpenApiResponse(description="Unchanged since the `ETag` you sent."),
            (400, MEDIA_TYPE): OpenApiResponse(Problem, "A parameter is not understood."),
        },
    )
    def get(self, request: Request) -> Response:
        """Quotas and usage of whoever asks."""
        Reading(request, []).settle()
        token = request._request.caller.token  # type: ignore[attr-defined]
        partner = token.partner if token else None
        body = {
            "partner": partner and partner.name,
            "plan": partner and partner.plan,
            "quotas": [
                {"name": quota.name, "limit": quota.limit, "window": quota.window}
                for quota in rates.quotas(partner and partner.plan)
            ],
            "tokens": tokens_of(partner) if partner else [],
        }
        return Response(body, headers={"Cache-Control": "private, no-store", "Vary": "Authorization"})


def tokens_of(partner: Partner) -> list[dict[str, Any]]:
    """The tokens of a partner with what was asked by each."""
    since = timezone.now().date() - timedelta(days=DAYS)
    used: dict[int, list[dict[str, Any]]] = {}
    for row in Usage.objects.filter(token__partner=partner, day__gte=since):
        used.setdefault(row.token_id, []).append({"day": row.day, "requests": row.requests})
    names = ("name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
    return [
        {
            "id": token.public_id,
            **{name: getattr(token, name) for name in names},
            "usage": used.get(token.pk, []),
        }
        for token in partner.tokens.all()
    ]
