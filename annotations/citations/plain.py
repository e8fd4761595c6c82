"""One line of text."""

from annotations.citations.cited import Cited

NAME, TITLE, MEDIA_TYPE = "txt", "plain text", "text/plain"


def write(cited: Cited) -> str:
    """“Words” Speaker, role, in “Episode”, Podcast, date, from time. Address; unknown parts are left out."""
    day = cited.published_on
    source = [
        cited.speaker,
        cited.role,
        f"in “{cited.episode}”",
        cited.podcast,
        f"{day.day} {day:%B %Y}" if day else "",
        cited.place,
    ]
    return f"“{cited.words}” {', '.join(part for part in source if part)}. {cited.address}"
