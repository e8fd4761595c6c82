"""sitemap.xml, the files it names, and robots.txt."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from annotations.selectors import sitemap
from annotations.views.pages import absolute, render

XML = "application/xml; charset=utf-8"
# What is for people who came already, and lists that others hold.
KEPT_OUT = ("/admin/", "/report/", "/api/v1/desk/", "/oembed/")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All files."""
    site = absolute(request, "/")
    context = {"site": site.rstrip("/"), "files": sitemap.files()}
    return render(request, "sharing/sitemapindex.xml", context, content_type=XML)


@require_safe
def pages(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The pages of one file; raises Http404 where there is none."""
    found = sitemap.entries(kind, number) if kind in sitemap.KINDS else []
    if not found:
        raise Http404("")
    context = {"site": absolute(request, "/").rstrip("/"), "entries": found}
    return render(request, "sharing/sitemap.xml", context, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone, and where the sitemap is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT), ""]
    lines += [f"Sitemap: {absolute(request, reverse('sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
