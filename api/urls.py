"""The addresses partners use."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
