"""What a publication does, in words: to trains of days, and to groups of passengers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from railway.lib.template_words import minutes
from timetables.operations.publish_edition import EXCHANGE, REFUND, TELL
from timetables.queries.sold import CANCELLED, MOVED, MOVED_FAR, SEAT_LOST, STOP_LOST, Touched

GROUP_WORDS: Mapping[str, Any] = {
    CANCELLED: gettext_lazy("Their train does not run any more"),
    STOP_LOST: gettext_lazy("Their train does not call any more where they get on or off"),
    SEAT_LOST: gettext_lazy("Their train has no seat for them any more"),
    MOVED_FAR: gettext_lazy("Their train is moved so far that they may return the tickets in full"),
    MOVED: gettext_lazy("Their train is moved a little"),
}
REMEDY_WORDS: Mapping[str, Any] = {
    TELL: gettext_lazy("are told only; what the rules give them stays theirs"),
    EXCHANGE: gettext_lazy("may exchange without a fee, or return in full"),
    REFUND: gettext_lazy("get their money back by itself; the tickets end"),
}
FATES: Mapping[str, Any] = {
    "follows": ngettext_lazy(
        "%(count)s train of a day takes new times or calls.",
        "%(count)s trains of days take new times or calls.",
        "count",
    ),
    "remade": ngettext_lazy(
        "%(count)s train of a day that nobody booked is made anew.",
        "%(count)s trains of days that nobody booked are made anew.",
        "count",
    ),
    "cancelled": ngettext_lazy(
        "%(count)s booked train of a day is cancelled.",
        "%(count)s booked trains of days are cancelled.",
        "count",
    ),
    "removed": ngettext_lazy(
        "%(count)s train of a day that nobody booked is taken away.",
        "%(count)s trains of days that nobody booked are taken away.",
        "count",
    ),
    "restored": ngettext_lazy(
        "%(count)s cancelled train runs again.", "%(count)s cancelled trains run again.", "count"
    ),
    "made": ngettext_lazy("%(count)s train of a day is new.", "%(count)s trains of days are new.", "count"),
    "kept": ngettext_lazy(
        "%(count)s train of a day stays as it is.", "%(count)s trains of days stay as they are.", "count"
    ),
}


def fate_words(fates: Mapping[str, int]) -> list[str]:
    """This function tells how many trains of days have each fate, those that matter first."""
    return [str(words % {"count": fates[fate]}) for fate, words in FATES.items() if fates.get(fate)]


def summary_words(summary: Mapping[str, Any]) -> str:
    """This function tells in one line what a publication did to trains of days."""
    return " ".join(fate_words({name: count for name, count in summary.items() if isinstance(count, int)}))


def stop_words(without_stop: Mapping[str, int], names: Mapping[str, str]) -> Sequence[str]:
    """This function tells on how many booked days a new stop can't be served."""
    return [
        ngettext(
            "%(stop)s: %(count)s train of a day is booked already and keeps its stops, the new stop is not on it.",
            "%(stop)s: %(count)s trains of days are booked already and keep their stops, the new stop is not on them.",
            count,
        )
        % {"stop": names.get(stop, stop), "count": count}
        for stop, count in sorted(without_stop.items())
    ]


def moved_words(touched: Touched) -> str:
    """This function tells by how much the journeys of a group move, "" where they don't."""
    if touched.group not in (MOVED, MOVED_FAR):
        return ""
    least, most = _signed(touched.least), _signed(touched.most)
    return least if least == most else _("from %(least)s to %(most)s") % {"least": least, "most": most}


def _signed(count: int) -> str:
    words = minutes(abs(count))
    return (
        _("%(minutes)s later") % {"minutes": words}
        if count >= 0
        else _("%(minutes)s earlier") % {"minutes": words}
    )
