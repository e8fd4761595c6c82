"""A quote's own page: the words in context, whose they are, and how to cite them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.models import Quote
from annotations.selectors import claims, editions, quotes
from annotations.selectors.citations import one_line
from annotations.views import sharing
from annotations.views.gone import gone
from annotations.views.kept import kept
from annotations.views.pages import absolute, find, page


@require_safe
@kept
def quote(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The permalink of a quote."""
    withdrawn = Quote.objects.withdrawn().filter(public_id=public_id).first()
    if withdrawn and withdrawn.withdrawn_at:
        return gone(request, "quote", at=withdrawn.withdrawn_at, reason=withdrawn.withdrawn_reason)
    rows = (
        quotes.published().select_related("approved_by", "revision").prefetch_related("companies", "guests")
    )
    version = find(rows, quote__public_id=public_id)
    (credited,) = quotes.credited([version])
    address = absolute(request, version.quote.get_absolute_url())
    context = {
        "quote": credited,
        "passage": editions.excerpts([credited])[0],
        "citation": one_line(credited, address),
        "citations": sharing.citations(credited, address),
        "frame": sharing.frame(request, credited),
        "claims": claims.resting_on(version.quote_id),
        "beside": quotes.beside(version),
    }
    return page(request, "annotations/quote.html", context)
