"""What a page says of its episode beside the talk: in its head, its data for search engines, its heading."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson
from selectolax.lexbor import LexborHTMLParser

from transcripts.documents import ParsedDocument, ParsedEpisode, TranscriptStatus
from transcripts.feedvalues import day, primary, seconds
from transcripts.formats import prose
from transcripts.reading import dates, metadata
from transcripts.reading.markers import TRANSCRIPT_HEADING
from transcripts.reading.pages import HEADINGS, Page
from transcripts.reading.sourcetext import SourceText

CONTAINER = "web page"

EPISODES = ("PodcastEpisode", "RadioEpisode", "Episode")
ARTICLES = (
    "Article",
    "BlogPosting",
    "NewsArticle",
    "AudioObject",
    "VideoObject",
    "WebPage",
    "TranscriptObject",
)
MAX_DATA = 400_000
MAX_OBJECTS = 400
DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "pubdate",
    "date",
    "dc.date",
    "dcterms.date",
)
OF_TRANSCRIPT = re.compile(
    r"^(?:full |episode |the )?transcri(?:pt|ption)(?:\s+(?:of|for|from)(?:\s+the)?\b|\s*[:|–—-])\s*|"
    r"\s*(?:[-–—|:(\[]\s*)?(?:full |episode )?transcri(?:pt|ption)\s*[)\]]?$",
    re.IGNORECASE,
)
SITE = re.compile(r"\s+[|·•»—–-]\s+")
HASHED = re.compile(r"#\s?(\d{1,5})\b")
SLUG = re.compile(r"(?:[a-z]{1,6}(?P<number>\d{1,4})-)?[a-z0-9]+(?:-[a-z0-9]+){2,}")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page's markup says; None or empty where it does not."""

    title: str | None = None
    podcast: str | None = None
    number: int | None = None
    published_on: date | None = None
    duration_seconds: int | None = None
    language: str | None = None
    summary: str | None = None


def read(html: LexborHTMLParser, page: Page) -> PageFacts:
    """The facts of a page; data for search engines are believed before the head, the head before the text."""
    data = _episode_data(html)
    head = _meta(html)
    series = data.get("partOfSeries") or data.get("isPartOf")
    podcast = _text(series.get("name")) if isinstance(series, dict) else _text(series)
    title, number = _title(html, page, data, head, podcast)
    printed = next((found for name in DATES if (found := head.get(name))), "")
    description = (
        _text(data.get("description")) or head.get("og:description") or head.get("description") or ""
    )
    root = html.css_first("html")
    return PageFacts(
        title=title,
        podcast=podcast or None,
        number=_number(data.get("episodeNumber")) or number,
        published_on=day(_text(data.get("datePublished"))) or day(printed) or _printed_day(html, page),
        duration_seconds=seconds(_text(data.get("duration") or data.get("timeRequired"))),
        language=primary(root.attributes.get("lang") or root.attributes.get("xml:lang")) if root else None,
        summary=metadata.summary_of((" ".join(description.split()),)),
    )


def completed(parsed: ParsedDocument, source: SourceText) -> ParsedDocument:
    """What was read from the text of a page, with the facts that its markup gives of its only episode."""
    if source.html is None or source.page is None or len(parsed.episodes) != 1:
        return replace(parsed, container=CONTAINER)
    episode, facts = parsed.episodes[0], read(source.html, source.page)
    if parsed.format == prose.NAME and not _shows_transcript(source.html, source.page):
        episode = _as_notes(episode)
    episode = replace(
        episode,
        title=facts.title or episode.title,
        podcast=facts.podcast or episode.podcast,
        number=episode.number if facts.number is None else facts.number,
        published_on=facts.published_on or episode.published_on,
        duration_seconds=facts.duration_seconds or episode.duration_seconds,
        language=facts.language or episode.language,
        summary=episode.summary or facts.summary,
    )
    return replace(parsed, episodes=(episode,), container=CONTAINER)


