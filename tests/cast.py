"""The known cast of the database tests: asked for by name, the same people everywhere."""

import pytest
from django.contrib.auth.models import Group, User

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
