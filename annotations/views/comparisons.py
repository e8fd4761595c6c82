"""Companies side by side; the address says which, and over what, so that it can be shared."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.models import Tag
from annotations.querysets import published_companies
from annotations.selectors import comparisons, topics
from annotations.selectors.comparisons import MOST, Asked
from annotations.views.kept import kept
from annotations.views.pages import UNREADABLE, page
from transcripts.models import Company

NOBODY = "No published company here has company “{slug}”."
NO_TOPIC = "No published topic here has tag “{slug}”."
NO_METRIC = "No figure “{metric}” is published of any company."
TOO_MANY = "At most {most} companies stand side by side."


@require_safe
@kept
def compare(request: HttpRequest) -> HttpResponse:
    """The companies of the address, over its topic or figure."""
    asked = asked_for(request)
    offered = [company for company in asked.offered() if company not in asked.companies]
    context = {
        "asked": asked,
        "columns": [
            (column, without(asked, column.company), everything(asked, column.company))
            for column in asked.columns()
        ],
        "offered": offered if len(asked.companies) < MOST else [],
        "topics": topics.by_label(Tag.objects.published().active().order_by()),
        "metrics": comparisons.metrics(),
    }
    return page(request, "annotations/compare.html", context)


def asked_for(request: HttpRequest) -> Asked:
    """What the address asks for; raises Http404 where it names nothing public."""
    if any("\x00" in value for values in dict(request.GET.lists()).values() for value in values):
        raise Http404(UNREADABLE)
    slugs = list(dict.fromkeys(slug for slug in request.GET.getlist("company") if slug))
    if len(slugs) > MOST:
        raise Http404(TOO_MANY.format(most=MOST))
    slug, metric = request.GET.get("tag", ""), request.GET.get("metric", "").strip()
    topic = topics.named(slug) if slug else None
    if slug and topic is None:
        raise Http404(NO_TOPIC.format(slug=slug))
    companies = [named(each) for each in slugs]
    asked = Asked(companies, topic, metric)
    if metric and not asked.is_told():
        raise Http404(NO_METRIC.format(metric=metric))
    return asked


def named(slug: str) -> Company:
    """The public company of a slug, which may be an old one; raises Http404."""
    meant = Company.objects.meant(slug=slug)
    found = published_companies().filter(pk=meant.pk).first() if meant else None
    if found is None:
        raise Http404(NOBODY.format(slug=slug))
    return found


def without(asked: Asked, company: Company) -> str:
    """The address of the comparison without one of its companies."""
    rest = [("company", other.slug) for other in asked.companies if other != company]
    return "?" + urlencode(rest + over(asked))


def everything(asked: Asked, company: Company) -> str:
    """The address of all claims about one of them, over the same."""
    return f"{reverse('claims')}?{urlencode([('company', company.slug), *over(asked)])}"


def over(asked: Asked) -> list[tuple[str, str]]:
    """What is compared, as addresses say it."""
    topic = [("tag", asked.topic.slug)] if asked.topic else []
    return topic + ([("metric", asked.metric)] if asked.metric else [])
