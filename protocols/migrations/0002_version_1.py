"""Version 1 of the rules and the session types, from their frozen copy beside this file."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.db import migrations

FROZEN = Path(__file__).with_name("version_1.json")


def load(apps, schema_editor):
    frozen = json.loads(FROZEN.read_text(encoding="utf-8"))
    version = apps.get_model("protocols", "RuleVersion").objects.create(
        number=1,
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        note="The defaults",
        phases=frozen["phases"],
    )
    rule = apps.get_model("protocols", "TimingRule")
    rule.objects.bulk_create(
        rule(version=version, position=place, code=row.pop("id"), **row)
        for place, row in enumerate(frozen["rules"])
    )
    session_type = apps.get_model("protocols", "SessionType")
    for place, row in enumerate(frozen["session_types"]):
        minutes, passes = row.pop("minutes"), row.pop("passes") or (None, None)
        session_type.objects.create(
            position=place,
            minutes_least=minutes[0],
            minutes_most=minutes[1],
            passes_least=passes[0],
            passes_most=passes[1],
            **row,
        )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0001_rules")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
