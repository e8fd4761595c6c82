"""The data of what editors make of the talk; see the modules, one noun each."""

from annotations.models.agreement import Coding, CodingRound
from annotations.models.alarm import Alarm, AlarmKind
from annotations.models.claim import Claim, ClaimKind, Evidence, Stance
from annotations.models.comment import Comment
from annotations.models.correction import Correction
from annotations.models.identitychange import IdentityChange, IdentityChangeKind
from annotations.models.placement import Decision, Placement
from annotations.models.presence import Lease, Presence
from annotations.models.publication import Publication, PublicationKind
from annotations.models.quote import CERTAIN, UNCERTAIN, AnchorStatus, Quote, QuoteVersion
from annotations.models.report import ErrorReport, ReportState, SubjectType
from annotations.models.review import ReviewEvent
from annotations.models.schedule import Outcome, Schedule
from annotations.models.tag import Tag, TagAddress, TagStatus, TagSynonym
from annotations.models.vocabularychange import VocabularyAct, VocabularyChange

__all__ = [
    "CERTAIN",
    "UNCERTAIN",
    "Alarm",
    "AlarmKind",
    "AnchorStatus",
    "Claim",
    "ClaimKind",
    "Coding",
    "CodingRound",
    "Comment",
    "Correction",
    "Decision",
    "ErrorReport",
    "Evidence",
    "IdentityChange",
    "IdentityChangeKind",
    "Lease",
    "Outcome",
    "Placement",
    "Presence",
    "Publication",
    "PublicationKind",
    "Quote",
    "QuoteVersion",
    "ReportState",
    "ReviewEvent",
    "Schedule",
    "Stance",
    "SubjectType",
    "Tag",
    "TagAddress",
    "TagStatus",
    "TagSynonym",
    "VocabularyAct",
    "VocabularyChange",
]
