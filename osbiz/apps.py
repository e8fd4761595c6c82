"""The admin site's configuration, so that every app registers with our own site."""

from django.contrib.admin.apps import AdminConfig as StockAdminConfig


class AdminConfig(StockAdminConfig):
    """The stock admin with osbiz's name, look and start page (`osbiz/admin.py`)."""

    default_site = "osbiz.admin.AdminSite"
