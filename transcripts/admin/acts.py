"""What editors ask of imports, one or many at once, and how they are told what came of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from transcripts.models import Job
from transcripts.selectors import imports
from transcripts.services import jobs

# A message for each of a thousand refusals would help nobody.
REFUSALS_TOLD = 12


@dataclass(frozen=True, slots=True)
class Act:
    """Something to ask of a job: the service that does it, and the words for it having been done."""

    do: Callable[..., Any]
    one: str
    many: str


ACTS = {
    "confirm": Act(jobs.confirm, "{name} is being stored.", "{count} documents are being stored."),
    "retry": Act(jobs.retry, "{name} is tried again.", "{count} documents are tried again."),
    "cancel": Act(jobs.cancel, "{name} is cancelled.", "{count} documents are cancelled."),
    "discard": Act(jobs.discard, "{name} is discarded.", "{count} documents are discarded."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking one job; `refusal` is empty where it was done."""

    name: str
    refusal: str


def ask(verb: str, chosen: Iterable[Job], *, by: Any) -> list[Outcome]:
    """Ask each of these jobs; one that refuses does not stop the others."""
    return [Outcome(imports.name_of(job), refusal(verb, job, by)) for job in chosen]


def refusal(verb: str, job: Job, by: Any) -> str:
    """Ask one job; why it could not be done, or nothing."""
    try:
        ACTS[verb].do(job, by=by)
    except jobs.NotNow as not_now:
        return str(not_now)
    return ""


def tell(request: HttpRequest, verb: str, outcomes: Sequence[Outcome]) -> None:
    """Say what was done, and of each document that refused, why."""
    done = [outcome.name for outcome in outcomes if not outcome.refusal]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if done:
        words = ACTS[verb].one if len(done) == 1 else ACTS[verb].many
        messages.success(request, words.format(name=done[0], count=len(done)))
    for outcome in refused[:REFUSALS_TOLD]:
        messages.warning(request, f"{outcome.name}: {outcome.refusal}")
    if more := len(refused) - REFUSALS_TOLD if len(refused) > REFUSALS_TOLD else 0:
        messages.warning(request, f"{more} more could not be changed for such reasons.")
    if not outcomes:
        messages.info(request, "Nothing was changed: there was no document to which that applies.")


def is_verb(word: str) -> bool:
    """Whether that is something to ask of a job."""
    return word in ACTS
