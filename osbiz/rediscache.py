"""Django's cache in Redis, asked by one client that stays: Django makes another for each question, and making
it takes as long as asking. There is one server, the same for reading and writing."""

from typing import Any

from django.core.cache.backends import redis


class Client(redis.RedisCacheClient):
    """What asks the server; threads may share it, as each question takes a connection of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.client: Any = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client."""
        if self.client is None:
            self.client = super().get_client(key, write=write)
        return self.client


class RedisCache(redis.RedisCache):
    """The backend that the settings name."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
