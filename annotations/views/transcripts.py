"""The transcript of an episode as a file, where the public may read all of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from annotations.querysets import published_guests
from annotations.views.gone import find_episode, telling_gone
from annotations.views.pages import leading_on
from transcripts import exports
from transcripts.models import Episode
from transcripts.selectors import exporting
from transcripts.views import taken_away


@require_safe
@leading_on
@telling_gone
def transcript(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The current transcript in the format of that name; people who are not public as it prints them."""
    if name not in exports.NAMES:
        raise Http404("")
    rows = Episode.objects.with_public_transcript().select_related("podcast")
    episode = find_episode(request, rows, "episode-transcript", slug, name)
    revision = exporting.revision_of(episode)
    if revision is None:
        raise Http404("")
    made = exporting.of(episode, revision, published_guests())
    return taken_away(request, episode, exports.named(name), made, public=True)
