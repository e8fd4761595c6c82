"""The admin of what was said; see the modules, one noun each. Episodes, people and companies are
registered by `annotations`, which adds the desk, merging and splitting to them."""

from transcripts.admin.account import AccountAdmin
from transcripts.admin.appearance import AppearanceAdmin
from transcripts.admin.audiofile import AudioFileAdmin
from transcripts.admin.batch import BatchAdmin
from transcripts.admin.company import CompanyAdmin
from transcripts.admin.duplicate import DuplicateAdmin
from transcripts.admin.episode import EpisodeAdmin
from transcripts.admin.feed import FeedAdmin
from transcripts.admin.guest import GuestAdmin
from transcripts.admin.job import JobAdmin
from transcripts.admin.mishearing import MishearingAdmin
from transcripts.admin.podcast import PodcastAdmin
from transcripts.admin.sourcedocument import SourceDocumentAdmin

__all__ = [
    "AccountAdmin",
    "AppearanceAdmin",
    "AudioFileAdmin",
    "BatchAdmin",
    "CompanyAdmin",
    "DuplicateAdmin",
    "EpisodeAdmin",
    "FeedAdmin",
    "GuestAdmin",
    "JobAdmin",
    "MishearingAdmin",
    "PodcastAdmin",
    "SourceDocumentAdmin",
]
