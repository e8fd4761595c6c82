"""What the API keeps of its own."""

from api.models.export import Export, Form
from api.models.partner import Partner, Plan, Scope, Token, Usage
from api.models.personaltoken import PersonalToken
from api.models.savedsearch import Match, SavedSearch
from api.models.snapshot import Snapshot
from api.models.webhook import Attempt, Delivery, DeliveryState, Webhook
from api.models.write import Write

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryState",
    "Export",
    "Form",
    "Match",
    "Partner",
    "PersonalToken",
    "Plan",
    "SavedSearch",
    "Scope",
    "Snapshot",
    "Token",
    "Usage",
    "Webhook",
    "Write",
]
