"""Celery's door: JSON only, no results kept, a static beat table (see settings)."""

import os
from time import perf_counter
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")

app = Celery("clinic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["clinic.foundation", "protocols", "bookings"])


@signals.task_prerun.connect  # type: ignore[untyped-decorator]  # celery has no types
def began(task: Any, **_more: Any) -> None:
    """Note when a task begins: on its own request, since several run at once."""
    task.request.began = perf_counter()


@signals.task_postrun.connect  # type: ignore[untyped-decorator]  # celery has no types
def ended(task: Any, state: str, **_more: Any) -> None:
    """One line and one count for each task."""
    from clinic.foundation import watching  # only where Django has been set up

    watching.task(name=task.name, outcome=state, seconds=perf_counter() - task.request.began)
