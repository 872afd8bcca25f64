"""The program's settings, with what only tests want: quick passwords, and nothing left behind."""

import os
import tempfile
from pathlib import Path

# Before okt.settings reads its surroundings: tests never touch the developer's own .run folder.
_RUN_DIR = Path(tempfile.gettempdir()) / f"okt-tests-{os.getuid()}"
os.environ["OKT_RUN_DIR"] = str(_RUN_DIR)
# In the tests' own process tasks run at once; a Redis and a worker belong to the tests that start them.
os.environ["REDIS_URL"] = ""

from okt.settings import *  # noqa: E402, F403
from okt.settings import DATABASES, STATIC_ROOT  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file: a database in memory locks whole tables, unlike the one people use.
    DATABASES["default"]["TEST"] = {"NAME": str(_RUN_DIR / f"test-{os.getpid()}.sqlite3")}
