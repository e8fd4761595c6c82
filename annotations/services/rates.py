"""How often somebody nobody knows may do something. Counted in the cache under a keyed digest, so that no
address is kept anywhere, and forgotten when the time is over."""

import logging

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def within(what: str, sender: str, *, most: int, seconds: int) -> bool:
    """Count one more time that `sender` does it; whether that is still within `most` in so many seconds.

    Without a cache nobody is kept out: what counts all senders together stands behind it.
    """
    key = f"rate:{what}:{salted_hmac('osbiz.rates', sender, algorithm='sha256').hexdigest()}"
    try:
        cache.add(key, 0, seconds)
        return bool(cache.incr(key) <= most)
    except ValueError:  # it was forgotten between the two
        return True
    except (OSError, RedisError):
        logger.exception("The cache cannot be reached, so nobody is counted.")
        return True
