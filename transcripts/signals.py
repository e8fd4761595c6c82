"""What happens to texts and records, for whoever has something standing on them or shows them."""

from django.dispatch import Signal

# A text became its episode's current one of its kind. Sent inside the transaction with `revision` and `by`;
# a receiver that raises takes the change back with it.
text_adopted = Signal()

# Records of one kind are about to be stored: `records`, the names of the `fields` that change (RELATED: what
# hangs on them; a new record has all), `by` and `reason`. A receiver may return a context manager; it is
# entered before the records are stored and left afterwards, inside the transaction.
records_changing = Signal()
RELATED = "related"
