"""The admin's pages of the API's own things, each registered by its module."""

from api.admin import partners, personaltokens, webhooks

__all__ = ["partners", "personaltokens", "webhooks"]
