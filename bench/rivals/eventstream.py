"""django-eventstream as its manual has it, on ASGI, in one process and without a store."""

import django
from django.conf import settings
from django.core.asgi import get_asgi_application

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.rivals.eventstream_urls",
    SECRET_KEY="bench",  # noqa: S106
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_eventstream"],
    MIDDLEWARE=[],
    DATABASES={},
)
django.setup()
application = get_asgi_application()
