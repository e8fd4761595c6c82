"""Feeds, from a real server to episodes and proposed transcripts, again and again."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone

from transcripts.models import (
    Appearance,
    Batch,
    BatchOrigin,
    Episode,
    Feed,
    FeedItem,
    Job,
    Podcast,
    Revision,
    Visibility,
)
from transcripts.selectors import preview
from transcripts.services import documents, feeds, fetching, jobs, records
from transcripts.services.fetching import Refused
from transcripts.tests.serving import Request, Server, answer, network
from transcripts.tests.storing import import_document

pytestmark = pytest.mark.django_db

TALK = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v Mara Lindqvist>Welcome to Harbour and Hull. What does a ship without a crew need most of all?

00:00:05.000 --> 00:00:09.000
<v Ines Rocha>It needs a harbour that trusts it, and an insurer who has read the logs.

00:00:10.000 --> 00:00:14.000
<v Mara Lindqvist>And who reads the logs when nobody is on board to write them down?
"""


@dataclass(frozen=True)
class Item:
    """An item of the feed in these tests."""

    guid: str
    title: str = ""
    audio: str = ""
    day: str = "Tue, 05 Sep 2023 06:00:00 GMT"
    duration: str = "1800"
    number: str = ""
    summary: str = ""
    transcript: str = ""
    people: tuple[tuple[str, str], ...] = ()
    more: str = ""

    def xml(self) -> str:
        transcript = f"<podcast:transcript url={quoteattr(self.transcript)} type='text/vtt'/>"
        parts = [
            f"<guid>{escape(self.guid)}</guid>" if self.guid else "",
            f"<title>{escape(self.title)}</title>",
            f"<pubDate>{self.day}</pubDate>",
            f"<itunes:duration>{self.duration}</itunes:duration>",
            f"<itunes:episode>{self.number}</itunes:episode>" if self.number else "",
            f"<description>{escape(self.summary)}</description>",
            f"<enclosure url={quoteattr(self.audio)} type='audio/mpeg'/>" if self.audio else "",
            transcript if self.transcript else "",
            *(f'<podcast:person role="{role}">{name}</podcast:person>' for name, role in self.people),
            self.more,
        ]
        return f"<item>{''.join(parts)}</item>"


ONE = Item("g1", "Ships without crews", "https://cdn.example/1.mp3?token=a", number="1")
TWO = Item(
    "g2", "Ports that wait", "https://cdn.example/2.mp3?token=a", "Tue, 12 Sep 2023 06:00:00 GMT", number="2"
)


@dataclass
class Publisher:
    """What the server gives: a feed of items, and files by path; `status` is the feed's where it fails."""

    items: list[Item] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    failing: bytes = b""
    etag: str = ""
    says_moved_to: str = ""
    moves: dict[str, tuple[str, str]] = field(default_factory=dict)

    def feed(self) -> str:
        return (
            '<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
            'xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel>'
            "<title>Harbour &amp; Hull</title><link>https://harbour.example/</link><language>en-GB</language>"
            f"<itunes:new-feed-url>{self.says_moved_to}</itunes:new-feed-url>"
            f"{''.join(item.xml() for item in self.items)}</channel></rss>"
        )

    def respond(self, request: Request) -> bytes:
        if request.path in self.moves:
            status, location = self.moves[request.path]
            return answer(status=status, headers={"Location": location})
        if request.path in self.files:
            tag = f'"{hash(self.files[request.path])}"'
            if request.headers.get("if-none-match") == tag:
                return answer(status="304 Not Modified", length=False)
            return answer(self.files[request.path], headers={"ETag": tag, "Content-Type": "text/vtt"})
        if not request.path.startswith("/feed"):
            return answer("Nothing here", "404 Not Found")
        if self.failing:
            return self.failing
        if self.etag and request.headers.get("if-none-match") == self.etag:
            return answer(status="304 Not Modified", length=False)
        return answer(self.feed(), headers={"ETag": self.etag} if self.etag else {})


