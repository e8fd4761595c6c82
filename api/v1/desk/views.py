"""What the annotation desk reads and writes, by the same services as everything else."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotations.desk import cards, choices, decisions
from annotations.desk.comments import comments_of
from annotations.desk.transcript import texts_of
from annotations.models import Quote, QuoteVersion
from annotations.services import quotes
from annotations.workflow import Action, Refusal
from api.v1.desk import once, seen
from api.v1.desk.bearer import Bearer
from api.v1.desk.serializers import (
    ChangedQuote,
    Confirmation,
    Day,
    Move,
    NewQuote,
    Selection,
    Time,
)
from transcripts.models import Episode
from transcripts.permissions import is_staff_member

WRITES = ("post", "patch", "delete")


class WorksHere(BasePermission):
    """Staff with a role; everybody else learns nothing."""

    message = "The desk is for editors and reviewers. Sign in as one, or ask an administrator for a role."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether this person works here."""
        return bool(request.user and request.user.is_staff and is_staff_member(request.user))


class DeskView(APIView):
    """A page of the desk's API: session and CSRF, or a person's own key; none of it in the public schema."""

    authentication_classes = [Bearer, SessionAuthentication]
    permission_classes = [WorksHere]
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once it is settled who asks: where a write has a key, have it done once."""
        super().initial(request, *args, **kwargs)
        name = str(request.method).lower()
        key = once.key_of(request) if name in WRITES and hasattr(self, name) else None
        if key:
            # The handler is looked up after this.
            setattr(self, name, once.once(getattr(self, name), key))


class OneQuoteView(DeskView):
    """A page about one quote, whose decisions stand on what was seen."""

    def handle_exception(self, exc: Exception) -> Response:
        """What is refused because the quote is another one by now is told with what it is."""
        if isinstance(exc, Refusal) and exc.rule == "stale":
            now = shown(find(self.kwargs["public_id"], self.request.user), self.request)
            exc = seen.Changed(exc, cards.seen(now))
        return super().handle_exception(exc)


class Root(DeskView):
    """Where the desk begins."""

    def get(self, request: Request) -> Response:
        """Who is signed in, and the token for their writes: a page that was open before needs it."""
        return Response({"user": request.user.username, "csrf": get_token(request)})


class EpisodeView(DeskView):
    """An episode's texts and quotes."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """The current texts by turns, a card of each quote, and what was said about them."""
        episode = get_object_or_404(Episode, public_id=public_id)
        return Response(
            {
                "id": str(episode.public_id),
                "title": episode.display_title,
                "texts": texts_of(episode),
                "quotes": [cards.card(version) for version in cards.versions_of(episode, request.user)],
                "comments": comments_of(episode, request.user),
            }
        )


