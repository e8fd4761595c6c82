"""What happens to texts, for whoever has something standing on them."""

from django.dispatch import Signal

# A text became its episode's current one of its kind. Sent inside the transaction with `revision` and `by`;
# a receiver that raises takes the change back with it.
text_adopted = Signal()
