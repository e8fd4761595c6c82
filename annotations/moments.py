"""A moment in the talk: how it is written. Pure; times are milliseconds."""


def clock(ms: int) -> str:
    """12:34, or 1:02:03 from an hour on."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
