"""Sessions in the database, as Django keeps them, but read by a statement that is built once."""

from functools import cache
from typing import Any

from django.contrib.sessions.backends import db
from django.db.models import CharField

from transcripts.prepared import Place, Present, Statement, prepared


class SessionStore(db.SessionStore):
    """Django's own, which finds its row faster."""

    def _get_session_from_db(self) -> Any:
        """The row of this key, unless it has ended."""
        found = _standing().things(key=self.session_key)
        if not found:
            self._session_key = None
        return next(iter(found), None)


@cache
def _standing() -> Statement:
    sessions = SessionStore.get_model_class().objects
    rows = sessions.filter(session_key=Place("key", CharField()), expire_date__gt=Present())
    return prepared(rows, planned=True)
