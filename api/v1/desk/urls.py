"""The addresses the annotation desk writes to."""

from django.urls import path

from api.v1.desk import corrections, views

app_name = "desk"
urlpatterns = [
    path("", views.Root.as_view(), name="root"),
    path("episodes/<uuid:public_id>/", views.EpisodeView.as_view(), name="episode"),
    path("episodes/<uuid:public_id>/corrections/", corrections.CorrectionsView.as_view(), name="corrections"),
    path("episodes/<uuid:public_id>/find/", corrections.FindView.as_view(), name="find"),
    path("episodes/<uuid:public_id>/revisions/", corrections.RevisionsView.as_view(), name="revisions"),
    path("quotes/", views.QuotesView.as_view(), name="quotes"),
    path("quotes/<uuid:public_id>/", views.QuoteView.as_view(), name="quote"),
    path("quotes/<uuid:public_id>/confirm/", views.ConfirmView.as_view(), name="confirm"),
    path("quotes/<uuid:public_id>/select/", views.SelectView.as_view(), name="select"),
    path("quotes/<uuid:public_id>/give-up/", views.GiveUpView.as_view(), name="give-up"),
    path("quotes/<uuid:public_id>/<slug:action>/", views.MoveView.as_view(), name="move"),
    path("tags/", views.TagsView.as_view(), name="tags"),
    path("companies/", views.CompaniesView.as_view(), name="companies"),
    path("guests/", views.GuestsView.as_view(), name="guests"),
]
