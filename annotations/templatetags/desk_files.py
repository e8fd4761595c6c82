"""The desk's files in the head of a page."""

from collections.abc import Iterable

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from annotations.desk import files

register = template.Library()


@register.simple_tag
def desk_styles() -> SafeString:
    """Its stylesheets."""
    return links('<link rel="stylesheet" href="{}">', files.STYLES)


@register.simple_tag
def desk_scripts() -> SafeString:
    """Its scripts, with all that they import asked for at once."""
    modules = links('<link rel="modulepreload" href="{}">', files.modules())
    return modules + links('<script type="module" src="{}"></script>', files.SCRIPTS)


@register.simple_tag
def desk_ahead() -> SafeString:
    """All of it, for a page from which one goes to the desk: fetched once that page has nothing else to do,
    and kept by the browser as long as the files are the same."""
    styles = links('<link rel="prefetch" as="style" href="{}">', files.STYLES)
    return styles + links('<link rel="prefetch" as="script" href="{}">', files.modules())


def links(tag: str, names: Iterable[str]) -> SafeString:
    """A tag for each file."""
    return format_html_join("", tag, ((static(name),) for name in names))
