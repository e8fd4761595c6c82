"""CSL-JSON, from which Zotero, Pandoc and word processors write a citation in any style (CSL 1.0.2)."""

import json
from typing import Any

from annotations.citations.cited import Cited

NAME, TITLE, MEDIA_TYPE = "json", "CSL-JSON", "application/vnd.citationstyles.csl+json"


def write(cited: Cited) -> str:
    """A list with one item."""
    return json.dumps([item(cited)], ensure_ascii=False, indent=2) + "\n"


def item(cited: Cited) -> dict[str, Any]:
    """The item: an episode is a broadcast; a name is literal, for nobody can tell how it is divided."""
    day = cited.published_on
    told = {
        "id": cited.id,
        "type": "broadcast",
        "genre": "podcast",
        "author": [{"literal": cited.speaker}],
        "title": cited.episode,
        "container-title": cited.podcast,
        "number": cited.number,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "note": cited.place,
        "abstract": f"“{cited.words}”",
        "language": cited.language,
        "URL": cited.address,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}
