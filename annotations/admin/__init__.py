"""The admin of what editors make of the talk; see the modules, one noun each."""

from annotations.admin.alarm import AlarmAdmin
from annotations.admin.claim import ClaimAdmin
from annotations.admin.codinground import CodingRoundAdmin
from annotations.admin.comment import CommentAdmin
from annotations.admin.confirming import PlacementAdmin
from annotations.admin.correction import CorrectionAdmin
from annotations.admin.episode import DeskEpisodeAdmin
from annotations.admin.errorreport import ErrorReportAdmin
from annotations.admin.identity import IdentityChangeAdmin, IdentityCompanyAdmin, IdentityGuestAdmin
from annotations.admin.notice import NoticeAdmin
from annotations.admin.publication import PublicationAdmin
from annotations.admin.quote import QuoteAdmin, QuoteVersionAdmin
from annotations.admin.reviewevent import ReviewEventAdmin
from annotations.admin.revision import QuotedRevisionAdmin
from annotations.admin.schedule import ScheduleAdmin
from annotations.admin.tag import TagAdmin
from annotations.admin.tie import ClaimRelationAdmin, EvidenceAdmin
from annotations.admin.topicchanges import VocabularyChangeAdmin

__all__ = [
    "AlarmAdmin",
    "ClaimAdmin",
    "ClaimRelationAdmin",
    "CodingRoundAdmin",
    "CommentAdmin",
    "CorrectionAdmin",
    "DeskEpisodeAdmin",
    "ErrorReportAdmin",
    "EvidenceAdmin",
    "IdentityChangeAdmin",
    "IdentityCompanyAdmin",
    "IdentityGuestAdmin",
    "NoticeAdmin",
    "PlacementAdmin",
    "PublicationAdmin",
    "QuoteAdmin",
    "QuoteVersionAdmin",
    "QuotedRevisionAdmin",
    "ReviewEventAdmin",
    "ScheduleAdmin",
    "TagAdmin",
    "VocabularyChangeAdmin",
]
