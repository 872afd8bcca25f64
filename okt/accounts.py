"""An account per role, so that a first start has somebody to sign in as; two of the committee, to unlock the matrix."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.db import transaction

from results.rights import COMMITTEE, OFFICIAL, REFEREE

# Without letters and digits that look alike: it is read from a screen and typed at the rink.
ACCOUNTS = {"official": OFFICIAL, "referee": REFEREE, "committee": COMMITTEE, "committee-2": COMMITTEE}
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewAccount:
    role: str
    username: str
    password: str


def random_password() -> str:
    """Some 74 bits, in groups of five."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(5)) for _ in range(3))


def ensure_accounts() -> list[NewAccount]:
    """Makes those of the ACCOUNTS that are not there, and returns them; their passwords are nowhere else."""
    missing = [name for name in ACCOUNTS if not User.objects.filter(username=name).exists()]
    return set_passwords({name: random_password() for name in missing})


@transaction.atomic
def set_passwords(passwords: Mapping[str, str]) -> list[NewAccount]:
    """Gives these of the ACCOUNTS that password, and makes the account where there is none."""
    for name, password in passwords.items():
        user, _ = User.objects.get_or_create(username=name)
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get_or_create(name=ACCOUNTS[name])[0])
    return [NewAccount(ACCOUNTS[name], name, password) for name, password in passwords.items()]


def account_lines(new: Iterable[NewAccount]) -> list[str]:
    """What the terminal says about accounts that were just made."""
    lines = [f"  {account.username:<11} {account.password}" for account in new]
    if not lines:
        return ["Accounts exist. A new password: .venv/bin/python manage.py changepassword official"]
    return ["New accounts. These passwords are shown once, here:", *lines]
