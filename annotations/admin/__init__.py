"""The admin of what editors make of the talk; see the modules, one noun each."""

from annotations.admin.claim import ClaimAdmin
from annotations.admin.episode import DeskEpisodeAdmin
from annotations.admin.quote import QuoteAdmin, QuoteVersionAdmin
from annotations.admin.reviewevent import ReviewEventAdmin
from annotations.admin.tag import TagAdmin

__all__ = [
    "ClaimAdmin",
    "DeskEpisodeAdmin",
    "QuoteAdmin",
    "QuoteVersionAdmin",
    "ReviewEventAdmin",
    "TagAdmin",
]
