"""What a thing is linked to stands in its history as everything else of it: told, compared, given back."""

import re
from typing import Any

import pytest
from django.urls import reverse

from annotations.models import Claim, Tag
from annotations.selectors import identities as plans
from annotations.services import claims, identities, review, topics
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Company, Episode
from transcripts.services import records
from transcripts.services.records import history_of

pytestmark = pytest.mark.django_db
WHY = "They are one."


def topical(*slugs: str) -> Claim:
    return claims.create(
        statement="It doubled.", kind="event", tags=[make.tag(slug) for slug in slugs], by=make.editor()
    )


def about(*names: str) -> Episode:
    episode = make.episode()
    records.save(episode, by=make.editor(), links={"companies": [make.company(name) for name in names]})
    return episode


def told(thing: Any, name: str) -> list[list[Any]]:
    """What the history says of a link, the oldest state first."""
    rows = history_of(type(thing)).filter(id=thing.pk).order_by("history_id")
    return [row.linked[name] for row in rows]


def keys(*things: Any) -> list[int]:
    return sorted(thing.pk for thing in things)


def page(thing: Any, name: str, *more: Any) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{name}", args=[thing.pk, *more])


def plain(answer: Any) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_claim_is_made_and_changed_with_its_topics_in_one_entry_each() -> None:
    claim = topical("forks")
    assert told(claim, "tags") == [keys(make.tag("forks"))]
    forks, trust = make.tag("forks"), make.tag("trust")
    claims.change(claim, tags=[forks, trust], statement="It tripled.", by=make.editor())
    claims.change(claim, tags=[trust, forks], by=make.editor())  # nothing new
    assert told(claim, "tags")[1:] == [keys(make.tag("forks"), make.tag("trust"))]
    newest = history_of(Claim).filter(id=claim.pk).latest("history_id")
    assert (newest.statement, str(newest.history_user), newest.history_type) == ("It tripled.", "ed", "~")


def test_the_page_of_the_history_names_the_topics_that_came_and_went() -> None:
    claim = topical("forks")
    claims.change(claim, tags=[make.tag("trust")], by=make.editor())
    shown = plain(make.signed_in(make.editor()).get(page(claim, "history")))
    assert re.search(r"Tags .*deleted: \s*Forks.*inserted: \s*Trust", shown, re.I), shown


def test_a_change_of_something_else_keeps_and_tells_no_topics() -> None:
    claim = topical("forks")
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    assert told(claim, "tags")[-1] == keys(make.tag("forks"))
    assert "inserted: Forks" not in plain(make.signed_in(make.editor()).get(page(claim, "history")))


def test_former_topics_of_a_claim_are_given_back() -> None:
    claim = topical("forks", "trust")
    began = history_of(Claim).filter(id=claim.pk).earliest("history_id")
    claims.change(claim, tags=[make.tag("pricing")], by=make.editor())
    client, newest = make.signed_in(make.editor()), history_of(Claim).filter(id=claim.pk).latest("history_id")
    restore = page(claim, "simple_history", began.history_id)
    assert "Forks" in plain(client.get(restore))
    answer = plain(client.post(restore, {"seen": newest.history_id}, follow=True))
    assert "Restored as it was on" in answer, answer
    assert set(claim.tags.all()) == {make.tag("forks"), make.tag("trust")}
    assert told(claim, "tags")[-1] == keys(make.tag("forks"), make.tag("trust"))


def test_former_companies_of_an_episode_are_given_back_but_those_that_are_gone() -> None:
    episode = about("Quarrystone", "Tidewater")
    began = history_of(Episode).filter(id=episode.pk).latest("history_id")
    records.save(episode, by=make.editor(), links={"companies": []})
    gone = make.company("Tidewater")
    gone.names.all().delete()
    gone.delete()
    newest = history_of(Episode).filter(id=episode.pk).latest("history_id")
    client = make.signed_in(make.editor())
    restore = page(episode, "simple_history", began.history_id)
    assert "something that is not there any more" in plain(client.get(restore))
    answer = plain(client.post(restore, {"seen": newest.history_id}, follow=True))
    assert "Restored as it was on" in answer, answer
    assert [company.name for company in episode.companies.all()] == ["Quarrystone"]


