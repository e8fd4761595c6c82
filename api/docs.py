"""The documentation of the API, to read and to try."""

from drf_spectacular.views import SpectacularSwaggerSplitView


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from our own files, script and style apart from the page: nothing inline."""

    template_name = "api/docs.html"
