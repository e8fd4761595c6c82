"""The addresses readers use."""

from django.urls import path

from annotations.views import (
    claims,
    companies,
    corrections,
    episodes,
    guests,
    home,
    podcasts,
    quotes,
    reports,
    topics,
    transcripts,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<slug:slug>/", topics.topic, name="topic"),
    path("episodes/", episodes.episodes, name="episodes"),
    path("episodes/<slug:slug>/", episodes.episode, name="episode"),
    path("episodes/<slug:slug>/transcript.<slug:name>", transcripts.transcript, name="episode-transcript"),
    path("podcasts/<slug:slug>/", podcasts.podcast, name="podcast"),
    path("guests/", guests.guests, name="guests"),
    path("guests/<slug:slug>/", guests.guest, name="guest"),
    path("guests/<slug:slug>/about/", guests.guest_about, name="guest-about"),
    path("companies/", companies.companies, name="companies"),
    path("companies/<slug:slug>/", companies.company, name="company"),
    path("companies/<slug:slug>/people/", companies.company_people, name="company-people"),
    path("quotes/<uuid:public_id>/", quotes.quote, name="quote"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<uuid:public_id>/", claims.claim, name="claim"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<uuid:public_id>/", corrections.correction, name="correction"),
    path("report/", reports.report_page, name="report-page"),
    path("report/sent/", reports.sent, name="report-sent"),
    path("report/<slug:noun>/<uuid:public_id>/", reports.report, name="report"),
]
