"""Client networks: coarse enough to be stored, fine enough to be recognised."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_SHOWN_V4, _SHOWN_V6 = 24, 48  # bits of the prefix
_COUNTED_V6 = 64  # one household or office; a single host may use any address in it


def masked_net(address: str) -> str:
    """Return the client's network: /24 of IPv4, /48 of IPv6; empty if the text is not an address.

    An IPv4 address that is written as IPv6 (RFC 4291, section 2.5.5.2) counts as IPv4.
    """
    client = _parsed(address)
    if client is None:
        return ""
    bits = _SHOWN_V4 if client.version == 4 else _SHOWN_V6
    return str(ip_network((client.packed, bits), strict=False))


def counted_net(address: str) -> str:
    """Return the key of one client: the address itself of IPv4, /64 of IPv6; ``unknown`` if the text is not an address."""
    client = _parsed(address)
    if client is None:
        return "unknown"
    return str(client) if client.version == 4 else str(ip_network((client.packed, _COUNTED_V6), strict=False))


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        client = ip_address(address)
    except ValueError:
        return None
    return (client.ipv4_mapped or client) if isinstance(client, IPv6Address) else client
