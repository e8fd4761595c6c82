"""The addresses readers use."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
