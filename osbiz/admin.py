"""The admin site: Django's own, with our words."""

from django.contrib import admin


class AdminSite(admin.AdminSite):
    """Where editors and reviewers work."""

    site_header = "osbiz"
    site_title = "osbiz"
    index_title = "Editors’ desk"
    enable_nav_sidebar = False
