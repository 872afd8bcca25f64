"""The web server: uvicorn with the live channel inside, one process, one port."""

import os
import socket
import warnings

import uvicorn

# A stream that does not read any more must not hold up a stop for longer than this.
SECONDS_TO_FINISH = 3


class PortTaken(Exception):
    """The sentence says what to do."""


def listen(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """An open socket, before anything slow is started; `shared` with others of this account that share the port
    too. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        # A listener that only listens later would be two programs on one port that both believe in it.
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise PortTaken(_what_to_do(host, port, error)) from error
    return listener


def _what_to_do(host: str, port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} may not be used by this account. Choose one above 1024: PORT=8001."
    if error.errno in {98, 48, 10048}:
        return (
            f"Port {port} is in use: another program, or OKT Live itself, is already running there. "
            f"Stop it, or choose another port: PORT={port + 1}."
        )
    return f"Cannot listen on {host}:{port}: {error.strerror}. Choose another address or port (HOST, PORT)."


def config() -> uvicorn.Config:
    return uvicorn.Config(
        "okt.asgi:application",
        http="okt.live.protocol:LiveProtocol",
        ws="none",
        lifespan="on",
        proxy_headers=True,
        # Whoever may say what the visitor's address is: this machine, or the proxy named by the installation.
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1"),
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
    )


def serve(listener: socket.socket) -> None:
    """Serves until SIGINT or SIGTERM."""
    # whitenoise hands over a static file as one short piece; where it is read makes no difference.
    warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
    try:
        uvicorn.Server(config()).run(sockets=[listener])
    except KeyboardInterrupt:
        return
