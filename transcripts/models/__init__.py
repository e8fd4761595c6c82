"""The data of what was said; see the modules, one noun each."""

from transcripts.models.episode import Episode, Podcast, Visibility
from transcripts.models.job import Job, JobState
from transcripts.models.people import Appearance, AppearanceRole, Company, CompanyName, Guest, GuestName
from transcripts.models.source import SourceDocument
from transcripts.models.transcript import Revision, RevisionKind, RevisionOrigin, Turn

__all__ = [
    "Appearance",
    "AppearanceRole",
    "Company",
    "CompanyName",
    "Episode",
    "Guest",
    "GuestName",
    "Job",
    "JobState",
    "Podcast",
    "Revision",
    "RevisionKind",
    "RevisionOrigin",
    "SourceDocument",
    "Turn",
    "Visibility",
]