class QuotesView(DeskView):
    """The quotes of the desk, to add to."""

    def post(self, request: Request) -> Response:
        """Draft a quote; sent again under the same id by the same person, it is answered as it is now."""
        sent = NewQuote(data=request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        try:
            version = quotes.create(by=request.user, **values)
        except (IntegrityError, PermissionDenied, Refusal):
            # Sent again, now that it is there, or that its words or topics are not what they were.
            made = made_before(values, request)
            if made is None:
                raise
            return told(made, request)
        labels = {name: values.get(name, ()) for name in ("tags", "companies", "guests")}
        card = cards.drafted(version, request.user, turn=values["turn"], **labels)
        return Response(card, status=201, headers={"ETag": seen.etag(card["version"])})


class QuoteView(OneQuoteView):
    """One quote."""

    def get(self, request: Request, public_id: UUID) -> Response:
        """Its newest version, what may be done with it and what happened to it."""
        return told(shown(find(public_id, request.user), request), request)

    def patch(self, request: Request, public_id: UUID) -> Response:
        """Change what is sent; refused where somebody else changed it since it was seen."""
        sent = ChangedQuote(data=request.data, partial=True)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        version = decisions.change(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class MoveView(OneQuoteView):
    """One quote on its way through the workflow."""

    def post(self, request: Request, public_id: UUID, action: str) -> Response:
        """Submit, return, approve, publish, withdraw, retract or discard what was seen."""
        if action not in list(Action):
            raise NotFound(f"There is no such move as “{action}”.")
        sent = Move(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        decisions.move(quote, action=Action(action), version=on, by=request.user, **sent.validated_data)
        return told(shown(quote, request), request)


class OverrideView(OneQuoteView):
    """One quote in review that nobody but its own author, an administrator, can approve."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Approve it as an exception of four eyes; the note says why."""
        sent = Move(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        values = {"version": on, "override": True, **sent.validated_data}
        decisions.move(quote, action=Action.APPROVE, by=request.user, **values)
        return told(shown(quote, request), request)


class ScheduleView(OneQuoteView):
    """When an approved quote is to be published."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Set the time; one that was set before no longer holds."""
        sent = Time(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        version = decisions.schedule(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class UnscheduleView(OneQuoteView):
    """An approved quote that is to be published at no time of its own after all."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Take the time back."""
        sent = Move(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        version = decisions.unschedule(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class DueView(OneQuoteView):
    """By which day a quote is due."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Set the day or take it away; nobody decides about the words by that, so no version is asked for."""
        sent = Day(data=request.data)
        sent.is_valid(raise_exception=True)
        quote = find(public_id, request.user)
        decisions.set_due(quote, by=request.user, **sent.validated_data)
        return told(shown(quote, request), request)


class RestoreView(OneQuoteView):
    """One quote that was discarded."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Make a draft of it again, where it is certain that its words still stand."""
        sent = Move(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version_if_told(request)
        version = decisions.restore(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class ConfirmView(OneQuoteView):
    """One quote whose place in a changed text is uncertain: take a place that is proposed."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Confirm a candidate; what was with the reviewers goes back to them."""
        sent = Confirmation(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        version = decisions.confirm(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class SelectView(OneQuoteView):
    """One quote whose place in a changed text is uncertain: select its words there."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Place it on these words; what was with the reviewers goes back to them."""
        sent = Selection(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        version = decisions.select(quote, version=on, by=request.user, **sent.validated_data)
        return told(version, request)


class GiveUpView(OneQuoteView):
    """One quote whose words are gone."""

    def post(self, request: Request, public_id: UUID) -> Response:
        """Withdraw it where it is public, else discard it."""
        sent = Move(data=request.data)
        sent.is_valid(raise_exception=True)
        quote, on = find(public_id, request.user), seen.version(request)
        decisions.give_up(quote, version=on, by=request.user, **sent.validated_data)
        return told(shown(quote, request), request)


class ChoicesView(DeskView):
    """Type-ahead."""

    def get(self, request: Request) -> Response:
        """What fits `q`, the likeliest first."""
        return Response({"results": self.find(request.query_params.get("q", "")[:100])})

    def find(self, query: str) -> list[dict[str, str]]:
        """What fits."""
        raise NotImplementedError


class TagsView(ChoicesView):
    """Topics by label or synonym."""

    def find(self, query: str) -> list[dict[str, str]]:
        """Topics that fit."""
        return choices.tags(query)


class CompaniesView(ChoicesView):
    """Companies by any of their names."""

    def find(self, query: str) -> list[dict[str, str]]:
        """Companies that fit."""
        return choices.companies(query)


class GuestsView(ChoicesView):
    """People by any of their names."""

    def find(self, query: str) -> list[dict[str, str]]:
        """People that fit."""
        return choices.guests(query)


def find(public_id: UUID, user: Any) -> Quote:
    """The quote of that id, or a 404, also where it is not for this person to see."""
    quote = Quote.objects.visible_to(user).filter(public_id=public_id).first()
    if quote is None:
        raise Http404("There is no such quote.")
    return quote


def shown(quote: Quote, request: Request) -> QuoteVersion:
    """The newest version of a quote that this person sees."""
    version: QuoteVersion = quote.versions.newest(seen_by=request.user).get()
    return version


def made_before(values: dict[str, Any], request: Request) -> QuoteVersion | None:
    """What this person made under the id they send, if they did."""
    return quotes.made_before(values.get("id"), episode=values["turn"].revision.episode_id, by=request.user)


def told(version: QuoteVersion, request: Request) -> Response:
    """The quote as the desk's inspector shows it to this person, read anew."""
    related = ("quote", "turn", "revision", "speaker", "changed_by")
    stored = cards.as_shown(QuoteVersion.objects.select_related(*related)).get(pk=version.pk)
    detail = cards.detail(stored, request.user)
    return Response(detail, headers={"ETag": seen.etag(detail["version"])})