@dataclass
class Site:
    """The publisher with its server, and our feed of it."""

    publisher: Publisher
    server: Server
    feed: Feed

    def refresh(self) -> feeds.Outcome:
        """Refresh the feed when it is due again."""
        Feed.objects.filter(pk=self.feed.pk).update(next_fetch_at=timezone.now(), fetched_at=None)
        outcome = feeds.refresh(self.feed)
        self.feed.refresh_from_db()
        return outcome

    def publish(self, *items: Item) -> feeds.Outcome:
        """Put these items into the feed, and refresh."""
        self.publisher.items = list(items)
        return self.refresh()

    def asked(self, path: str) -> int:
        """How often the server was asked for this."""
        return sum(request.path == path for request in self.server.requests)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    publisher = Publisher()
    monkeypatch.setattr(feeds, "PAUSE_SECONDS", 0)
    with Server(publisher.respond) as server:
        here = network(server)
        monkeypatch.setattr(fetching, "fetch", partial(fetching.fetch, network=here))
        podcast = Podcast.objects.create(title="Harbour & Hull", slug="harbour-hull")
        feed = Feed.objects.create(podcast=podcast, url=server.url("/feed"))
        yield Site(publisher, server, feed)


def stored() -> list[tuple[str, ...]]:
    """Everything that a refresh may write, to compare."""
    return [
        *Episode.objects.order_by("pk").values_list(),
        *Episode.history.order_by("pk").values_list(),
        *FeedItem.objects.order_by("pk").values_list(),
        *Appearance.objects.order_by("pk").values_list(),
        *Job.objects.order_by("pk").values_list(),
    ]


def episode(title: str) -> Episode:
    return Episode.objects.get(title=title)


# From items to episodes


def test_items_become_episodes_with_what_the_feed_says(site: Site) -> None:
    people = (("Mara Lindqvist", "host"), ("Ines Rocha", "guest"), ("Otto Brandt", "audio editor"))
    chapters = '<podcast:chapters url="https://harbour.example/1.json" type="application/json+chapters"/>'
    bite = '<podcast:soundbite startTime="73.5" duration="60">On the bridge</podcast:soundbite>'
    outcome = site.publish(
        TWO,
        replace(ONE, people=people, summary="Who steers when nobody does. And why.", more=chapters + bite),
    )

    assert (outcome.new, outcome.error) == (2, "")
    one = episode("Ships without crews")
    assert (one.number, one.published_on, one.duration_seconds) == (1, date(2023, 9, 5), 1800)
    assert (one.language, one.summary) == ("en", "Who steers when nobody does. And why.")
    assert one.audio_url == "https://cdn.example/1.mp3?token=a"
    assert one.podcast == site.feed.podcast
    assert {(a.guest.name, a.role) for a in one.appearances.all()} == {
        ("Mara Lindqvist", "host"),
        ("Ines Rocha", "guest"),
    }
    item = one.feed_items.get()
    assert item.chapters_url == "https://harbour.example/1.json"
    assert item.soundbites == [{"start_ms": 73_500, "duration_ms": 60_000, "title": "On the bridge"}]
    assert one.history.get().history_change_reason == "From the podcast's feed"
    site.feed.podcast.refresh_from_db()
    assert (site.feed.podcast.website, site.feed.podcast.language) == ("https://harbour.example/", "en")


@pytest.mark.parametrize("rights", Visibility.values)
def test_new_episodes_are_as_visible_as_the_podcast_allows(site: Site, rights: int) -> None:
    Podcast.objects.update(rights=rights)
    site.publish(ONE)

    assert episode(ONE.title).visibility == rights


def test_refreshing_again_changes_nothing(site: Site) -> None:
    site.publisher.files["/1.vtt"] = TALK
    one = replace(ONE, transcript=site.server.url("/1.vtt"), people=(("Mara Lindqvist", "host"),))
    site.publish(TWO, one)
    before = stored()

    assert site.refresh() == feeds.Outcome()
    feeds.fetch_now(site.feed)  # reads everything anew
    assert site.refresh() == feeds.Outcome()
    assert stored() == before


