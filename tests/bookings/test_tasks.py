"""Every task of the schedule exists, calls its operation, and may run twice."""

import pytest
from celery import current_app
from django.conf import settings

NAMES = sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_scheduled_task_runs_twice_on_an_empty_system(name: str) -> None:
    current_app.loader.import_default_modules()
    task = current_app.tasks[name]
    task()
    task()
