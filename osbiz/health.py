"""Whether the parts that osbiz needs answer."""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    connection.ensure_connection()
    return HttpResponse("ok", content_type="text/plain")
