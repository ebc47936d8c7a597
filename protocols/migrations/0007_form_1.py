"""Version 1 of the intake form, from its frozen copy beside this file."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

FROZEN = Path(__file__).with_name("form_1.json")


def load(apps, schema_editor):
    apps.get_model("protocols", "FormVersion").objects.create(
        number=1,
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
        note="The standard form",
        content=json.loads(FROZEN.read_text(encoding="utf-8")),
    )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0006_consent_1")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