def test_new_tokens_new_order_and_new_guids_make_no_duplicates(site: Site) -> None:
    site.publish(TWO, ONE)
    before = list(Episode.history.values_list("pk"))

    def renewed(item: Item, **changes: Any) -> Item:
        return replace(item, audio=item.audio.replace("token=a", "token=b"), **changes)

    for items in (
        [renewed(ONE), renewed(TWO)],
        [renewed(TWO, guid="x2"), renewed(ONE, guid="x1")],
        [renewed(TWO, guid="g1"), renewed(ONE, guid="g2")],  # the GUIDs have changed places
        [replace(TWO, guid="y2", audio=""), replace(ONE, guid="y1", audio="https://new.example/1.mp3")],
    ):
        site.publisher.items = items
        assert (site.refresh().new, Episode.objects.count(), FeedItem.objects.count()) == (0, 2, 2)
        one, two = episode(ONE.title), episode(TWO.title)
        assert {item.title: item.guid for item in items} == {
            ONE.title: one.feed_items.get().guid,
            TWO.title: two.feed_items.get().guid,
        }

    assert one.audio_url == "https://new.example/1.mp3"
    assert list(Episode.history.values_list("pk"))[1:] == before  # and that is all that was written


def test_two_items_never_share_an_episode(site: Site) -> None:
    again = replace(ONE, guid="g3", audio="https://cdn.example/3.mp3", number="")
    same_guid = replace(TWO, guid="g1")
    assert site.publish(same_guid, ONE, again).new == 3
    assert site.publish(again, ONE, same_guid).new == 0
    assert Episode.objects.filter(feed_items__gone_at=None).count() == 3


def test_a_repeated_title_is_another_episode_on_another_day(site: Site) -> None:
    first = Item("q1", "Questions and answers", "https://cdn.example/q1.mp3", "1 Mar 2023 06:00 GMT")
    second = Item("q2", "Questions and answers", "https://cdn.example/q2.mp3", "1 Apr 2023 06:00 GMT")
    site.publish(first)
    site.publish(second)

    assert Episode.objects.filter(title="Questions and answers").count() == 2


def test_an_audio_address_used_each_week_tells_nothing(site: Site) -> None:
    latest = "https://cdn.example/latest.mp3"
    site.publish(replace(ONE, audio=latest))
    assert site.publish(replace(TWO, audio=latest)).new == 1
    played = [replace(item, audio=f"https://cdn.example/play?id={item.guid}") for item in (ONE, TWO)]
    third = Item("g3", "Cranes", "https://cdn.example/play?id=3", "19 Sep 2023")
    assert site.publish(third, *played).new == 1
    assert Episode.objects.count() == 3


def test_episodes_from_documents_are_found_by_audio_title_and_number(site: Site) -> None:
    podcast = site.feed.podcast
    mine = [
        Episode(title="My title", slug="a", audio_url="https://cdn.example/1.mp3?from=me"),
        Episode(title="Ports that wait!", slug="b", published_on=date(2023, 9, 13)),
        Episode(title="Cranes", slug="c", number=3, duration_seconds=1700),
        Episode(title="The Quay, at Night", slug="d", number=4),
        Episode(title="Sand", slug="e", published_on=date(2020, 1, 1)),
    ]
    for known in mine:
        known.podcast = podcast
        records.save(known, by=None)
    sand = Item("g5", "Sand", day="9 Oct 2023 06:00 GMT")
    outcome = site.publish(
        sand,
        Item("g4", "4: The quay at night, with Ines Rocha", number="4", day="2 Oct 2023 06:00 GMT"),
        Item("g3", "Episode 3: Cranes", duration="1790", day="26 Sep 2023 06:00 GMT"),
        TWO,
        ONE,
    )

    assert (outcome.new, outcome.updated) == (1, 4)
    assert [e.feed_items.count() for e in mine] == [1, 1, 1, 1, 0]
    titles = set(Episode.objects.values_list("title", flat=True))
    assert titles == {"My title", "Ports that wait!", "Cranes", "The Quay, at Night", "Sand"}
    mine[1].refresh_from_db()
    assert (mine[1].published_on, mine[1].number) == (date(2023, 9, 13), 2)  # kept, and filled


