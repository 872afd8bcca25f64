"""The nginx of deploy/nginx.conf, with the names of the containers exchanged for places on this machine."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.left_out import leave_out
from tests.programs import ROOT, Program

WHERE = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")

Front = Callable[..., int]  # the fixture `front`


def binary() -> str:
    return shutil.which("nginx", path=WHERE) or leave_out("nginx", "there is no nginx on this machine")


def configuration(
    folder: Path, web: int | str, port: int, static: Path, others: dict[str, str] | None = None
) -> Path:
    """The committed configuration as a file in `folder`, for this machine. `web` is the port, or host:port, of the
    web process; `others` are more exchanges."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    own_places = "".join(f"\n    {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    for there, here in {
        "http://web:8000;": f"http://{web if isinstance(web, str) else f'127.0.0.1:{web}'};",
        "listen 80 default_server": f"listen 127.0.0.1:{port}",
        "root /srv/okt;": f"root {static};",
        "pid /tmp/nginx.pid;": f"pid {folder}/nginx.pid;",
        "/var/cache/nginx/pages": f"{folder}/pages",
        "http {": f"http {{{own_places}",
        **(others or {}),
    }.items():
        assert there in text, f"{there} is not in deploy/nginx.conf any more"
        text = text.replace(there, here)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def program(
    folder: Path, web: int | str, port: int, static: Path, others: dict[str, str] | None = None
) -> Program:
    config = configuration(folder, web, port, static, others)
    # Folders of tests are the account's own; root's nginx would look into them as somebody else.
    own = "daemon off; user root;" if os.getuid() == 0 else "daemon off;"
    return Program("nginx", [binary(), "-c", str(config), "-g", own], folder / "nginx.log")
