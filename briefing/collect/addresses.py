"""Which addresses are the public internet's, by the registries of IANA.

Whoever writes a feed also writes the addresses in it. One that leads into the desk's
own network is refused, in whatever way it is written: what is judged is the number
that the system would connect to, never its spelling.
"""

from __future__ import annotations

from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

# IANA IPv4 Special-Purpose Address Registry (RFC 6890) and multicast (RFC 5771).
_NOT_PUBLIC_4 = {
    "0.0.0.0/8": "this host",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a carrier's customers",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "set aside by the IETF",
    "192.0.2.0/24": "for documentation",
    "192.31.196.0/24": "set aside for AS112",
    "192.52.193.0/24": "set aside for AMT",
    "192.88.99.0/24": "a 6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "set aside for AS112",
    "198.18.0.0/15": "for benchmarks",
    "198.51.100.0/24": "for documentation",
    "203.0.113.0/24": "for documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
    # A public number behind which each machine of that cloud finds its own host's services.
    "168.63.129.16/32": "a cloud's own services",
}
# Of IPv6 only 2000::/3 is handed out; within it the IANA IPv6 Special-Purpose Address Registry.
_PUBLIC_6 = "2000::/3"
_NOT_PUBLIC_6 = {
    "::1/128": "loopback",
    "::/128": "this host",
    "::ffff:0:0/96": "an IPv4 address in IPv6",
    "::ffff:0:0:0/96": "an IPv4 address in IPv6",
    "::/96": "an IPv4 address in IPv6",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "2001::/32": "Teredo",
    "2001::/23": "set aside by the IETF",
    "2001:db8::/32": "for documentation",
    "2002::/16": "6to4",
    "2620:4f:8000::/48": "set aside for AS112",
    "3fff::/20": "for documentation",
    "5f00::/16": "segment routing",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}


def why_not_public(address: str) -> str:
    """What an address is instead of public, in words; "" for a public one.

    `address` is as `getaddrinfo` gives it: a number, perhaps with a zone ("fe80::1%eth0").
    """
    try:
        number = ip_address(address.partition("%")[0])
    except ValueError:
        return "no address"
    four, six = _tables()
    if number.version == 4:
        return next((what for network, what in four if number in network), "")
    return next(
        (what for network, what in six if number in network),
        "" if number in ip_network(_PUBLIC_6) else "not handed out",
    )


@cache
def _tables() -> tuple[tuple[tuple[IPv4Network, str], ...], tuple[tuple[IPv6Network, str], ...]]:
    return (
        tuple((IPv4Network(net), what) for net, what in _NOT_PUBLIC_4.items()),
        tuple((IPv6Network(net), what) for net, what in _NOT_PUBLIC_6.items()),
    )