def test_the_feed_never_overwrites_an_editor(site: Site, django_user_model: Any) -> None:
    editor = django_user_model.objects.create_user("edda")
    site.publish(replace(ONE, summary="Who steers when nobody is there to do it?"))
    one = episode(ONE.title)
    one.title, one.summary = "Ships without any crew", ""
    records.save(one, by=editor)

    site.publish(
        replace(ONE, title="Ships w/o crews", summary="Who steers when nobody is aboard?", duration="1900")
    )

    one.refresh_from_db()
    assert (one.title, one.summary) == ("Ships without any crew", "")
    assert one.duration_seconds == 1900  # the feed's own word, replaced by its next
    site.publish(replace(ONE, duration=""))
    one.refresh_from_db()
    assert one.duration_seconds == 1900  # what it no longer says takes nothing away


def test_what_the_feed_corrects_is_kept_with_its_history(site: Site) -> None:
    site.publish(ONE)
    before = episode(ONE.title)
    assert (
        site.publish(replace(ONE, title="Ships without a crew", people=(("Ines Rocha", "guest"),))).updated
        == 1
    )

    after = episode("Ships without a crew")
    assert (after.pk, after.folded, after.slug) == (before.pk, "ships without a crew", before.slug)
    assert after.updated_at > before.updated_at
    assert [entry.title for entry in after.history.all()] == [after.title, before.title]
    assert after.appearances.get().guest.name == "Ines Rocha"


def test_items_that_leave_the_feed_keep_their_episodes(site: Site) -> None:
    site.publish(TWO, ONE)
    site.publish(TWO)

    gone = episode(ONE.title).feed_items.get()
    assert gone.gone_at is not None
    assert episode(TWO.title).feed_items.get().gone_at is None

    assert site.publish(TWO, ONE).new == 0
    gone.refresh_from_db()
    assert gone.gone_at is None


def test_an_episode_that_was_moved_to_another_podcast_stays_there(site: Site) -> None:
    site.publish(ONE)
    other = Podcast.objects.create(title="Other", slug="other")
    Episode.objects.update(podcast=other)

    assert site.publish(TWO, replace(ONE, duration="1900")).new == 1
    assert episode(ONE.title).podcast == other


# Politeness


def test_an_unchanged_feed_is_not_sent_again(site: Site) -> None:
    site.publisher.etag = '"one"'
    site.publish(ONE)
    assert site.refresh() == feeds.Outcome()

    assert [r.headers.get("if-none-match") for r in site.server.requests] == [None, '"one"']
    site.publisher.etag = '"two"'
    assert site.publish(ONE, TWO).new == 1


def wait(site: Site) -> timedelta:
    return site.feed.next_fetch_at - timezone.now()


def test_a_feed_is_due_again_after_an_hour(site: Site) -> None:
    assert list(feeds.due()) == [site.feed]
    assert feeds.refresh_due() == 1
    assert feeds.refresh_due() == 0
    site.feed.refresh_from_db()

    assert timedelta(minutes=59) < wait(site) < timedelta(minutes=67)


def test_failures_are_told_and_waited_out_longer_each_time(site: Site) -> None:
    site.publish(ONE)
    site.publisher.failing = answer("broken", "500 Internal Server Error")
    waits = []
    for _ in range(8):
        outcome = site.refresh()
        waits.append(round(wait(site) / timedelta(hours=1)))

    assert outcome.error == "pods.example answered 500 Internal Server Error."
    assert (site.feed.failures, site.feed.error) == (8, outcome.error)
    assert all(24 <= last <= 27 for last in waits[5:])
    assert waits[0] < waits[1] < waits[2] < waits[3] < waits[4]
    assert Episode.objects.count() == 1

    site.publisher.failing = b""
    assert site.refresh().error == ""
    assert (site.feed.failures, site.feed.error) == (0, "")


def test_a_server_that_asks_for_patience_gets_it(site: Site) -> None:
    site.publisher.failing = answer("", "429 Too Many Requests", {"Retry-After": "20000"})
    site.refresh()
    assert timedelta(seconds=19_990) < wait(site) < timedelta(seconds=22_100)

    site.publisher.failing = answer("", "503 Busy", {"Retry-After": "999999999"})
    site.refresh()
    assert wait(site) < timedelta(days=8)


def test_a_feed_that_is_gone_for_good_is_fetched_no_more(site: Site) -> None:
    site.publish(ONE)
    site.publisher.failing = answer("", "410 Gone")
    site.refresh()
    Feed.objects.update(next_fetch_at=timezone.now())

    assert not site.feed.is_active
    assert "410 Gone" in site.feed.error
    assert not feeds.due().exists()


