"""The data of what was said; see the modules, one noun each."""

from transcripts.models.audio import AudioFile, SyncPoint, Timing
from transcripts.models.duplicate import DuplicateSearch, LikelyDuplicate
from transcripts.models.episode import Episode, Ground, Podcast, Visibility
from transcripts.models.feed import Feed, FeedItem
from transcripts.models.job import Batch, BatchOrigin, Job, JobEvent, JobState, JobTask, KnownLabel, Reading
from transcripts.models.mishearing import Mishearing
from transcripts.models.people import (
    Appearance,
    AppearanceRole,
    Company,
    CompanyName,
    CompanyOwner,
    Guest,
    GuestName,
)
from transcripts.models.source import SourceDocument
from transcripts.models.transcript import Revision, RevisionKind, RevisionOrigin, Turn

__all__ = [
    "Appearance",
    "AppearanceRole",
    "AudioFile",
    "Batch",
    "BatchOrigin",
    "Company",
    "CompanyName",
    "CompanyOwner",
    "DuplicateSearch",
    "Episode",
    "Feed",
    "FeedItem",
    "Ground",
    "Guest",
    "GuestName",
    "Job",
    "JobEvent",
    "JobState",
    "JobTask",
    "KnownLabel",
    "LikelyDuplicate",
    "Mishearing",
    "Podcast",
    "Reading",
    "Revision",
    "RevisionKind",
    "RevisionOrigin",
    "SourceDocument",
    "SyncPoint",
    "Timing",
    "Turn",
    "Visibility",
]