def _shows_transcript(html: LexborHTMLParser, page: Page) -> bool:
    """Whether a page says of any of its text that it is a transcript."""
    element = html.css_first("title")
    if element is not None and OF_TRANSCRIPT.search(" ".join((element.text() or "").split())):
        return True
    return any(block.talk or TRANSCRIPT_HEADING.fullmatch(block.text) for block in page.blocks)


def _as_notes(episode: ParsedEpisode) -> ParsedEpisode:
    """Prose on a page that promises no transcript is what somebody wrote about the episode."""
    pending = episode.status is TranscriptStatus.PENDING
    return replace(
        episode,
        notes=(*episode.notes, *(turn.text for turn in episode.turns if turn.text)),
        turns=(),
        sections=(),
        speakers=(),
        status=TranscriptStatus.PENDING if pending else TranscriptStatus.NONE,
    )


def _episode_data(html: LexborHTMLParser) -> dict[str, Any]:
    """The object that describes the episode, else the article; empty where the page has none."""
    found: dict[str, Any] = {}
    for script in html.css('script[type="application/ld+json"]')[:20]:
        for item in _objects(script.text() or ""):
            kinds = item.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(kind in EPISODES for kind in kinds):
                return item
            if not found and any(kind in ARTICLES for kind in kinds):
                found = item
    return found


def _objects(text: str) -> Iterator[dict[str, Any]]:
    if len(text) > MAX_DATA:
        return
    try:
        waiting: list[Any] = [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return
    for _ in range(MAX_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, dict):
            yield item
            waiting += [
                item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart") if key in item
            ]


def _meta(html: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in html.css("meta")[:300]:
        attributes = element.attributes
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if key and (content := attributes.get("content")):
            found.setdefault(key.lower(), " ".join(content.split()))
    return found


def _title(
    html: LexborHTMLParser, page: Page, data: dict[str, Any], head: dict[str, str], podcast: str
) -> tuple[str | None, int | None]:
    """The episode's title without the names of site and series, and the number in it."""
    heading = next((block.text for block in page.blocks if block.tag == "h1"), "")
    element = html.css_first("title")
    page_title = " ".join((element.text() or "").split()) if element else ""
    named = _text(data.get("name")) or _text(data.get("headline"))
    printed = named or head.get("og:title") or heading or page_title
    for site in (podcast, head.get("og:site_name", "")):
        printed = _without_site(printed, site)
    if printed == page_title and (parts := SITE.split(printed)) and heading and parts[0] in heading:
        printed = heading
    title = OF_TRANSCRIPT.sub("", printed).strip()
    slug = SLUG.fullmatch(title)
    if slug:
        number = int(slug["number"]) if slug["number"] else None
        return title[slug.end("number") + 1 if slug["number"] else 0 :].replace("-", " "), number
    near_top = (block.text for block in page.blocks[:30])
    numbers = (
        *(_number_in(text) for text in (title, heading, page_title)),
        *(metadata.number_alone_in(text) for text in near_top),
    )
    return title[: metadata.TITLE_WIDTH * 2] or None, next((n for n in numbers if n is not None), None)


def _number_in(title: str) -> int | None:
    hashed = HASHED.search(title)
    return metadata.number_in(title) or (int(hashed[1]) if hashed else None)


def _without_site(title: str, site: str) -> str:
    if not site:
        return title
    parts = SITE.split(title)
    kept = [part for part in parts if part.casefold() != site.casefold()]
    return (
        title
        if len(kept) in (0, len(parts))
        else title[title.index(kept[0]) : title.rindex(kept[-1]) + len(kept[-1])]
    )


def _printed_day(html: LexborHTMLParser, page: Page) -> date | None:
    """The first day that a page's markup marks as one, else the first line near its top that is one."""
    for element in html.css("time")[:5]:
        if found := day(element.attributes.get("datetime") or "") or day(element.text().strip(" @")):
            return found
    lines = [block.text for block in page.blocks[:30] if block.tag not in HEADINGS]
    readings = (read(line) for read in (dates.read_line, dates.read_parts) for line in lines)
    return next((dated.published_on for dated in readings if dated), None)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _number(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value < 100_000 else None
    match = re.search(r"\d{1,5}", value) if isinstance(value, str) and len(value) < 30 else None
    return int(match[0]) if match else None