def test_a_feed_that_has_moved_is_followed_where_it_is(site: Site) -> None:
    site.publisher.moves["/feed"] = ("301 Moved Permanently", "/feed-new")
    site.publish(ONE)
    assert site.feed.url == site.server.url("/feed-new")

    site.publisher.moves["/feed-new"] = ("302 Found", "/feed-today")
    site.publish(ONE, TWO)
    assert site.feed.url == site.server.url("/feed-new")


def test_a_feed_does_not_move_to_what_is_no_feed(site: Site) -> None:
    site.publisher.files["/page"] = "<html><body>For sale</body></html>"
    site.publisher.moves["/feed"] = ("301 Moved Permanently", "/page")
    outcome = site.refresh()

    assert "no feed at this address" in outcome.error
    assert site.feed.url == site.server.url("/feed")


def test_a_feed_that_says_it_has_moved_is_looked_for_there(site: Site) -> None:
    site.publisher.says_moved_to = site.server.url("/feed-new")
    site.publish(ONE)
    assert site.feed.url == site.server.url("/feed-new")
    assert site.refresh() == feeds.Outcome()

    site.publisher.says_moved_to = site.server.url("/nothing")
    site.publish(ONE, TWO)
    site.publisher.files["/else"] = "<rss><channel><title>Something else</title></channel></rss>"
    site.publisher.says_moved_to = site.server.url("/else")
    site.publish(ONE)
    assert site.feed.url == site.server.url("/feed-new")


