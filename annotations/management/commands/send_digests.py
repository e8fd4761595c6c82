"""`manage.py send_digests`: send the mails of the day. Workers do so by themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from annotations.services import digests


class Command(BaseCommand):
    """Tell people by mail what concerns them, each once a day."""

    help = "Sends everybody who works here what concerns them and is new, unless they had today's mail."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them, and say how many went out."""
        sent = digests.send()
        self.stdout.write(f"Sent: {sent.mails}. Not taken by the mail server: {sent.failed}.")
