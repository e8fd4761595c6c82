"""What was public once and was withdrawn: 410, with the reason and the day."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from annotations.views.pages import page


def gone(request: HttpRequest, noun: str, *, at: datetime, reason: str) -> HttpResponse:
    """The page in place of something withdrawn; it tells nothing else about it."""
    return page(request, "410.html", {"noun": noun, "withdrawn_at": at, "reason": reason}, status=410)
