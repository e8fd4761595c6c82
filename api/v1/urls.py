"""The addresses of the first version's public resources."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from api.v1.claims import Claims
from api.v1.companies import Companies
from api.v1.corrections import Corrections
from api.v1.episodes import Episodes
from api.v1.guests import Guests
from api.v1.index import Index
from api.v1.podcasts import Podcasts
from api.v1.quotes import Quotes
from api.v1.tags import Tags
from api.v1.transcripts import EpisodeTranscript

RESOURCES = (Podcasts, Episodes, Guests, Companies, Tags, Quotes, Claims, Corrections)

router = SimpleRouter()
for resource in RESOURCES:
    router.register(resource.resource, resource, basename=resource.resource)

app_name = "v1"
urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("episodes/<str:id>/transcript/", EpisodeTranscript.as_view(), name="episode-transcript"),
    *router.urls,
]
