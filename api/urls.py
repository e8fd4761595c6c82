"""The addresses partners use; whatever else stands below /api/ is a problem, by the middleware."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from api.docs import Docs

urlpatterns = [
    path("v1/desk/", include("api.v1.desk.urls")),
    path("v1/", include("api.v1.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(url_name="api-schema"), name="api-docs"),
]
