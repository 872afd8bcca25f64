"""A real Celery worker on a real Redis: with the web process gone, an entry is still published."""

from tests.programs import wait_until
from tests.services import StartSite

ENTER = """
from results import jury, times
from results.log import Signature
from results.turns import At
from results.models import Tournament
at = At("M-500", 2, "merijn-scheperkamp")
jury.enter_time(Tournament.objects.get(), at, times.parse("3445"), Signature("official"))
"""
PUBLISHED = """
from results.models import Publication, Tournament
print(Publication.objects.get().seq == Tournament.objects.get().seq)
"""


def test_the_worker_alone_publishes_an_entry(stack_site: StartSite) -> None:
    site = stack_site()
    site.web.kill()
    site.manage("shell", "-v", "0", "-c", ENTER)
    wait_until(lambda: "True" in site.manage("shell", "-v", "0", "-c", PUBLISHED), "the worker has published")
    assert "OK" in site.manage("verify", "okt-2021")
