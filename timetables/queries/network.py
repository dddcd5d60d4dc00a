"""The network: its stops and lines."""

from django.db.models import QuerySet

from timetables.models import Route, Stop


def passenger_stops() -> QuerySet[Stop]:
    """This function selects the stops where passengers get on and off: no posts, no border points."""
    return Stop.objects.exclude(kind__in=[Stop.Kind.BORDER, Stop.Kind.POST])


def stop_by_code(code: str) -> Stop | None:
    """This function gives the passenger stop of a code such as VITEBSK, in one query; None for an unknown one."""
    return passenger_stops().filter(stop_id=code).first()


def lines() -> QuerySet[Route]:
    """This function selects the lines with their railways."""
    return Route.objects.select_related("agency")
