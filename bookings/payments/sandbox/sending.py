"""How the sandbox bank's answers set out: by a Celery task, or by a thread of its own when the broker is down."""

import threading
from uuid import UUID

from django.db import connection
from django.utils import timezone

from bookings.payments.sandbox.answers import post_answer
from railway.lib.jobs import ask_for_task

TASK = "bookings.tasks.post_bank_answer"


def send_answer(charge_uuid: UUID, *, delay_seconds: int = 0) -> None:
    """This function sends the bank's answer on its way and returns at once.

    A late answer isn't carried by a thread, as a restart would lose it: whoever waits for it asks the bank.
    """
    if ask_for_task(TASK, str(charge_uuid), delay_seconds=delay_seconds) or delay_seconds:
        return
    threading.Thread(target=_post_and_close, args=(charge_uuid,), daemon=True).start()


def _post_and_close(charge_uuid: UUID) -> None:
    try:
        post_answer(charge_uuid=charge_uuid, now=timezone.now())
    finally:
        connection.close()
