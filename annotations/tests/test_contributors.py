"""A contributor sees and changes their own drafts, what is published, and nothing else of anybody."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from annotations.desk import cards, worklists
from annotations.models import Claim, Quote, QuoteVersion
from annotations.services import claims, comments, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.editing import Words
from transcripts.models import Episode
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
MINE, THEIRS, PUBLIC = "We changed the licence in March.", "Two contributors left", "Revenue doubled"
SECRET = "quokka"
API = "/api/v1/desk/"
JSON = "application/json"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def con() -> User:
    return make.contributor()


@pytest.fixture
def mine(con: User) -> QuoteVersion:
    return make.draft(MINE, by=con)


@pytest.fixture
def theirs(mine: QuoteVersion) -> QuoteVersion:
    """A colleague's draft, with a comment and a claim, each saying the secret word."""
    version = make.draft(THEIRS, note=SECRET)
    comments.add(mine.quote.episode, text=f"A {SECRET} there", quote=version.quote, by=make.editor())
    claim = claims.create(statement=f"The {SECRET} pays.", kind="event", subject="founders", by=make.editor())
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    return version


@pytest.fixture
def pending(theirs: QuoteVersion) -> QuoteVersion:
    """A colleague's pending version beside a public one."""
    public = make.published(PUBLIC)
    return quotes.change(public.quote, note=SECRET, by=make.editor())


def test_the_querysets_are_the_one_home_of_it(
    con: User, mine: QuoteVersion, theirs: QuoteVersion, pending: QuoteVersion
) -> None:
    public = pending.quote.versions.get(state=State.PUBLISHED)
    assert set(QuoteVersion.objects.visible_to(con)) == {mine, public}
    assert set(Quote.objects.visible_to(con)) == {mine.quote, public.quote}
    assert set(QuoteVersion.objects.shown_in_desk(mine.quote.episode, seen_by=con)) == {mine, public}
    own = claims.create(statement="Mine.", kind="event", subject="founders", by=con)
    assert set(Claim.objects.visible_to(con)) == {own}
    for colleague in (make.editor(), make.reviewer(), make.chief(), make.administrator()):
        assert QuoteVersion.objects.visible_to(colleague).count() == QuoteVersion.objects.count()
        assert Claim.objects.visible_to(colleague).count() == 2


def test_what_an_editor_changed_of_theirs_stays_theirs(con: User, mine: QuoteVersion) -> None:
    quotes.change(mine.quote, note="A comma.", by=make.editor())
    assert QuoteVersion.objects.visible_to(con).get() == mine
    assert quotes.change(mine.quote, note="Two commas.", by=con).note == "Two commas."


def test_a_contributor_drafts_and_submits_and_discards_their_own(con: User, mine: QuoteVersion) -> None:
    review.move(mine, action=Action.SUBMIT, by=con)
    review.move(mine, action=Action.RETRACT, by=con)
    review.move(mine, action=Action.DISCARD, by=con)
    review.move(mine, action=Action.RESTORE, by=con)
    claim = claims.create(statement="Mine.", kind="event", subject="founders", by=con)
    claims.add_evidence(claim, quote=mine.quote, stance="supports", by=con)
    claims.change(claim, statement="Still mine.", by=con)


@pytest.mark.parametrize("action", [Action.SUBMIT, Action.DISCARD])
def test_not_what_others_wrote(con: User, theirs: QuoteVersion, action: Action) -> None:
    with pytest.raises(Refusal) as refusal:
        review.move(theirs, action=action, by=con)
    assert refusal.value.rule == "role"
    with pytest.raises(PermissionDenied, match="ask an editor"):
        quotes.change(theirs.quote, note="Mine now", by=con)
    claim = Claim.objects.get()
    with pytest.raises(PermissionDenied):
        claims.change(claim, statement="Mine now", by=con)
    with pytest.raises(PermissionDenied):
        claims.add_evidence(claim, quote=theirs.quote, stance="disputes", by=con)
    with pytest.raises(PermissionDenied):
        claims.remove_evidence(claim.evidence.get(), by=con)


def test_the_desk_api_knows_nothing_else(
    con: User, mine: QuoteVersion, theirs: QuoteVersion, pending: QuoteVersion
) -> None:
    client, episode = signed_in(con), mine.quote.episode
    claim = Claim.objects.get()
    hidden = [
        f"quotes/{theirs.quote.public_id}/",
        f"claims/?quote={theirs.quote.public_id}",
    ]
    for path in hidden:
        assert client.get(API + path).status_code == 404, path
    body, seen_before = {"note": "x"}, {"If-Match": f'"{cards.seen(theirs)}"'}
    posts: list[tuple[str, dict[str, Any]]] = [
        *(
            (f"quotes/{theirs.quote.public_id}/{action}/", body)
            for action in ("submit", "discard", "give-up")
        ),
        (f"quotes/{theirs.quote.public_id}/restore/", body),
        (f"claims/{claim.public_id}/discard/", {}),
        (f"claims/{claim.public_id}/evidence/", {"quote": str(mine.quote.public_id), "stance": "supports"}),
        (f"comments/{theirs.quote.comments.get().public_id}/resolve/", {}),
    ]
    for path, sent in posts:
        answer = client.post(API + path, sent, content_type=JSON, headers=seen_before)
        assert answer.status_code == 404, path
    seen = [
        f"episodes/{episode.public_id}/",
        f"episodes/{episode.public_id}/comments/",
        f"quotes/{mine.quote.public_id}/",
        f"quotes/{pending.quote.public_id}/",
        f"claims/?quote={mine.quote.public_id}&q={SECRET}",
    ]
    for path in seen:
        answer = client.get(API + path)
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, False), path
    public = client.get(f"{API}quotes/{pending.quote.public_id}/").json()
    assert (public["state"], public["may_change"], public["actions"]) == ("published", False, [])


