"""Which addresses webhooks may go to: https on the public internet, by the rules of all that osbiz fetches.

A newcomer who tries webhooks on one machine sets WEBHOOKS_TO_THIS_MACHINE: then it may be http, and here.
"""

from ipaddress import ip_address

from django.conf import settings

from transcripts import addresses
from transcripts.addresses import Refused
from transcripts.services.fetching import INTERNET, Network, look_up

HERE = ("127.0.0.1", "::1")
NOT_OUTSIDE = "{host} is not on the public internet, and nothing is sent elsewhere."
NOT_HTTPS = "Only addresses that begin with https:// are sent to."


def network() -> Network:
    """Where is sent to."""
    return THIS_MACHINE if settings.WEBHOOKS_TO_THIS_MACHINE else INTERNET


def allows(address: str) -> bool:
    """Whether a numeric address is this machine or on the public internet."""
    return address in HERE or INTERNET.allows(address)


THIS_MACHINE = Network(look_up, allows, frozenset(range(1, 65_536)))


def checked(url: str, *, ports: frozenset[int]) -> str:
    """The address, if its form allows sending there; raises Refused. Where its name leads is looked at with
    each delivery."""
    found = addresses.checked(url, ports)
    if found.scheme != "https" and not settings.WEBHOOKS_TO_THIS_MACHINE:
        raise Refused(NOT_HTTPS)
    if is_number(found.host) and not network().allows(found.host):
        raise Refused(NOT_OUTSIDE.format(host=found.host))
    return str(found)


def is_number(host: str) -> bool:
    """Whether a host is a numeric address, so that nothing more is to be looked up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
