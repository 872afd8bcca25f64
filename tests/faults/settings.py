"""The program's settings with the fault points in it: only the tests' own processes are started with these."""

from okt.settings import *  # noqa: F403
from okt.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.points.FaultPoints"]
MIDDLEWARE = [*MIDDLEWARE, "tests.faults.points.Posts"]
