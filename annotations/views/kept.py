"""Pages kept for a short while, for readers without an account."""

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse

from annotations.views.caching import mark_of

PAGES = "pages"  # which of the settings’ caches: readers must not push out who is counted there

Kept = tuple[bytes, str, dict[str, str]]


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose pages are made once and then handed out again, as long as nothing is published, changed or
    withdrawn anywhere, and no longer than PAGES_KEPT_SECONDS.

    What is withdrawn is in the publication log, and how far it has come is part of the key; the time is for
    what happens beside the log. Whoever is signed in gets a page made anew.
    """

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PAGES_KEPT_SECONDS or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return view(request, *args, **kwargs)
        key = key_of(request)
        found: Kept | None = caches[PAGES].get(key)
        if found is not None:
            content, kind, headers = found
            return HttpResponse(content, content_type=kind, headers=headers)
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not response.cookies:
            headers = {name: value for name, value in response.items() if name != "Content-Type"}
            made = (response.content, response["Content-Type"], headers)
            caches[PAGES].set(key, made, settings.PAGES_KEPT_SECONDS)
        return response

    return shown


def key_of(request: HttpRequest) -> str:
    """The address as asked for, with how far the log has come; hashed, as readers may write long ones."""
    address = request.build_absolute_uri()
    return f"page:{mark_of(request)}:{blake2b(address.encode(), digest_size=20).hexdigest()}"
