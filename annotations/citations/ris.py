"""RIS, which reference managers exchange: two letters and a value a line."""

from annotations.citations.cited import Cited

NAME, TITLE, MEDIA_TYPE = "ris", "RIS", "application/x-research-info-systems"


def write(cited: Cited) -> str:
    """One record of the type SOUND, as which Zotero and EndNote know podcasts."""
    day = cited.published_on
    lines = [
        ("TY", "SOUND"),
        ("ID", cited.id),
        ("AU", cited.speaker),
        ("TI", cited.episode),
        ("T2", cited.podcast),
        ("M1", "" if cited.number is None else str(cited.number)),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("SP", cited.place),
        ("AB", f"“{cited.words}”"),
        ("LA", cited.language),
        ("UR", cited.address),
    ]
    told = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\r\n".join([*told, "ER  - ", ""])
