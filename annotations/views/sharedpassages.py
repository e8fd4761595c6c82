"""A selected passage of a transcript, by an address that names the text it was selected in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.selectors import sharedpassages
from annotations.views.gone import find_episode, telling_gone
from annotations.views.pages import absolute, leading_on, page
from transcripts.models import Episode

NO_PASSAGE = "This address names no passage of the transcript: it was cut off or changed on its way."


@require_safe
@leading_on
@telling_gone
def passage(request: HttpRequest, slug: str, revision: int, start: int, end: int) -> HttpResponse:
    """The passage in context and marked; `start` and `end` count Unicode code points in the text of that
    number. It never lands elsewhere: where the text has changed and the words are gone, it says so (404)."""
    rows = Episode.objects.with_public_transcript().select_related("podcast")
    episode = find_episode(request, rows, "passage", slug, revision, start, end)
    found = sharedpassages.of(episode, revision, start, end)
    if found is None:
        raise Http404(NO_PASSAGE)
    context = {"episode": episode, "passage": found}
    if found.is_certain:
        path = reverse("passage", args=[slug, found.revision, found.start, found.end])
        context["canonical"] = absolute(request, path)
    return page(request, "sharing/passage.html", context, status=200 if found.turns else 404)
