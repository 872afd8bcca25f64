"""Whose connection or request it is, for counting: one IPv4 address, or the network of an IPv6 one; nothing for this
machine itself and for a proxy that is believed, which brings others.
"""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from uvicorn.middleware.proxy_headers import _TrustedHosts

Client = tuple[str, int] | None


def behind_proxy(client: Client, allowed: str) -> bool:
    """Whether the other end is one of `FORWARDED_ALLOW_IPS`."""
    return (client[0] if client else None) in _proxies(allowed)


def of_connection(client: Client, allowed: str) -> str:
    """Before anything was said."""
    return "" if client is None or behind_proxy(client, allowed) else _network(client[0])


def of_request(client: Client, allowed: str, headers: list[tuple[bytes, bytes]]) -> str:
    forwarded = b", ".join(value for name, value in headers if name == b"x-forwarded-for")
    if not forwarded or not behind_proxy(client, allowed):
        return _network(client[0] if client else "")
    return _network(_proxies(allowed).get_trusted_client_address(forwarded.decode("latin-1"))[0])


@lru_cache(maxsize=4)
def _proxies(allowed: str) -> _TrustedHosts:
    return _TrustedHosts(allowed)


@lru_cache(maxsize=4096)
def _network(said: str) -> str:
    try:
        address = ip_address(said)
    except ValueError:
        return said[:64]
    if address.is_loopback:
        return ""
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return said