def test_a_web_page_in_place_of_a_feed_is_told_with_the_feed_it_names(site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    site.publisher.failing = answer(f"<!doctype html><html><head>{link}</head><body>Hello</body></html>")

    assert site.refresh().error == (
        f"There is a web page at this address. The feed it names is {site.server.url('/rss')}"
    )


def test_a_feed_does_not_move_where_another_is_followed(site: Site) -> None:
    other = Podcast.objects.create(title="Other", slug="other")
    Feed.objects.create(podcast=other, url=site.server.url("/feed-new"))
    site.publisher.moves["/feed"] = ("301 Moved Permanently", "/feed-new")

    assert site.publish(ONE).new == 1
    assert site.feed.url == site.server.url("/feed")


def test_a_type_that_lies_changes_nothing(site: Site) -> None:
    site.publisher.failing = answer(Publisher([ONE]).feed(), headers={"Content-Type": "image/png"})

    assert site.refresh().new == 1


def test_a_broken_feed_is_read_as_far_as_it_goes(site: Site) -> None:
    whole = Publisher([TWO, ONE]).feed()
    site.publisher.failing = answer(whole[: whole.index("</channel>")])

    assert site.refresh().new == 2


# Two at once


def test_only_one_worker_at_a_time_refreshes_a_feed(site: Site) -> None:
    held = feeds.take(site.feed)
    assert held is not None
    assert feeds.take(site.feed) is None
    assert not feeds.due().exists()
    assert feeds.refresh(site.feed) == feeds.Outcome(busy=True)
    assert site.asked("/feed") == 0

    Feed.objects.update(leased_until=timezone.now() - timedelta(seconds=1))  # its worker died
    assert site.publish(ONE).new == 1
    with pytest.raises(feeds.LostLease):  # and should it live after all, it stores nothing
        feeds.check_lease(held)


def test_who_lost_the_lease_stores_nothing(site: Site) -> None:
    site.publisher.items = [ONE]
    held = feeds.take(site.feed)
    assert held is not None
    Feed.objects.update(leased_until=timezone.now() + timedelta(hours=1))  # another worker's

    with pytest.raises(feeds.LostLease):
        feeds.fetch_and_read(held)
    assert Episode.objects.count() == 0


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_workers_that_really_start_at_once_make_each_episode_once(site: Site) -> None:
    site.publisher.items = [replace(ONE, guid=f"g{n}", title=f"Part {n}", number="") for n in range(50)]
    together = threading.Barrier(4)

    def work() -> feeds.Outcome:
        together.wait()
        try:
            return feeds.refresh(Feed.objects.get())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        outcomes = [future.result() for future in [workers.submit(work) for _ in range(4)]]

    assert sum(outcome.new for outcome in outcomes) == 50
    assert (site.asked("/feed"), Episode.objects.count()) == (1, 50)


# Transcripts


def offered(site: Site, item: Item, path: str = "/1.vtt", text: str = TALK) -> Item:
    site.publisher.files[path] = text
    return replace(item, transcript=site.server.url(path))


def test_a_transcript_is_proposed_for_its_episode_and_stored_when_confirmed(site: Site) -> None:
    outcome = site.publish(TWO, offered(site, ONE))

    assert outcome.transcripts == 1
    batch = Batch.objects.get()
    assert (batch.origin, batch.title) == (BatchOrigin.FEED, "Transcripts from the feed of Harbour & Hull")
    job = batch.jobs.get()
    one = episode(ONE.title)
    assert job.decisions == {"episode": one.pk}
    assert job.document.origin_url == site.server.url("/1.vtt")
    assert job.name == "Ships without crews.vtt"

    jobs.run_next()
    job.refresh_from_db()
    assert (job.state, Revision.objects.count()) == ("ready", 0)
    reading = jobs.reading_of(job)
    assert reading is not None
    planned = preview.of(job, reading).episodes[0].planned
    assert (planned.known, planned.matched_by) == (one, "its feed")
    jobs.confirm(job, by=None)
    jobs.run_next()
    job.refresh_from_db()
    assert job.state == "succeeded", job.error
    assert Revision.objects.get().episode == one
    assert Episode.objects.count() == 2


def test_a_changed_transcript_is_proposed_again_and_an_unchanged_one_is_not(site: Site) -> None:
    today = timezone.now().strftime("%a, %d %b %Y 06:00:00 GMT")
    item = offered(site, replace(ONE, day=today))
    site.publish(item)
    assert (Job.objects.count(), site.asked("/1.vtt")) == (1, 1)

    site.publish(item, TWO)
    assert site.asked("/1.vtt") == 1  # not due before tomorrow

    def tomorrow() -> None:
        FeedItem.objects.exclude(transcript_url="").update(transcript_due_at=timezone.now())

    tomorrow()
    site.publish(item)
    assert (Job.objects.count(), site.asked("/1.vtt")) == (1, 2)
    assert site.server.requests[-1].headers["if-none-match"]

    site.publisher.files["/1.vtt"] = TALK.replace("trusts it", "knows it")
    tomorrow()
    site.publish(item)
    assert (Job.objects.count(), site.asked("/1.vtt")) == (2, 3)
    assert {job.decisions["episode"] for job in Job.objects.all()} == {episode(ONE.title).pk}


def test_transcripts_of_old_episodes_are_fetched_once_whatever_tokens_come(site: Site) -> None:
    site.publish(offered(site, ONE))
    site.publisher.files["/1.vtt?token=b"] = TALK
    site.publish(replace(ONE, transcript=site.server.url("/1.vtt?token=b")))
    assert [request.path for request in site.server.requests].count("/1.vtt?token=b") == 0

    site.publish(offered(site, ONE, "/better.vtt", TALK.replace("trusts", "loves")))
    assert Job.objects.count() == 2


def test_a_transcript_we_have_is_not_proposed(site: Site) -> None:
    document = documents.receive(TALK.encode(), name="mine.vtt", by=None)
    import_document(document, site.feed.podcast)
    outcome = site.publish(offered(site, ONE))

    assert (outcome.transcripts, Job.objects.count()) == (0, 0)


def test_what_is_no_transcript_is_not_proposed(site: Site) -> None:
    page = "<!doctype html><html><body>Not found</body></html>"
    outcome = site.publish(
        offered(site, ONE, "/page.vtt", page),
        offered(site, TWO, "/empty.vtt", "\n"),
        replace(TWO, guid="g3", title="Cranes", audio="", transcript=site.server.url("/missing.vtt")),
        replace(TWO, guid="g4", title="Tar", audio="", transcript="http://127.0.0.1:1/inside.vtt"),
        offered(site, replace(ONE, guid="g5", title="Same", day="1 Jan 2020", audio=""), "/a.vtt"),
        offered(site, replace(ONE, guid="g6", title="Same too", day="1 Jan 2019", audio=""), "/b.vtt"),
    )

    assert outcome.transcripts == 1
    errors = dict(FeedItem.objects.exclude(transcript_error="").values_list("guid", "transcript_error"))
    assert errors.keys() == {"g1", "g2", "g3", "g4", "g6"}
    assert "web page" in errors["g1"]
    assert "empty" in errors["g2"]
    assert "404" in errors["g3"]
    assert "Port 1 " in errors["g4"]
    assert "another episode" in errors["g6"]
    assert site.feed.error == ""
    assert all(item.transcript_due_at > timezone.now() for item in FeedItem.objects.filter(guid__in=errors))


def test_many_transcripts_are_fetched_little_by_little(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "TRANSCRIPTS", 2)
    items = [
        offered(
            site,
            Item(f"g{n}", f"Part {n}", day=f"{n} May 2020"),
            f"/{n}.vtt",
            TALK.replace("ship", f"ship {n}"),
        )
        for n in range(1, 6)
    ]
    assert site.publish(*items).transcripts == 2
    assert {job.name for job in Job.objects.all()} == {"Part 5.vtt", "Part 4.vtt"}  # the newest first
    assert wait(site) < timedelta(minutes=6)

    assert feeds.refresh(site.feed).transcripts == 2
    assert feeds.refresh(site.feed).transcripts == 1
    assert feeds.refresh(site.feed).transcripts == 0
    assert site.asked("/feed") == 1  # the feed itself was not due


# Following


def test_following_gives_a_podcast_its_feed(site: Site, django_user_model: Any) -> None:
    editor = django_user_model.objects.create_user("edda")
    podcast = Podcast.objects.create(title="Werkstatt", slug="werkstatt")
    feed = feeds.follow(podcast, " https://Werkstatt.example/feed#top ", by=editor)

    assert feed.url == "https://werkstatt.example/feed"
    assert feed in feeds.due()
    assert podcast.history.first().history_user == editor
    assert feeds.follow(podcast, "https://werkstatt.example/feed", by=editor) == feed
    assert podcast.history.count() == 2

    Feed.objects.filter(pk=feed.pk).update(etag='"old"', next_fetch_at=timezone.now() + timedelta(days=1))
    assert feeds.follow(podcast, "https://werkstatt.example/other", by=editor) == feed
    feed.refresh_from_db()
    assert (feed.url, feed.etag) == ("https://werkstatt.example/other", "")
    assert feed in feeds.due()

    feeds.stop_following(feed, by=editor)
    assert feed not in feeds.due()


def test_a_broker_that_is_down_loses_nothing(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(feeds, "current_app", Celery(broker=settings.CELERY_BROKER_URL))
    feeds.wake()  # says so in the log; beat has the feed fetched


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "https://ann:x@pods.example/", "http://pods.example:22/"]
)
def test_an_address_that_is_not_allowed_is_not_followed(url: str) -> None:
    with pytest.raises(Refused):
        feeds.follow(Podcast.objects.create(title="Mine", slug="mine"), url, by=None)
    assert not Feed.objects.exists()


def test_a_feed_is_one_podcasts() -> None:
    mine, other = (Podcast.objects.create(title=title, slug=title.lower()) for title in ("Mine", "Other"))
    feeds.follow(mine, "https://pods.example/feed", by=None)
    with pytest.raises(Refused, match="Mine has this feed already"):
        feeds.follow(other, "https://pods.example/feed", by=None)


# Size


def test_five_thousand_items_take_few_queries(site: Site, django_assert_max_num_queries: Any) -> None:
    def items(token: str) -> list[Item]:
        first = date(2010, 1, 1)
        return [
            Item(
                f"g{n}",
                f"Episode {n}: On subject {n}",
                f"https://cdn.example/{n}.mp3?t={token}",
                (first + timedelta(days=n)).strftime("%d %b %Y"),
                number=str(n),
                people=((f"Guest {n % 300}", "guest"),),
            )
            for n in range(5000, 0, -1)
        ]

    # A hundred of them ask, five hundred episodes at a time, what of them is counted and found; another
    # ninety keep who appears, and its history.
    with django_assert_max_num_queries(825):
        assert site.publish(*items("a")).new == 5000
    with django_assert_max_num_queries(60):
        assert site.publish(*items("b")) == feeds.Outcome()
