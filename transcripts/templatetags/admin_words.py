"""Words for what the admin shows."""

from django import template

from transcripts.models import Job, JobState
from transcripts.selectors import imports
from transcripts.services.planning import PlannedEpisode

register = template.Library()


@register.filter
def needs(job: Job) -> str:
    """Why an import needs somebody."""
    if job.state == JobState.FAILED:
        return f"failed: {job.error}"
    if job.state != JobState.SUCCEEDED:
        return str(job.get_state_display())
    warned = [p for p in job.result.get("problems", []) if p["severity"] in ("warning", "error")]
    return "1 problem to look at" if len(warned) == 1 else f"{len(warned)} problems to look at"


@register.filter
def clock(seconds: int | None) -> str:
    """Seconds as a time in a recording: 4:07, 1:02:03."""
    if seconds is None:
        return ""
    hours, rest = divmod(int(seconds), 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def seconds(milliseconds: int) -> int:
    """Milliseconds as whole seconds."""
    return milliseconds // 1000


@register.filter
def changes(planned: PlannedEpisode) -> str:
    """How many turns a new revision changes: "12 turns changed, 1 turn added"."""
    parts = {
        "changed": planned.turns_changed,
        "added": planned.turns_added,
        "removed": planned.turns_removed,
    }
    return ", ".join(f"{imports.counted(number, 'turn')} {word}" for word, number in parts.items() if number)


@register.filter
def exact_clock(milliseconds: int) -> str:
    """Milliseconds as a time in a recording, with the part of a second where there is one: 4:07.25."""
    whole, part = divmod(milliseconds, 1000)
    return f"{clock(whole)}.{part:03}".rstrip("0") if part else clock(whole)
