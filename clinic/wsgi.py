"""The web process. It does not start while anything that answers has no declared policy."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

application = get_wsgi_application()

from clinic import celery, urls  # noqa: E402 - Django has to be set up first
from clinic.foundation import checks, policy  # noqa: E402 - likewise

policy.require_all(urls.urlpatterns, urls.policies, files=urls.files, served=checks.served())
# What is loaded stays: looking it through for garbage again and again cost a search half its time.
# And a page makes thousands of things that are gone when it is sent: it is not looked at every 700.
gc.collect()
gc.freeze()
gc.set_threshold(20_000)

__all__ = ["application", "celery"]
