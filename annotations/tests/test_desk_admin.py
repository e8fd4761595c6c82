"""Quotes, claims, topics and episodes in the admin: found, read and moved, never set."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.admin import CommentAdmin, CorrectionAdmin
from annotations.desk import cards
from annotations.models import Alarm, Claim, Evidence, Notice, Placement, QuoteVersion, Schedule, TagSynonym
from annotations.selectors import identities as planned
from annotations.services import agreement, claims, comments, correctionlog, errorreports, identities, topics
from annotations.tests import factories as make
from transcripts.admin import FeedAdmin, MishearingAdmin
from transcripts.admin.appearance import AppearanceAdmin
from transcripts.admin.base import RecordAdmin
from transcripts.models import AudioFile, Episode, LikelyDuplicate
from transcripts.services import duplicates, feeds, jobs, mishearings

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


@pytest.fixture
def rae() -> Client:
    return signed_in(make.reviewer())


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"admin:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_the_start_page_shows_each_person_their_work(ed: Client, rae: Client) -> None:
    make.draft("Revenue doubled within a year.")
    make.in_review("Two contributors left us over it.")
    mine, theirs = page(ed, "index"), page(rae, "index")
    assert "Revenue doubled" in mine
    assert "Two contributors" in theirs
    assert "Revenue doubled" not in theirs
    assert "Nothing was returned to you." in mine


def test_an_empty_start_page_explains_itself(ed: Client) -> None:
    shown = page(ed, "index")
    assert "Open an episode and press Annotate" in shown
    assert "No imports need you." in shown


def test_nobody_waits_for_their_own_review() -> None:
    both = make.person("bo", "editor", "reviewer")
    make.in_review("Revenue doubled within a year.", by=both)
    assert "Nothing waits for your review." in page(signed_in(both), "index")


def test_a_quote_is_moved_by_a_button_on_what_was_seen(rae: Client) -> None:
    version = make.in_review()
    address = reverse("admin:annotations_quoteversion_move", args=[version.pk])
    seen = cards.seen(version)
    rae.post(address, {"action": "approve", "version": "1.0"})
    assert QuoteVersion.objects.get().state == "in_review"
    rae.post(address, {"action": "approve", "version": seen})
    assert QuoteVersion.objects.get().state == "approved"


def test_a_refused_move_says_why_and_keeps_the_note(ed: Client) -> None:
    version = make.in_review()
    address = reverse("admin:annotations_quoteversion_move", args=[version.pk])
    seen = cards.seen(version)
    response = ed.post(
        address, {"action": "return", "version": seen, "note": "My long note"}, follow=True
    ).content.decode()
    assert "Only reviewers can return this." in response
    ed.post(address, {"action": "nonsense", "version": seen, "note": "x"})
    assert QuoteVersion.objects.get().state == "in_review"


def test_no_form_can_set_a_state(ed: Client) -> None:
    version = make.draft()
    address = reverse("admin:annotations_quoteversion_change", args=[version.pk])
    assert ed.post(address, {"state": "published"}).status_code == 403
    claim = claims.create(statement="Revenue doubled.", kind="metric", subject="founders", by=make.editor())
    ed.post(
        reverse("admin:annotations_claim_change", args=[claim.pk]),
        {**claim_form("Revenue tripled."), "state": "published", "approved_by": "1"},
    )
    claim.refresh_from_db()
    assert (claim.statement, claim.state, claim.approved_by) == ("Revenue tripled.", "draft", None)


def claim_form(statement: str, **values: Any) -> dict[str, Any]:
    form = {"statement": statement, "kind": "metric", "company": "", "guest": "", "tags": []}
    form |= {
        f"{prefix}-{count}_FORMS": "0"
        for prefix in ("evidence", "evidence-2", "relations", "relations-2", "related_by")
        for count in ("TOTAL", "INITIAL")
    }
    return {**form, **values}


def test_a_claim_is_made_with_its_evidence(ed: Client) -> None:
    quote = make.draft().quote
    new = {"evidence-2-TOTAL_FORMS": "1", "evidence-2-0-quote": quote.pk, "evidence-2-0-stance": "supports"}
    ed.post(reverse("admin:annotations_claim_add"), claim_form("Revenue doubled.", **new))
    claim = Claim.objects.get()
    assert claim.changed_by == make.editor()
    assert list(claim.evidence.values_list("quote", "stance")) == [(quote.pk, "supports")]
    row = claim.evidence.get()
    gone = {"evidence-TOTAL_FORMS": "1", "evidence-INITIAL_FORMS": "1", "evidence-0-id": row.pk}
    gone |= {"evidence-0-claim": claim.pk, "evidence-0-DELETE": "on"}
    ed.post(
        reverse("admin:annotations_claim_change", args=[claim.pk]), claim_form("Revenue doubled.", **gone)
    )
    assert not Evidence.objects.exists()


def test_a_claim_with_the_reviewers_is_only_read(ed: Client) -> None:
    claim = claims.create(statement="Revenue doubled.", kind="metric", subject="founders", by=make.editor())
    version = claim.events.order_by("-id").first().pk
    ed.post(
        reverse("admin:annotations_claim_move", args=[claim.pk]), {"action": "submit", "version": version}
    )
    claim.refresh_from_db()
    assert claim.state == "in_review"
    response = ed.post(
        reverse("admin:annotations_claim_change", args=[claim.pk]), claim_form("Revenue tripled.")
    )
    assert response.status_code == 403


def test_synonyms_are_kept_with_their_topic(ed: Client) -> None:
    tag = make.tag()
    form = {"label": tag.label, "slug": tag.slug, "parent": "", "definition": tag.definition}
    form |= {"belongs": "", "does_not_belong": "", "synonyms-0-text": "Relicensing"}
    form |= {"synonyms-TOTAL_FORMS": "1", "synonyms-INITIAL_FORMS": "0"}
    ed.post(reverse("admin:annotations_tag_change", args=[tag.pk]), form)
    assert TagSynonym.objects.get().folded == "relicensing"
    assert tag.history.first().history_user == make.editor()


def test_a_label_is_bound_to_a_person_and_only_that(ed: Client) -> None:
    episode = make.episode()
    other = make.guest("Tom Berg")
    address = reverse("admin:transcripts_episode_speakers", args=[episode.pk])
    before = make.turn(episode)
    told = ed.post(address, {"revision": 1, "speaker-0": other.pk}, follow=True).content.decode()
    assert "Saved as revision 2: Ines Carvalho is Tom Berg." in told
    assert make.turn(episode).speaker == other
    before.refresh_from_db()
    assert before.speaker == make.guest()
    assert "Tom Berg" in page(ed, "transcripts_episode_change", episode.pk)


def test_a_label_under_a_published_quote_is_a_question_for_a_person(ed: Client) -> None:
    version = make.published()
    address = reverse("admin:transcripts_episode_speakers", args=[version.quote.episode_id])
    ed.post(address, {"speaker-0": make.guest("Tom Berg").pk})
    version.refresh_from_db()
    assert (version.speaker, version.turn.speaker) == (make.guest(), make.guest())
    assert (version.anchor_status, version.anchor_reason) == ("confirm", "speaker-changed")


def test_two_who_say_who_speaks_at_once_are_told(ed: Client) -> None:
    episode = make.episode()
    address = reverse("admin:transcripts_episode_speakers", args=[episode.pk])
    ed.post(address, {"revision": 1, "speaker-0": make.guest("Tom Berg").pk})
    told = ed.post(address, {"revision": 1, "speaker-0": make.guest("Bo Lind").pk}, follow=True)
    assert "Look at both" in told.content.decode()
    assert make.turn(episode).speaker == make.guest("Tom Berg")


def test_an_episode_is_withdrawn_by_a_reviewer_with_a_reason(ed: Client, rae: Client) -> None:
    version = make.published()
    address = reverse("admin:transcripts_episode_withdraw", args=[version.quote.episode_id])
    assert ed.post(address, {"reason": "Asked to."}).status_code == 403
    assert "Say why" in rae.post(address, {"reason": " "}, follow=True).content.decode()
    rae.post(address, {"reason": "Asked to."})
    assert Episode.objects.get().withdrawn_reason == "Asked to."
    version.refresh_from_db()
    assert version.state == "withdrawn"


@pytest.mark.parametrize("roles", [("editor",), ("reviewer",), ("editor", "reviewer")])
def test_every_page_of_ours_opens_or_is_refused_by_role(roles: tuple[str, ...]) -> None:
    version = make.published()
    made = [
        claims.create(statement=statement, kind="metric", subject="founders", by=make.editor())
        for statement in ("Revenue doubled.", "Revenue tripled.")
    ]
    claims.add_evidence(made[0], quote=version.quote, stance="supports", by=make.editor())
    claims.relate(made[0], kind="contradicts", target=made[1], by=make.editor())
    Alarm.objects.create(version=version, kind="words", message="Other words.", seen_at=timezone.now())
    place = {"start": version.start, "end": version.end, "source_start": 0, "source_end": 9}
    text = version.revision
    Placement.objects.create(version=version, source=text, target=text, status="moved", score=1, **place)
    AudioFile.objects.create(episode=version.quote.episode, name="The feed’s", sha256="0" * 64)
    Schedule.objects.create(version=version, at=timezone.now(), by=make.reviewer())
    jobs.enqueue(make.document(), by=make.editor())
    feeds.follow(Episode.objects.get().podcast, "https://pods.example/feed", by=make.editor())
    mishearings.remember(Episode.objects.get().podcast, heard="Knog", meant="Kong", by=make.editor())
    about = {"object_type": "quote", "object_id": version.quote.public_id}
    report = errorreports.receive(public_id=uuid4(), **about, address="/", text="This is wrong.")
    correctionlog.publish(**about, wrong="This.", changed="That.", report=report, by=make.editor())
    kept, other = make.company("Anaconda"), make.company("Continuum")
    one, two = make.guest("Ines Carvalho"), make.guest("Inez Carvalho")
    duplicates.find()
    assert LikelyDuplicate.objects.filter(guest=one, other_guest=two)
    identities.merge(kept, other, seen=planned.merging(kept, other).sign, by=make.editor())
    topics.set_status(make.tag("forks"), status="deprecated", reason="Unused.", by=make.chief())
    agreement.draw(size=1, coder=make.person("cora", "editor"), by=make.chief())
    comments.add(version.quote.episode, text="Is it so?", quote=version.quote, by=make.editor())
    client = signed_in(make.person("bo", *roles))
    written = RecordAdmin | FeedAdmin | MishearingAdmin
    for model, its in admin.site._registry.items():
        if model._meta.app_label not in ("transcripts", "annotations") or model is Notice:
            continue  # a notice is its person’s alone, and has no page of its own
        first = model._default_manager.first()
        assert first, model
        for page_name, args in (("changelist", []), ("change", [first.pk]), ("history", [first.pk])):
            page(client, f"{its.opts.app_label}_{its.opts.model_name}_{page_name}", *args)
        add = client.get(reverse(f"admin:{its.opts.app_label}_{its.opts.model_name}_add")).status_code
        elsewhere = AppearanceAdmin | CommentAdmin  # made in an episode, and in its desk
        made_here = isinstance(its, written) and not isinstance(its, elsewhere)
        may_add = isinstance(its, CorrectionAdmin) or ("editor" in roles and made_here)
        assert add == (200 if may_add else 403)


@pytest.mark.parametrize(
    "name",
    [
        "transcripts_episode",
        "annotations_quoteversion",
        "annotations_claim",
        "annotations_tag",
        "annotations_reviewevent",
        "transcripts_sourcedocument",
        "transcripts_job",
    ],
)
def test_lists_take_no_query_a_row(ed: Client, name: str, django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        episode = make.episode(f"Episode {number}", speaker=make.guest(f"Person {number}"))
        make.draft(turn=make.turn(episode), tags=[make.tag(f"topic-{number}", parent=make.tag())])
        claims.create(statement=f"Claim {number}", kind="metric", company=make.company(), by=make.editor())
    with django_assert_max_num_queries(12):
        page(ed, f"{name}_changelist")


def test_a_quote_is_chosen_as_evidence_by_its_words(ed: Client) -> None:
    make.draft("Revenue doubled within a year.")
    query = {"app_label": "annotations", "model_name": "evidence", "field_name": "quote", "term": "doubled"}
    found = ed.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [choice["text"] for choice in found] == ["“Revenue doubled within a year.”"]
