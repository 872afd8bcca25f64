"""Addresses: Dutch at `/…`, the same pages in English at `/en/…`."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LogoutView
from django.urls import path

from matrix import urls as matrix_urls
from okt import pages
from okt.as_of import as_of
from okt.sign_in import SignIn
from okt.state_page import state
from okt.what_if import what_if
from results import urls as results_urls

urlpatterns = [
    path("panels/<id:slug>/", pages.panels, name="panels"),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("inloggen/", SignIn.as_view(), name="login"),
        path("toestand/", state, name="state"),
        path("uitloggen/", LogoutView.as_view(), name="logout"),
        *results_urls.desk_urlpatterns,
        *matrix_urls.committee_urlpatterns,
        *matrix_urls.urlpatterns,
        path("<id:slug>/matrix/na/<int:seq>/", as_of, name="as_of"),
        path("<id:slug>/wat-als/", what_if, name="what_if"),
        *results_urls.urlpatterns,  # last: an event's address takes any word
        prefix_default_language=False,
    ),
]
