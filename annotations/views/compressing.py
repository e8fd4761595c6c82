"""Readers’ pages packed for the way, whatever stands before osbiz.

The API answers for its bytes itself: who writes there sends the very tag back, and a packed answer has a weak
one. The desk and the admin hold a token in each form, whose bytes nobody should be able to guess at.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from annotations.views.caching import OTHERS

PACKED = ("text/", "application/json", "application/xml", "application/atom+xml", "application/x-subrip")


class PackedPages(GZipMiddleware):
    """Packs texts of the reading site by gzip, for those who take it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where that is of use. Each says that this may be, a 304 too: it names what the
        answer itself would (RFC 9110, 15.4.5), and does not know what kind that is of."""
        if request.path.startswith(OTHERS):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if not response.get("Content-Type", "").startswith(PACKED):
            return response
        return super().process_response(request, response)
