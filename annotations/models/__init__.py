"""The data of what editors make of the talk; see the modules, one noun each."""

from annotations.models.claim import Claim, ClaimKind, Evidence, Stance
from annotations.models.publication import Publication, PublicationKind
from annotations.models.quote import AnchorStatus, Quote, QuoteVersion
from annotations.models.review import ReviewEvent
from annotations.models.tag import Tag, TagSynonym

__all__ = [
    "AnchorStatus",
    "Claim",
    "ClaimKind",
    "Evidence",
    "Publication",
    "PublicationKind",
    "Quote",
    "QuoteVersion",
    "ReviewEvent",
    "Stance",
    "Tag",
    "TagSynonym",
]
