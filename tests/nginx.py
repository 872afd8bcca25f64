"""The nginx of deploy/nginx.conf, with the names of the containers exchanged for places on this machine."""

import shutil
from pathlib import Path

from tests.left_out import leave_out
from tests.programs import ROOT, Program

WHERE = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def binary() -> str:
    return shutil.which("nginx", path=WHERE) or leave_out("nginx", "there is no nginx on this machine")


def configuration(folder: Path, web_port: int, port: int, static: Path) -> Path:
    """The committed configuration as a file in `folder`, for this machine."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    own_places = "".join(f"\n    {name}_temp_path {folder}/{name};" for name in TEMPORARY)
    for there, here in {
        "server web:8000;": f"server 127.0.0.1:{web_port};",
        "listen 80 default_server;": f"listen 127.0.0.1:{port};",
        "root /srv/okt;": f"root {static};",
        "pid /tmp/nginx.pid;": f"pid {folder}/nginx.pid;",
        "http {": f"http {{{own_places}",
    }.items():
        assert there in text, f"{there} is not in deploy/nginx.conf any more"
        text = text.replace(there, here, 1)
    path = folder / "nginx.conf"
    path.write_text(text)
    return path


def program(folder: Path, web_port: int, port: int, static: Path) -> Program:
    config = configuration(folder, web_port, port, static)
    return Program("nginx", [binary(), "-c", str(config), "-g", "daemon off;"], folder / "nginx.log")
