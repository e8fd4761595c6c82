"""The addresses the annotation desk writes to."""

from django.urls import path

from api.v1.desk import claims, comments, corrections, naming, presence, views

app_name = "desk"
urlpatterns = [
    path("", views.Root.as_view(), name="root"),
    path("episodes/<uuid:public_id>/", views.EpisodeView.as_view(), name="episode"),
    path("episodes/<uuid:public_id>/corrections/", corrections.CorrectionsView.as_view(), name="corrections"),
    path("episodes/<uuid:public_id>/corrections/undo/", corrections.UndoView.as_view(), name="undo"),
    path("episodes/<uuid:public_id>/find/", corrections.FindView.as_view(), name="find"),
    path("episodes/<uuid:public_id>/revisions/", corrections.RevisionsView.as_view(), name="revisions"),
    path("episodes/<uuid:public_id>/comments/", comments.CommentsView.as_view(), name="comments"),
    path("episodes/<uuid:public_id>/presence/", presence.PresenceView.as_view(), name="presence"),
    path("episodes/<uuid:public_id>/presence/leave/", presence.LeavingView.as_view(), name="leave"),
    path("comments/<uuid:public_id>/", comments.CommentView.as_view(), name="comment"),
    path("comments/<uuid:public_id>/resolve/", comments.SettleView.as_view(), {"act": "resolve"}, "resolve"),
    path("comments/<uuid:public_id>/reopen/", comments.SettleView.as_view(), {"act": "reopen"}, "reopen"),
    path("colleagues/", comments.ColleaguesView.as_view(), name="colleagues"),
    path("quotes/", views.QuotesView.as_view(), name="quotes"),
    path("quotes/<uuid:public_id>/", views.QuoteView.as_view(), name="quote"),
    path("quotes/<uuid:public_id>/confirm/", views.ConfirmView.as_view(), name="confirm"),
    path("quotes/<uuid:public_id>/select/", views.SelectView.as_view(), name="select"),
    path("quotes/<uuid:public_id>/give-up/", views.GiveUpView.as_view(), name="give-up"),
    path("quotes/<uuid:public_id>/override/", views.OverrideView.as_view(), name="override"),
    path("quotes/<uuid:public_id>/schedule/", views.ScheduleView.as_view(), name="schedule"),
    path("quotes/<uuid:public_id>/unschedule/", views.UnscheduleView.as_view(), name="unschedule"),
    path("quotes/<uuid:public_id>/due/", views.DueView.as_view(), name="due"),
    path("quotes/<uuid:public_id>/restore/", views.RestoreView.as_view(), name="restore"),
    path("quotes/<uuid:public_id>/<slug:action>/", views.MoveView.as_view(), name="move"),
    path("claims/", claims.ClaimsView.as_view(), name="claims"),
    path("claims/offers/", claims.OffersView.as_view(), name="claim-offers"),
    path("claims/meaning/", claims.MeaningView.as_view(), name="claim-meaning"),
    path("claims/<uuid:public_id>/evidence/", claims.EvidenceView.as_view(), name="evidence"),
    path("claims/<uuid:public_id>/relations/", claims.RelationView.as_view(), name="relations"),
    path(
        "claims/<uuid:public_id>/evidence/<uuid:quote_id>/",
        claims.OneEvidenceView.as_view(),
        name="one-evidence",
    ),
    path(
        "claims/<uuid:public_id>/discard/", claims.UndoView.as_view(), {"action": "discard"}, "discard-claim"
    ),
    path(
        "claims/<uuid:public_id>/restore/", claims.UndoView.as_view(), {"action": "restore"}, "restore-claim"
    ),
    path("tags/", views.TagsView.as_view(), name="tags"),
    path("companies/", naming.NamingCompaniesView.as_view(), name="companies"),
    path("guests/", naming.NamingGuestsView.as_view(), name="guests"),
]
