"""The app that serves partners and the desk."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The REST API."""

    name = "api"
    verbose_name = "API"
