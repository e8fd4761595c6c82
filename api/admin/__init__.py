"""The admin's pages of the API's own things, each registered by its module."""

from api.admin import partners, webhooks

__all__ = ["partners", "webhooks"]
