"""The OpenSearch server that OPENSEARCH_URL names, and by which names it keeps what is found.

Both names are aliases of indexes, never indexes: what is written to a name that stands for nothing is
refused, and makes no index that nobody asked for.
"""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from opensearchpy import OpenSearch

NAME = "osbiz"
# That a request may take; who searches waits for less (`opensearch.ASK_SECONDS`).
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A client, and the name of the index that is searched; `next_name` is that of one being made."""

    client: OpenSearch
    name: str

    @property
    def next_name(self) -> str:
        """The name of the index that will be searched once it is whole."""
        return f"{self.name}-next"


def server() -> Server:
    """That of the settings."""
    return at(settings.OPENSEARCH_URL)


@lru_cache(maxsize=4)
def at(url: str) -> Server:
    """The server at an address, whose path is the name, if any: so several sites can share a server."""
    parts = urlsplit(url)
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
    client = OpenSearch(
        hosts=[{"host": parts.hostname, "port": parts.port or 9200}],
        use_ssl=parts.scheme == "https",
        http_auth=login,
        timeout=SECONDS,
        max_retries=0,
    )
    return Server(client, parts.path.strip("/") or NAME)
