"""Which addresses osbiz may fetch: what a URL may look like, and which numeric addresses are public.

Everything that is not plainly a host on the public internet is refused, also where a transition form (IPv4
within IPv6) hides it. The lists are written out after IANA's special-purpose registries, so that they do not
depend on the version of Python.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx

SCHEMES = frozenset({"http", "https"})
# Where web servers listen. Other ports belong to services that were never meant to be spoken to like this.
PORTS = frozenset({80, 443, 8080, 8443})
MAX_LENGTH = 2000
HOST = re.compile(rb"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]+")
USERINFO = re.compile(r"//[^/?#]*@")

PRIVATE_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own services
        "169.254.0.0/16",  # link-local, with the metadata of clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
PUBLIC_6 = IPv6Network("2000::/3")
PRIVATE_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
# Where a network has IPv6 only, its resolver gives IPv4 hosts these addresses.
NAT64 = IPv6Network("64:ff9b::/96")


class Refused(ValueError):
    """An address that must not be fetched; the message says why, fit to be shown."""


def checked(url: str, ports: frozenset[int] = PORTS) -> httpx.URL:
    """The URL, without its fragment, if its form allows fetching it; raises Refused. The host's numeric
    addresses are checked when they are known, by `is_public`.
    """
    if len(url) > MAX_LENGTH:
        raise Refused(f"The address is longer than {MAX_LENGTH} characters.")
    try:
        parsed = httpx.URL(url.strip())
        host, port = parsed.host, parsed.port
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(
            "This is not an address that can be fetched. Copy it anew from your browser."
        ) from error
    if parsed.scheme not in SCHEMES:
        raise Refused("Only addresses that begin with http:// or https:// are fetched.")
    if parsed.userinfo:
        raise Refused("The address holds a user name or a password. osbiz fetches only what is public.")
    if not host:
        raise Refused("The address names no host.")
    if not HOST.fullmatch(parsed.raw_host):
        raise Refused("The address names its host in a way that no host is called.")
    port = default_port(parsed) if port is None else port
    if port not in ports:
        allowed = ", ".join(str(port) for port in sorted(ports))
        raise Refused(f"Port {port} is not one that web servers use. Allowed are {allowed}.")
    return parsed.copy_with(fragment=None)


def without_credentials(url: str) -> str:
    """The address as others may see it, also where it is one that is refused."""
    return USERINFO.sub("//", url)


def without_query(url: str) -> str:
    """An address without its query, where feeds put tokens."""
    return url.partition("?")[0].partition("#")[0]


def default_port(url: httpx.URL) -> int:
    """The port of a URL that names none."""
    return 443 if url.scheme == "https" else 80


def is_public(address: str) -> bool:
    """Whether a numeric address is a single host's on the public internet."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        return _is_public_6(parsed)
    return not any(parsed in network for network in PRIVATE_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in NAT64:
        return is_public(str(IPv4Address(int(address) & 0xFFFF_FFFF)))
    return address in PUBLIC_6 and not any(address in network for network in PRIVATE_6)