def test_the_admin_knows_nothing_else(
    con: User, mine: QuoteVersion, theirs: QuoteVersion, pending: QuoteVersion
) -> None:
    client, episode = signed_in(con), mine.quote.episode
    claim, public = Claim.objects.get(), pending.quote.versions.get(state=State.PUBLISHED)
    for name, thing in (("quoteversion", theirs), ("quoteversion", pending), ("claim", claim)):
        for page in ("change", "history"):
            address = reverse(f"admin:annotations_{name}_{page}", args=[thing.pk])
            assert client.get(address).status_code in (302, 404), address
        move = reverse(f"admin:annotations_{name}_move", args=[thing.pk])
        assert client.post(move, {"action": "discard"}).status_code == 404
    pages = [
        reverse("admin:index"),
        reverse("admin:transcripts_episode_annotate", args=[episode.pk]),
        reverse("admin:transcripts_episode_change", args=[episode.pk]),
        reverse("admin:annotations_quoteversion_changelist"),
        reverse("admin:annotations_quoteversion_change", args=[public.pk]),
        reverse("admin:annotations_quoteversion_history", args=[public.pk]),
        reverse("admin:annotations_claim_changelist"),
        reverse("admin:annotations_claim_add"),
        reverse("admin:annotations_placement_changelist"),
        reverse("admin:annotations_reviewevent_changelist"),
        reverse("admin:autocomplete")
        + f"?app_label=annotations&model_name=evidence&field_name=quote&term={THEIRS[:10]}",
    ]
    for address in pages:
        page = client.get(address)
        assert page.status_code == 200, address
        said = page.content.decode()
        assert SECRET not in said, address
        # The transcript itself is for all who work here, so its words say nothing.
        if address.endswith(("quoteversion/", "reviewevent/")) or "autocomplete" in address:
            assert THEIRS not in said, address


def test_a_bulk_action_reaches_no_further(con: User, mine: QuoteVersion, theirs: QuoteVersion) -> None:
    client = signed_in(con)
    address = reverse("admin:annotations_quoteversion_changelist")
    client.post(address, {"action": "submit", "_selected_action": [mine.pk, theirs.pk]})
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (State.IN_REVIEW, State.DRAFT)
    tag = make.tag("another")
    sent = {"action": "tag", "_selected_action": [theirs.pk], "topic": tag.pk, "confirmed": "yes"}
    client.post(address, sent)
    assert tag not in theirs.tags.all()
    assert "Approve" not in client.get(address).content.decode()


def test_only_what_is_theirs_waits_for_them(con: User, mine: QuoteVersion, theirs: QuoteVersion) -> None:
    titles = [one.title for one in worklists.of(con)]
    assert titles == ["Quotes to confirm", "Returned to you", "Your drafts", "Comments for you"]
    start = theirs.turn.text.index("left")
    edits = [Words(0, start, start + 4, "went")]
    corrections.correct(mine.quote.episode, base=mine.revision, edits=edits, by=make.editor())
    first = [next(iter(worklists.of(person))).title for person in (con, make.editor())]
    assert first == ["Quotes to confirm", "Quotes to confirm (1)"]


def test_a_mention_shows_nothing_of_the_work_of_others(con: User, theirs: QuoteVersion) -> None:
    comments.add(theirs.quote.episode, text=f"@con the {SECRET} again", quote=theirs.quote, by=make.editor())
    (talk,) = [one for one in worklists.of(con) if one.title == "Comments for you"]
    assert talk.entries == []


def test_a_contributor_edits_no_texts_people_or_topics(con: User, mine: QuoteVersion) -> None:
    client, episode = signed_in(con), mine.quote.episode
    sent = {"base": str(mine.revision.public_id), "edits": [{"op": "merge", "turn": 0}]}
    corrected = client.post(f"{API}episodes/{episode.public_id}/corrections/", sent, content_type=JSON)
    assert corrected.status_code == 403
    for model in ("transcripts_guest", "transcripts_company", "transcripts_podcast", "annotations_tag"):
        assert client.get(reverse(f"admin:{model}_add")).status_code == 403
    revision = Episode.objects.get().revisions.get(is_current=True)
    for page in ("adopt", "return"):
        address = reverse(f"admin:transcripts_revision_{page}", args=[revision.pk])
        assert client.get(address).status_code == 403


def test_a_group_called_administrator_gives_nothing() -> None:
    from django.contrib.auth.models import Group

    from transcripts.permissions import roles_of

    Group.objects.create(name="administrator")
    assert roles_of(make.person("mallory", "administrator")) == frozenset()


def test_a_chief_editor_spikes_what_is_with_the_reviewers() -> None:
    version = make.approved()
    with pytest.raises(Refusal, match="chief editors"):
        review.move(version, action=Action.SPIKE, by=make.reviewer(), note="Stale")
    review.move(version, action=Action.SPIKE, by=make.chief(), note="Stale")
    assert (version.state, version.events.last().note) == (State.DISCARDED, "Stale")


def test_no_page_of_the_admin_has_a_trace_of_the_work_of_others(
    con: User, mine: QuoteVersion, theirs: QuoteVersion, pending: QuoteVersion
) -> None:
    quotes.change(theirs.quote, note=f"Still {SECRET}", by=make.editor())
    client = signed_in(con)
    addresses = []
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        addresses += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        for thing in model._default_manager.all()[:10]:
            addresses += [reverse(f"{name}_{page}", args=[thing.pk]) for page in ("change", "history")]
    assert len(addresses) > 60
    opened = 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code in (200, 302, 403, 404), address
        opened += answer.status_code == 200
        assert SECRET not in answer.content.decode(), address
    assert opened > 30
