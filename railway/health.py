"""Small addresses for machines: is the service alive, is it ready, what does it count."""

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from railway.celery import app

_applied: set[str] = set()


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """This function answers as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """This function tells whether requests can be served: the database answers and its tables are up to date.

    The broker's state is reported and doesn't count: bookings go on without it. 503 when not ready.
    """
    database = _database()
    checks = {"database": database, "broker": _broker()}
    return JsonResponse({"ready": database == "ok", **checks}, status=200 if database == "ok" else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """This function gives this process's counters in Prometheus' text format, to neighbours only.

    Whoever comes through the proxy is refused: the proxy names them in X-Forwarded-For.
    """
    if "X-Forwarded-For" in request.headers:
        raise PermissionDenied
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok" if _migrated() else "tables are not up to date"
    except DatabaseError:
        return "can't be reached"


def _migrated() -> bool:
    # Read once with success: a running process never loses migrations, and a probe comes every few seconds.
    if not _applied:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _applied.add("all")
    return True


def _broker() -> str:
    try:
        with app.connection_for_write(connect_timeout=0.5) as broker:
            broker.ensure_connection(max_retries=1, timeout=1)
        return "ok"
    except Exception:  # noqa: BLE001 - each transport has its own errors, and none may fail the probe
        return "can't be reached"
