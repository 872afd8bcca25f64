"""The known cast of the database tests: asked for by name, the same people everywhere."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection

from okt.archive import store
from okt.sample import NOTE, before_the_evening
from results.log import Signature
from results.models import Tournament
from results.rights import ROLES


def _person(role: str) -> User:
    assert role in ROLES
    user = User.objects.create_user(role, password=f"{role}-secret-for-tests")
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


@pytest.fixture
def official(db: None) -> User:
    """Enters times."""
    return _person("official")


@pytest.fixture
def referee(db: None) -> User:
    """Confirms, disqualifies, makes official."""
    return _person("referee")


@pytest.fixture
def committee(db: None) -> User:
    """Edits the matrix and designates."""
    return _person("committee")


@pytest.fixture
def visitor(db: None) -> User:
    """Has an account and no role."""
    return User.objects.create_user("visitor", password="visitor-secret-for-tests")


@pytest.fixture
def tournament(db: None) -> Tournament:
    """The OKT of 2021 on 27 December, before the first start of the evening."""
    return store(before_the_evening(), Signature("test"), note=NOTE)


@pytest.fixture
def empty_log(transactional_db: None) -> Iterator[None]:
    """Takes the log away afterwards: on SQLite its guard stops the test's own cleaning up too."""
    yield
    guard = import_module("results.migrations.0002_log_append_only")
    off, on = ["DROP TRIGGER okt_log_no_delete"], [guard.SQLITE[1]]
    if connection.vendor == "postgresql":
        off = ["ALTER TABLE results_logentry DISABLE TRIGGER USER"]
        on = ["ALTER TABLE results_logentry ENABLE TRIGGER USER"]
    with connection.cursor() as cursor:
        for statement in (*off, "DELETE FROM results_logentry", *on):
            cursor.execute(statement)
