"""The web process of `bare`: Django's common middleware, and nothing of the product in the way."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
django.setup(set_prefix=False)  # what apps want of the settings is asked here, once
settings.ROOT_URLCONF = "bookings.management.bench.bare"
settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]

application = WSGIHandler()
