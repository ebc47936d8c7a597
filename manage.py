#!/usr/bin/env python
"""Django's command line."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    from django.core.management import execute_from_command_line

    from clinic import celery  # noqa: F401 - what a command leaves is asked for at our own broker

    execute_from_command_line(sys.argv)
