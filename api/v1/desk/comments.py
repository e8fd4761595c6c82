"""Comments on the desk: what colleagues say to each other about quotes and passages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotations.desk.comments import comments_of
from annotations.models import Comment
from annotations.selectors import colleagues
from annotations.selectors.comments import visible_to
from annotations.services import comments
from api.v1.desk.serializers import NOT_IN_USE, Strict, VisibleQuote
from api.v1.desk.views import DeskView
from transcripts.models import Episode, Revision

LONGEST = 5000
ABOUT = "Say what the comment is about: a quote, words of a text, or the comment it answers."
GONE = "That is not here any more. Load the episode again."


class Said(Strict):
    """What somebody says."""

    text = serializers.CharField(max_length=LONGEST)


class VisibleComment(serializers.SlugRelatedField):
    """A comment that whoever answers it can see."""

    def get_queryset(self) -> QuerySet[Comment]:
        """The comments of this person's desk."""
        return visible_to(self.context["request"].user).select_related("answers")


class NewComment(Said):
    """A comment on a quote, or on words in code points of a revision's text, or an answer."""

    id = serializers.UUIDField()
    quote = VisibleQuote(slug_field="public_id", required=False, error_messages={"does_not_exist": GONE})
    revision = serializers.SlugRelatedField(
        slug_field="public_id",
        queryset=Revision.objects.adopted(),
        required=False,
        error_messages={"does_not_exist": NOT_IN_USE},
    )
    start = serializers.IntegerField(min_value=0, required=False)
    end = serializers.IntegerField(min_value=1, required=False)
    answers = VisibleComment(slug_field="public_id", required=False, error_messages={"does_not_exist": GONE})

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """It is about exactly one thing."""
        about = [name for name in ("quote", "revision", "answers") if name in attrs]
        places = {"start", "end"} & set(attrs)
        if len(about) != 1 or len(places) != (2 if about == ["revision"] else 0):
            raise serializers.ValidationError({"quote": [ABOUT]})
        public_id = attrs.pop("id")
        return {**attrs, "public_id": public_id}


class CommentsView(DeskView):
    """The comments of an episode."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Every talk with its answers."""
        episode = get_object_or_404(Episode, public_id=public_id)
        return Response({"comments": comments_of(episode, request.user)})

    def post(self, request: Request, public_id: UUID) -> Response:
        """Say something; the answer is the whole talk it is part of."""
        episode = get_object_or_404(Episode, public_id=public_id)
        sent = NewComment(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        known = Comment.objects.filter(public_id=sent.validated_data["public_id"]).exists()
        comment = comments.add(episode, by=request.user, **sent.validated_data)
        return Response(told(comment, request), status=200 if known else 201)


class CommentView(DeskView):
    """One comment."""

    def patch(self, request: Request, public_id: UUID) -> Response:
        """Say it otherwise; only its author."""
        sent = Said(data=request.data)
        sent.is_valid(raise_exception=True)
        return Response(
            told(
                comments.reword(find(public_id, request.user), by=request.user, **sent.validated_data),
                request,
            )
        )

    def delete(self, request: Request, public_id: UUID) -> Response:
        """Take it back; only its author, while nobody has answered. What is gone already is gone."""
        comment = visible_to(request.user).filter(public_id=public_id).first()
        if comment:
            comments.remove(comment, by=request.user)
        return Response({})


class SettleView(DeskView):
    """Whether a comment is done."""

    def post(self, request: Request, public_id: UUID, act: str) -> Response:
        """Resolve it or open it again."""
        settle = {"resolve": comments.resolve, "reopen": comments.reopen}[act]
        return Response(told(settle(find(public_id, request.user), by=request.user), request))


class ColleaguesView(DeskView):
    """Type-ahead over those who work here."""

    def get(self, request: Request) -> Response:
        """Whose names begin with `q`."""
        found = colleagues.matching(request.query_params.get("q", "")[:100])
        results = [
            {"id": person.get_username(), "label": colleagues.name_of(person), "hint": person.get_username()}
            for person in found
        ]
        return Response({"results": results})


def find(public_id: UUID, user: Any) -> Comment:
    """The comment of that id, or a 404, also where it is not for this person to see."""
    comment = visible_to(user).filter(public_id=public_id).first()
    if comment is None:
        raise Http404("There is no such comment.")
    return comment


def told(comment: Comment, request: Request) -> dict[str, Any]:
    """The talk that a comment is part of, as it stands now."""
    first = comment.answers or comment
    return next(
        one for one in comments_of(comment.episode, request.user) if one["id"] == str(first.public_id)
    )
