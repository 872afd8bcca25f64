"""Signing in, with a limit on guessing. The limit fails open: a broken cache never keeps an official out."""

import hashlib
import logging

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from results.rights import COMMITTEE, OFFICIAL, REFEREE, roles_of

logger = logging.getLogger(__name__)
TRIES, SECONDS = 8, 300


class SignInForm(AuthenticationForm):
    """Refuses to look at a password after too many wrong ones for this name from this address."""

    def clean(self) -> dict[str, object]:
        name = self.cleaned_data.get("username") or ""
        if _failures(self.request, name) >= TRIES:
            raise ValidationError(
                _(
                    "Te vaak een verkeerd wachtwoord. Wacht {minutes} minuten en probeer het dan opnieuw."
                ).format(minutes=SECONDS // 60)
            )
        return super().clean()

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(_("Naam en wachtwoord horen niet bij elkaar. Let op hoofdletters."))


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        _count(self.request, str(form.data.get("username", "")))
        response = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_default_redirect_url(self) -> str:
        """To the place where this person works."""
        roles = roles_of(self.request.user)
        at_work = "committee" if COMMITTEE in roles and not roles & {OFFICIAL, REFEREE} else "desk"
        return reverse(at_work)


def _key(request: HttpRequest | None, name: str) -> str:
    address = request.META.get("REMOTE_ADDR", "") if request else ""
    return "sign-in-" + hashlib.sha256(f"{address}\n{name.strip().lower()}".encode()).hexdigest()


def _failures(request: HttpRequest | None, name: str) -> int:
    try:
        return int(cache.get(_key(request, name), 0))
    except Exception:  # whatever the cache's client raises
        logger.warning("Wrong passwords could not be counted.", exc_info=True)
        return 0


def _count(request: HttpRequest, name: str) -> None:
    key = _key(request, name)
    try:
        cache.add(key, 0, SECONDS)
        cache.incr(key)
    except Exception:  # as above; or the count ran out between the two
        logger.warning("A wrong password could not be counted.", exc_info=True)
