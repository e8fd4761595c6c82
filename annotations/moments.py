"""A moment in the audio: how it is written and how it is linked. Pure; times are milliseconds."""

from urllib.parse import urldefrag


def clock(ms: int) -> str:
    """12:34, or 1:02:03 from an hour on."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def audio_link(audio_url: str, ms: int | None) -> str:
    """The audio from that second on (a media fragment); empty where the audio or the time is unknown."""
    return f"{urldefrag(audio_url).url}#t={ms // 1000}" if audio_url and ms is not None else ""
