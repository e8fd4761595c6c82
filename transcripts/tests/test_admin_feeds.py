"""Feeds in the admin: followed and stopped by editors, seen by everybody who works here."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from transcripts.models import BatchOrigin, Episode, Feed, FeedItem, Podcast
from transcripts.services import batches, feeds

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: str) -> Client:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def editor(client: Client) -> Client:
    return signed_in(client, "editor")


@pytest.fixture
def podcast() -> Podcast:
    return Podcast.objects.create(title="Harbour & Hull", slug="harbour-hull")


@pytest.fixture
def feed(podcast: Podcast) -> Feed:
    return Feed.objects.create(podcast=podcast, url="https://harbour.example/feed", fetched_at=timezone.now())


def page(feed: Feed) -> str:
    return reverse("admin:transcripts_feed_change", args=[feed.pk])


def form(**values: Any) -> dict[str, Any]:
    return {"url": "https://harbour.example/feed", "is_active": "on", **values}


def test_an_editor_follows_a_feed(editor: Client, podcast: Podcast) -> None:
    shown = editor.get(reverse("admin:transcripts_podcast_change", args=[podcast.pk]))
    address = f"{reverse('admin:transcripts_feed_add')}?podcast={podcast.pk}"
    assert address in shown.content.decode()

    editor.post(address, form(podcast=podcast.pk, url="https://Harbour.example/feed#latest"))
    feed = Feed.objects.get()
    assert (feed.podcast, feed.url, feed.is_active) == (podcast, "https://harbour.example/feed", True)
    assert feed in feeds.due()
    note = podcast.history.first()
    assert (note.history_user.username, note.history_change_reason) == (
        "editor",
        "Follows the feed https://harbour.example/feed",
    )


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://ann:secret@pods.example/", "user name"),
        ("http://pods.example:22/", "Port 22"),
        ("https://taken.example/feed", "already exists"),
    ],
)
def test_an_address_that_cannot_be_followed_is_refused_in_its_line(
    editor: Client, podcast: Podcast, url: str, why: str
) -> None:
    Feed.objects.create(
        podcast=Podcast.objects.create(title="Other", slug="other"), url="https://taken.example/feed"
    )
    shown = editor.post(reverse("admin:transcripts_feed_add"), form(podcast=podcast.pk, url=url))

    assert why in " ".join(shown.context["adminform"].form.errors["url"])
    assert Feed.objects.count() == 1


def test_an_editor_changes_the_address_stops_and_begins_again(editor: Client, feed: Feed) -> None:
    def save(**values: Any) -> None:
        answer = editor.post(page(feed), form(**values))
        assert answer.status_code == 302
        feed.refresh_from_db()

    save(url="https://harbour.example/new")
    assert (feed.url, feed.is_active) == ("https://harbour.example/new", True)
    save(url="https://harbour.example/new", is_active="")
    assert not feed.is_active
    save(url="https://harbour.example/new")
    assert feed.is_active
    assert feed in feeds.due()
    reasons = list(feed.podcast.history.values_list("history_change_reason", flat=True))
    assert reasons[:3] == [
        "Follows the feed https://harbour.example/new",
        "Follows its feed no more",
        "Follows the feed https://harbour.example/new",
    ]


def test_an_editor_has_a_feed_fetched_at_once(editor: Client, feed: Feed) -> None:
    Feed.objects.update(etag='"1"', sha256="x", next_fetch_at=timezone.now() + timedelta(days=1))
    assert feed not in feeds.due()

    shown = editor.post(reverse("admin:transcripts_feed_fetch", args=[feed.pk]), follow=True)
    assert "as soon as a worker is free" in shown.content.decode()
    assert feed in feeds.due()
    assert editor.get(reverse("admin:transcripts_feed_fetch", args=[feed.pk])).status_code == 405


def test_the_page_says_how_fetching_goes_and_which_episodes_the_items_are(editor: Client, feed: Feed) -> None:
    for number in range(4):
        episode = Episode.objects.create(
            podcast=feed.podcast,
            title=f"Part {number}",
            slug=f"part-{number}",
            published_on=date(2024, 1, number + 1),
        )
        FeedItem.objects.create(
            feed=feed,
            episode=episode,
            guid=str(number),
            transcript_url="https://harbour.example/t.vtt" if number % 3 else "",
            transcript_type="text/vtt",
            transcript_error="There is a web page at this address." if number == 2 else "",
        )
    batch = batches.bring([("t.vtt", b"WEBVTT")], origin=BatchOrigin.FEED, by=None)
    FeedItem.objects.filter(guid="0").update(
        transcript_url="https://harbour.example/0.vtt", transcript_sha256=batch.jobs.get().document.sha256
    )
    shown = editor.get(page(feed)).content.decode()
    assert "As it should" in shown
    assert f'<a href="/admin/transcripts/job/{batch.jobs.get().pk}/change/">waiting for a worker</a>' in shown
    assert shown.index("Part 3") < shown.index("Part 2") < shown.index("Part 1")
    for words in ("There is a web page", "text/vtt, to be fetched", "none offered"):
        assert words in shown

    Feed.objects.update(failures=3, error="harbour.example answered 500.")
    assert "Failed 3 times in a row: harbour.example answered 500." in editor.get(page(feed)).content.decode()
    assert "failed 3 times" in editor.get(reverse("admin:transcripts_feed_changelist")).content.decode()


def test_a_reviewer_sees_feeds_and_changes_none(client: Client, feed: Feed) -> None:
    reviewer = signed_in(client, "reviewer")
    shown = reviewer.get(page(feed))
    assert shown.status_code == 200
    assert "Fetch now" not in shown.content.decode()
    assert reviewer.post(reverse("admin:transcripts_feed_fetch", args=[feed.pk])).status_code == 403
    assert reviewer.post(page(feed), form(is_active="")).status_code == 403


def test_a_feed_that_nobody_takes_says_so(editor: Client, feed: Feed) -> None:
    words = "if none runs, start one with manage.py run_worker"
    assert words not in editor.get(page(feed)).content.decode()
    Feed.objects.update(next_fetch_at=timezone.now() - timedelta(seconds=11))
    assert words in editor.get(page(feed)).content.decode()
    Feed.objects.update(leased_until=timezone.now() + timedelta(seconds=60))
    assert words not in editor.get(page(feed)).content.decode()
