"""django-oauth-toolkit as installed: its defaults, SQLite, one client-credentials application. Run by gunicorn."""
# mypy: ignore-errors
# ruff: noqa: E402 - Django wants its settings before its imports

import os

from django.conf import settings

settings.configure(
    SECRET_KEY=os.environ["BENCH_SECRET"],
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.django_toolkit",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["BENCH_DATABASE"]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    OAUTH2_PROVIDER={"SCOPES": {"api": "API", "introspection": "Introspection"}},
)

import django

django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

urlpatterns = [path("", include("oauth2_provider.urls", namespace="oauth2_provider"))]


def prepare() -> None:
    """Make the tables and the client."""
    from oauth2_provider.models import Application

    call_command("migrate", verbosity=0)
    Application.objects.get_or_create(
        client_id=os.environ["BENCH_CLIENT"],
        defaults={
            "name": "bench",
            "client_secret": os.environ["BENCH_SECRET"],
            "client_type": Application.CLIENT_CONFIDENTIAL,
            "authorization_grant_type": Application.GRANT_CLIENT_CREDENTIALS,
        },
    )


prepare()
application = get_wsgi_application()
