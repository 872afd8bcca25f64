"""Where the site can be seen, in lines for the terminal."""

import socket

from django.urls import NoReverseMatch, reverse

PAGES = {"Public page": "home", "Desk": "desk", "Committee": "committee"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (only compared with)


def own_address() -> str | None:
    """This machine's address on the local network, or None. Nothing is sent: a UDP socket only picks a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith("127.") else address


def address_lines(host: str, port: int, again: str = "make run") -> list[str]:
    """`again` is the command that starts this program."""
    site = f"http://localhost:{port}"
    lines = [f"  {name + ':':<13} {site}{_path(page)}" for name, page in PAGES.items()]
    elsewhere = own_address()
    if host not in EVERYWHERE:
        lines.append(
            f"  On another device: start with `{again} HOST=0.0.0.0`, then http://{elsewhere or '…'}:{port}/"
        )
    elif elsewhere:
        lines.append(f"  On another device in this network: http://{elsewhere}:{port}/")
    return lines


def _path(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return "/"
