"""Who sends a form that asks for no account: only as far as counting needs it, and never kept."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

NETWORK = 64  # bits of an IPv6 address that one household shares


def sender_of(request: HttpRequest) -> str:
    """The address a request comes from; of IPv6 its network, for there everybody has addresses without end.

    Behind a proxy it is the last one that the proxy names: those before it are the sender's own words.
    """
    named = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    raw = named.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(raw)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, NETWORK), strict=False))
    return str(address)
