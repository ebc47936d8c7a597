"""Version 1 of the consent's text."""

from datetime import UTC, datetime

from django.db import migrations

TEXT = """What happens in a session. A therapist works on muscles and soft tissue with their hands, sometimes with a tool. You say how much pressure is right, and you may change it or stop at any moment. It can be uncomfortable; sharp pain is never the aim. Soreness for a day or two is normal, and a bruise can happen.

What massage is not. It is no medical treatment and no diagnosis, and it takes the place of neither. Where a doctor should look first, we say so.

What you tell us. You answer our questions as well as you can, and say when something changes: a new pain, an illness, a medicine, a pregnancy. What you do not tell us we cannot take care of.

What stays covered and where we touch. You are covered but for the place that is being worked on. Work near the groin, the chest or the seat, and through the belly, is done only after the therapist has asked you for it in that session.

What we keep. Your answers and the therapist's notes are kept sealed. You and those who treat you can read them, and every time that somebody else does you can see it in your record.

You can withdraw this consent at any time, without a reason, for what is still to come."""


def load(apps, schema_editor):
    apps.get_model("protocols", "ConsentText").objects.create(
        number=1,
        published_at=datetime(2026, 11, 22, tzinfo=UTC),
        note="The first text",
        text=TEXT,
    )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0005_intake")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
