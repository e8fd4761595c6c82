"""Whether the parts that osbiz needs answer: asked by load balancers, containers and `manage.py up`."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

logger = logging.getLogger(__name__)

UNREACHABLE = "not reachable"


def check_database() -> None:
    """Raise a database error unless the database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_broker() -> None:
    """Raise a Redis error unless the broker answers within two seconds."""
    with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2) as broker:
        broker.ping()


def state(name: str, check: Callable[[], None]) -> str:
    """What to say of one part; why it failed goes to the log, not to the world."""
    try:
        check()
    except (DatabaseError, redis.RedisError):
        logger.exception("%s is %s", name, UNREACHABLE)
        return UNREACHABLE
    return "ok"


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 where every part answers, else 503; the body names each part and its state."""
    parts = {"database": state("database", check_database)}
    if settings.REDIS_URL:
        parts["broker"] = state("broker", check_broker)
    return JsonResponse(parts, status=503 if UNREACHABLE in parts.values() else 200)