def test_a_state_older_than_the_keeping_of_links_leaves_them_alone() -> None:
    claim = topical("forks")
    history_of(Claim).filter(id=claim.pk).update(linked=None)
    began = history_of(Claim).filter(id=claim.pk).latest("history_id")
    claims.change(claim, statement="It tripled.", tags=[make.tag("trust")], by=make.editor())
    client, newest = make.signed_in(make.editor()), history_of(Claim).filter(id=claim.pk).latest("history_id")
    assert "Trust" not in plain(client.get(page(claim, "history")))
    client.post(page(claim, "simple_history", began.history_id), {"seen": newest.history_id})
    claim.refresh_from_db()
    assert (claim.statement, list(claim.tags.all())) == ("It doubled.", [make.tag("trust")])


def test_topics_that_a_colleague_gave_meanwhile_are_not_taken_back_unseen() -> None:
    claim, client = topical("forks"), make.signed_in(make.editor())
    address = page(claim, "change")
    opened = history_of(Claim).filter(id=claim.pk).latest("history_id").history_id
    claims.change(claim, tags=[make.tag("forks"), make.tag("trust")], by=make.person("eve", "editor"))
    lines = {
        f"{name}-{count}": "0"
        for name in re.findall(r'name="([\w-]+)-TOTAL_FORMS"', client.get(address).content.decode())
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    stale = {
        "statement": "It tripled.",
        "kind": "event",
        "tags": keys(make.tag("forks")),
        "opened": opened,
        **lines,
    }
    answer = plain(client.post(address, stale))
    assert "Somebody changed this to “" in answer and "since you opened the form" in answer
    assert set(claim.tags.all()) == {make.tag("forks"), make.tag("trust")}


def test_an_editor_gives_an_episode_companies_in_one_change_that_readers_follow() -> None:
    episode, client = about("Quarrystone"), make.signed_in(make.editor())
    before = history_of(Episode).filter(id=episode.pk).count()
    html = client.get(page(episode, "change")).content.decode()
    lines = {
        f"{name}-{count}": "0"
        for name in re.findall(r'name="([\w-]+)-TOTAL_FORMS"', html)
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    companies = keys(make.company("Quarrystone"), make.company("Tidewater"))
    values = {
        "podcast": episode.podcast_id,
        "title": episode.title,
        "slug": episode.slug,
        "visibility": episode.visibility,
        "companies": companies,
        "why": "Both are spoken of",
        **lines,
    }
    assert client.post(page(episode, "change"), values).status_code == 302
    rows = history_of(Episode).filter(id=episode.pk).order_by("-history_id")
    assert rows.count() == before + 1
    assert (rows[0].linked["companies"], rows[0].history_change_reason) == (companies, "Both are spoken of")


def test_merging_topics_and_undoing_it_stand_in_the_histories_of_claims() -> None:
    claim = topical("forks")
    change = topics.merge(make.tag("forks"), into=make.tag("trust"), reason=WHY, by=make.chief())
    assert told(claim, "tags")[-1] == keys(make.tag("trust"))
    assert WHY in history_of(Claim).filter(id=claim.pk).latest("history_id").history_change_reason
    topics.undo(change, reason="No.", by=make.chief())
    assert told(claim, "tags")[-1] == keys(Tag.objects.get(slug="forks"))


def test_merging_companies_and_undoing_it_stand_in_the_histories_of_episodes() -> None:
    episode = about("Quarrystone", "Tidewater")
    kept, other = make.company("Quarrystone"), make.company("Tidewater")
    seen = plans.merging(kept, other).sign
    change = identities.merge(kept, other, seen=seen, reason=WHY, by=make.administrator())
    assert told(episode, "companies")[-1] == keys(kept)
    identities.undo(change, reason="No.", by=make.administrator())
    assert told(episode, "companies")[-1] == keys(*Company.objects.filter(pk__in=(kept.pk, other.pk)))
