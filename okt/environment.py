"""What the surroundings say: read once at start; a silly value stops the program with one readable line."""

import secrets
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Environment(BaseSettings):
    """Everything that differs between one installation and another. Names are the variables', in capitals."""

    model_config = SettingsConfigDict(env_prefix="", case_sensitive=False, extra="ignore")

    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    debug: bool = Field(default=False, validation_alias="OKT_DEBUG")
    allowed_hosts: str = Field(default="", validation_alias="OKT_ALLOWED_HOSTS")
    secure: bool = Field(default=False, validation_alias="OKT_SECURE")
    run_dir: Path = Field(default=ROOT / ".run", validation_alias="OKT_RUN_DIR")
    # Per web process: streams in all, and from one address. A whole stadium may be behind one.
    viewers: int = Field(default=20_000, validation_alias="OKT_VIEWERS", ge=1, le=1_000_000)
    viewers_per_address: int = Field(default=5_000, validation_alias="OKT_VIEWERS_PER_ADDRESS", ge=1)
    web_processes: int = Field(default=1, validation_alias="OKT_WEB_PROCESSES", ge=1, le=64)

    # Whoever may read /metrics besides this machine: networks with commas between them, 10.0.0.0/8.
    metrics_from: str = Field(default="", validation_alias="OKT_METRICS_FROM")
    # `json` or `lines`; without it JSON in production, which is where there is a Redis.
    log: str = Field(default="", validation_alias="OKT_LOG", pattern="^(json|lines|)$")

    @field_validator("database_url")
    @classmethod
    def known_database(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"postgres", "postgresql", "sqlite"}:
            raise ValueError("expected postgres://user:password@host:port/name or sqlite:///path")
        return url

    @field_validator("redis_url")
    @classmethod
    def known_broker(cls, url: str) -> str:
        if url and urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("expected redis://host:port/number")
        return url

    @field_validator("metrics_from")
    @classmethod
    def known_networks(cls, names: str) -> str:
        for name in filter(None, names.split(",")):
            ip_network(name)
        return names

    @property
    def networks(self) -> list[IPv4Network | IPv6Network]:
        return [ip_network(name) for name in self.metrics_from.split(",") if name]

    @property
    def log_json(self) -> bool:
        return self.log == "json" or (not self.log and bool(self.redis_url))

    def database(self) -> dict[str, Any]:
        """Django's DATABASES["default"]: PostgreSQL where DATABASE_URL says so, else a SQLite file."""
        parts = urlsplit(self.database_url)
        if parts.scheme in {"postgres", "postgresql"}:
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": unquote(parts.path.lstrip("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or ""),
                "HOST": unquote(parts.hostname or ""),
                "PORT": parts.port or "",
                # Open connections are worth 20 ms a refresh; a dead one is noticed before it is used.
                "CONN_MAX_AGE": 600,
                "CONN_HEALTH_CHECKS": True,
                "OPTIONS": {"connect_timeout": 3},
            }
        path = unquote(parts.path) if parts.scheme == "sqlite" else str(self.run_dir / "okt.sqlite3")
        if not parts.scheme:
            self.run_dir.mkdir(parents=True, exist_ok=True)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                # A writer takes the lock when its transaction begins, so two never deadlock half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
            },
        }

    def secret(self) -> str:
        """The signing key: from SECRET_KEY, else one made here once and kept beside the embedded database."""
        if self.secret_key:
            return self.secret_key
        if not self.debug and self.secure:
            sys.exit("okt: SECRET_KEY is not set; a secure installation needs a long random one.")
        self.run_dir.mkdir(parents=True, exist_ok=True)
        path = self.run_dir / "secret_key"
        try:
            with path.open("x") as new:
                new.write(secrets.token_urlsafe(50))
            path.chmod(0o600)
        except FileExistsError:
            pass
        return path.read_text()


def read_environment() -> Environment:
    try:
        return Environment()
    except ValidationError as error:
        first = error.errors()[0]
        sys.exit(f"okt: {str(first['loc'][0]).upper()}: {first['msg']}")
