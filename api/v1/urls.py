"""The addresses of the first version's public resources."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from api.v1.appearances import Appearances
from api.v1.changes import Changes
from api.v1.claims import Claims
from api.v1.companies import Companies
from api.v1.corrections import Corrections
from api.v1.episodes import Episodes
from api.v1.evidence import Evidences
from api.v1.exports import Export
from api.v1.graph import views as graph
from api.v1.guests import Guests
from api.v1.index import Index
from api.v1.podcasts import Podcasts
from api.v1.preparedexports import PreparedExport, PreparedExports, PreparedFile
from api.v1.quoteannotations import QuoteAnnotations, Text
from api.v1.quotefiles import QuoteProject
from api.v1.quotes import Quotes
from api.v1.searches import Matches, SavedSearches, SavedSearchView
from api.v1.snapshots import File, Manifest, Snapshots
from api.v1.tags import Tags
from api.v1.transcripts import EpisodeTranscript
from api.v1.usage import UsageView
from api.v1.webhooks import (
    Deliveries,
    OneWebhook,
    ReplayDelivery,
    ReplayWebhook,
    RotateWebhook,
    TestWebhook,
    Webhooks,
)

RESOURCES = (Podcasts, Episodes, Guests, Companies, Tags, Quotes, Claims, Corrections)
TIES = (Appearances, Evidences)

router = SimpleRouter()
for resource in (*RESOURCES, *TIES):
    router.register(resource.resource, resource, basename=resource.resource)

app_name = "v1"
urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("usage/", UsageView.as_view(), name="usage"),
    path("changes/", Changes.as_view(), name="changes"),
    path("snapshots/", Snapshots.as_view(), name="snapshots"),
    path("snapshots/<str:id>/", Manifest.as_view(), name="snapshot"),
    path("snapshots/<str:id>/<str:name>", File.as_view(), name="snapshot-file"),
    path("exports/", PreparedExports.as_view(), name="exports"),
    path("exports/prepared/<str:id>/", PreparedExport.as_view(), name="prepared-export"),
    path("exports/prepared/<str:id>/file", PreparedFile.as_view(), name="prepared-export-file"),
    path("exports/<str:resource>/", Export.as_view(), name="export"),
    path("searches/", SavedSearches.as_view(), name="searches"),
    path("searches/<str:id>/", SavedSearchView.as_view(), name="search"),
    path("searches/<str:id>/matches/", Matches.as_view(), name="search-matches"),
    path("webhooks/", Webhooks.as_view(), name="webhooks"),
    path("webhooks/<str:id>/", OneWebhook.as_view(), name="webhook"),
    path("webhooks/<str:id>/test/", TestWebhook.as_view(), name="webhook-test"),
    path("webhooks/<str:id>/rotate/", RotateWebhook.as_view(), name="webhook-rotate"),
    path("webhooks/<str:id>/replay/", ReplayWebhook.as_view(), name="webhook-replay"),
    path("webhooks/<str:id>/deliveries/", Deliveries.as_view(), name="webhook-deliveries"),
    path(
        "webhooks/<str:id>/deliveries/<str:delivery>/replay/",
        ReplayDelivery.as_view(),
        name="webhook-delivery-replay",
    ),
    path("quotes/annotations/", QuoteAnnotations.as_view({"get": "list"}), name="quotes-annotations"),
    path("texts/<str:id>/", Text.as_view(), name="text"),
    path("quotes/project.qdpx", QuoteProject.as_view(), name="quotes-project"),
    path("episodes/<str:id>/transcript/", EpisodeTranscript.as_view(), name="episode-transcript"),
    path("graph/neighbours/", graph.Neighbours.as_view(), name="graph-neighbours"),
    path("graph/neighbourhood/", graph.Neighbourhood.as_view(), name="graph-neighbourhood"),
    path("graph/paths/", graph.Paths.as_view(), name="graph-paths"),
    path("graph/cooccurrence/", graph.Cooccurrence.as_view(), name="graph-cooccurrence"),
    path("graph/companies-by-topic/", graph.CompaniesByTopic.as_view(), name="graph-companies-by-topic"),
    path("graph/export/", graph.Export.as_view(), name="graph-export"),
    *router.urls,
]
