"""Which addresses may be fetched."""

import pytest

from transcripts import addresses


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "100.63.255.255",
        "172.32.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "64:ff9b::808:808",
    ],
)
def test_hosts_on_the_internet_are_public(address: str) -> None:
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255",
        "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1", "::ffff:0:7f00:1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1", "2001:0:1::1", "2001:10::1",
        "2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0",
        "2606:4700::1%eth0", "fec0::1", "ff02::1", "5f00::1", "100::1", "4000::1",
        "", "localhost", "0x7f.1", "127.1",
    ],
)  # fmt: skip
def test_everything_else_is_not(address: str) -> None:
    assert not addresses.is_public(address)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://pods.example/feed", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("gopher://pods.example/", "http:// or https://"),
        ("javascript:alert(1)", "http:// or https://"),
        ("pods.example/feed", "http:// or https://"),
        ("//pods.example/feed", "http:// or https://"),
        ("https://ann@pods.example/feed", "user name"),
        ("https://ann:secret@pods.example/feed", "user name"),
        ("https://:secret@pods.example/feed", "user name"),
        ("https://", "no host"),
        ("https:///feed", "no host"),
        ("https://.pods.example/feed", "no host is called"),
        ("https://pods example/feed", "no host is called"),
        ("https://pods.example%2f@inside/", "user name"),
        ("https://pods.example\\@inside/", "no host is called|not an address|user name"),
        ("http://pods.example:22/", "Port 22"),
        ("http://pods.example:6379/", "Port 6379"),
        ("http://pods.example:0/", "Port 0"),
        ("http://pods.example:99999/", "Port 99999"),
        ("http://pods.example:port/", "not an address"),
        ("http://[::1/", "not an address"),
        ("http://pods.example/\r\nHost: inside", "not an address"),
        ("http://pods.example/" + "a" * 2000, "longer than"),
        ("", "http:// or https://"),
    ],
)
def test_urls_that_are_refused_say_why(url: str, why: str) -> None:
    with pytest.raises(addresses.Refused, match=why):
        addresses.checked(url)


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://pods.example/feed?x=1#top", "https://pods.example/feed?x=1"),
        ("HTTPS://Pods.Example:8443/feed", "https://pods.example:8443/feed"),
        (" http://pods.example/feed ", "http://pods.example/feed"),
        ("https://müller.example/ä", "https://xn--mller-kva.example/%C3%A4"),
    ],
)
def test_urls_that_may_be_fetched_are_made_normal(url: str, normal: str) -> None:
    assert str(addresses.checked(url)) == normal
