"""Which network addresses are out in the public internet, and not this machine, its network or somebody's tunnel into it."""

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses that hold an IPv4 address in their last 32 bits: https://www.rfc-editor.org/rfc/rfc6052#section-2.1
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# Not for the public, though not every version of Python says so.
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4"),
        *(
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "fc00::/7",
            "fec0::/10",
        ),
    )
]


def is_public(address: str) -> bool:
    """Return whether an IP address in text is a single machine in the public internet.

    Loopback, private, link-local, shared (CGNAT), multicast and reserved addresses are not, nor are IPv6 forms of such IPv4
    addresses (mapped, NAT64, 6to4), nor is anything with a zone.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        inner = _embedded(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(_is_in(ip, net) for net in _SPECIAL)


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _is_in(ip: _Address, network: ipaddress.IPv4Network | ipaddress.IPv6Network) -> bool:
    return ip.version == network.version and ip in network
