"""`python -m tests.clinic.template`: the migrated database of which each worker of the tests takes a copy."""

from __future__ import annotations

import sys

import django
from django.db import connection


def main() -> None:
    """Make it anew, under the name that a database of tests has."""
    django.setup()
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    sys.stdout.write(f"\n{name}, to be copied\n")


if __name__ == "__main__":
    main()
