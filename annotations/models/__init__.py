"""The data of what editors make of the talk; see the modules, one noun each."""

from annotations.models.agreement import Coding, CodingRound
from annotations.models.alarm import Alarm, AlarmKind
from annotations.models.claim import MEANING, Claim, ClaimKind, Rank
from annotations.models.claimrelation import ClaimRelation, RelationKind
from annotations.models.comment import Comment
from annotations.models.correction import Correction
from annotations.models.evidence import Evidence, Stance
from annotations.models.identitychange import IdentityChange, IdentityChangeKind
from annotations.models.listplace import ListKind, ListPlace, Trait
from annotations.models.notice import Awaited, Notice, NoticeKind, NoticeSettings
from annotations.models.placement import Decision, Placement
from annotations.models.presence import Lease, Presence
from annotations.models.publication import Publication, PublicationKind
from annotations.models.quote import CERTAIN, UNCERTAIN, AnchorStatus, Quote, QuoteVersion
from annotations.models.report import ErrorReport, ReportState, SubjectType
from annotations.models.review import ReviewEvent
from annotations.models.reviewmark import ReviewMark
from annotations.models.schedule import Outcome, Schedule
from annotations.models.search import SearchChange, SearchEntry, SearchKind, SearchName, SearchWord
from annotations.models.tag import Tag, TagAddress, TagStatus, TagSynonym
from annotations.models.tally import Tally
from annotations.models.topiccount import CountedQuote, TopicsTogether
from annotations.models.vocabularychange import VocabularyAct, VocabularyChange

__all__ = [
    "CERTAIN",
    "MEANING",
    "UNCERTAIN",
    "Alarm",
    "AlarmKind",
    "AnchorStatus",
    "Awaited",
    "Claim",
    "ClaimKind",
    "ClaimRelation",
    "Coding",
    "CodingRound",
    "Comment",
    "Correction",
    "CountedQuote",
    "Decision",
    "ErrorReport",
    "Evidence",
    "IdentityChange",
    "IdentityChangeKind",
    "Lease",
    "ListKind",
    "ListPlace",
    "Notice",
    "NoticeKind",
    "NoticeSettings",
    "Outcome",
    "Placement",
    "Presence",
    "Publication",
    "PublicationKind",
    "Quote",
    "QuoteVersion",
    "Rank",
    "RelationKind",
    "ReportState",
    "ReviewEvent",
    "ReviewMark",
    "Schedule",
    "SearchChange",
    "SearchEntry",
    "SearchKind",
    "SearchName",
    "SearchWord",
    "Stance",
    "SubjectType",
    "Tag",
    "TagAddress",
    "TagStatus",
    "TagSynonym",
    "Tally",
    "TopicsTogether",
    "Trait",
    "VocabularyAct",
    "VocabularyChange",
]
