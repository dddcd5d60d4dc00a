"""What Celery runs: one operation each, safe to run twice, late, or on two workers at once."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from bookings import inventory
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.answer_request import finish_requests
from bookings.operations.deliver_webhooks import deliver_webhooks
from bookings.operations.expire_holds import expire_holds
from bookings.operations.follow_queue import serve_queues
from bookings.operations.forget_events import forget_events
from bookings.operations.number_events import number_events
from bookings.operations.open_seats import open_seats
from bookings.operations.pay_refunds import pay_refunds
from bookings.operations.purge_old_data import purge_old_data
from bookings.operations.remind_of_proofs import remind_of_proofs
from bookings.operations.rotate_document_keys import rotate_document_keys
from bookings.operations.send_reminders import send_reminders
from bookings.operations.serve_queue import serve_queue
from bookings.operations.settle_open_payments import settle_open_payments
from bookings.operations.tell_schedule_changes import tell_schedule_changes
from bookings.operations.tend_season_tickets import tend_season_tickets
from bookings.operations.warn_ending_holds import warn_ending_holds
from bookings.payments.sandbox.answers import post_answer

log = logging.getLogger(__name__)


@shared_task(name="bookings.tasks.open_seats")
def open_seats_now() -> None:
    """Give the trains that were made since the last run their seats for sale."""
    open_seats(now=timezone.now())


@shared_task(name="bookings.tasks.expire_holds")
def expire_holds_now() -> None:
    """Record the holds that have run out and tell their passengers; the seats were free by the clock already."""
    expire_holds(now=timezone.now())


@shared_task(name="bookings.tasks.serve_queues")
def serve_queues_now() -> None:
    """Offer free seats to those who wait, and note what became of earlier offers."""
    serve_queues(now=timezone.now())


@shared_task(
    name="bookings.tasks.serve_queue", autoretry_for=(inventory.Busy,), retry_backoff=1, max_retries=3
)
def serve_queue_now(dated_trip_id: int) -> None:
    """Offer the free seats of one train to those who wait for it."""
    serve_queue(dated_trip_id=dated_trip_id, now=timezone.now())


@shared_task(name="bookings.tasks.warn_ending_holds")
def warn_ending_holds_now() -> None:
    """Warn those whose hold ends soon."""
    warn_ending_holds(now=timezone.now())


@shared_task(name="bookings.tasks.tell_schedule_changes")
def tell_schedule_changes_now() -> None:
    """Tell passengers what became of their trains."""
    tell_schedule_changes(now=timezone.now())


@shared_task(name="bookings.tasks.deliver_notifications")
def deliver_notifications_now() -> None:
    """Send what waits in the outbox."""
    deliver_notifications(now=timezone.now())


@shared_task(name="bookings.tasks.tell_partners")
def tell_partners_now() -> None:
    """Number what has happened since the last run, and post it to partners' webhooks."""
    number_events(now=timezone.now())
    deliver_webhooks(now=timezone.now())


@shared_task(name="bookings.tasks.settle_open_payments")
def settle_open_payments_now() -> None:
    """Ask the bank about payments it has not answered for."""
    settle_open_payments(now=timezone.now())


@shared_task(name="bookings.tasks.send_reminders")
def send_reminders_now() -> None:
    """Remind passengers of trains that leave soon."""
    send_reminders(now=timezone.now())


@shared_task(name="bookings.tasks.remind_of_proofs")
def remind_of_proofs_now() -> None:
    """Tell whose proof of a benefit, seen once, ends soon."""
    remind_of_proofs(now=timezone.now())


@shared_task(name="bookings.tasks.pay_refunds")
def pay_refunds_now() -> None:
    """Send refunds that are due to the bank."""
    pay_refunds(now=timezone.now())


@shared_task(name="bookings.tasks.audit_seats")
def audit_seats_now() -> None:
    """Compare masks, claims, bookings and passengers; a difference is an alarm in the log."""
    report = inventory.audit()
    if not report.ok:
        log.error("the seats' audit found faults: %s", report.faults)


@shared_task(name="bookings.tasks.tend_season_tickets")
def tend_season_tickets_now() -> None:
    """Record season tickets that were not paid in time and tell whose ends soon."""
    tend_season_tickets(now=timezone.now())


@shared_task(name="bookings.tasks.purge")
def purge_now() -> None:
    """Forget what need not be known any longer, and go on with erasures that had to wait."""
    purge_old_data(now=timezone.now())
    forget_events(now=timezone.now())
    finish_requests(now=timezone.now())


@shared_task(name="bookings.tasks.rotate_document_keys")
def rotate_document_keys_now() -> None:
    """Seal some documents again that an older key sealed; a task of small steps, each run goes on with the rest."""
    rotate_document_keys(limit=1000)


@shared_task(name="bookings.tasks.post_bank_answer", autoretry_for=(OSError,), retry_backoff=2, max_retries=5)
def post_bank_answer(charge_uuid: str) -> None:
    """Post the sandbox bank's answer to the shop, as the bank would."""
    post_answer(charge_uuid=UUID(charge_uuid), now=timezone.now())
