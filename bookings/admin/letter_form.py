"""The form of a letter's words: what can't be filled in is refused before it is saved."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from bookings.models import LetterTemplate, Notification
from bookings.notifications.own.fill import TextFault, find_faults
from bookings.notifications.own.names import BLOCKS, EDITABLE, NAMES, OWED
from bookings.notifications.own.sample import sample_context
from bookings.notifications.own.words import write_words

KINDS = [(kind, Notification.Kind(kind).label) for kind in EDITABLE]


class LetterForm(forms.ModelForm):
    """Kind and language are given by the page; subject and text are the operator's."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=forms.HiddenInput)
    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=200, widget=forms.TextInput(attrs={"size": 90})
    )
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 22, "cols": 90})
    )

    class Meta:
        model = LetterTemplate
        fields = ("kind", "language", "subject", "body")

    def clean(self) -> dict[str, Any]:
        """This method refuses places that there are not, halves of places, and a text without what is owed."""
        data = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if not kind:
            return data
        self._judge("subject", names=NAMES[kind] - BLOCKS.keys(), owed=frozenset())
        self._judge("body", names=NAMES[kind], owed=OWED[kind])
        if not self.errors and data.get("language"):
            with override(data["language"]):
                context = sample_context(data["language"])
                write_words(kind=kind, subject=data["subject"], body=data["body"], context=context)
        return data

    def _judge(self, field: str, *, names: frozenset[str], owed: frozenset[str]) -> None:
        text = self.cleaned_data.get(field)
        if text is not None:
            for fault in find_faults(text, names=names, owed=owed):
                self.add_error(field, _fault_words(fault))


def _fault_words(fault: TextFault) -> str:
    place = {"place": f"{{{fault.place}}}" if fault.code != "brace" else fault.place}
    return {
        "unknown": _("There is no %(place)s in this letter: take one of the places listed below."),
        "brace": _("“%(place)s” is half a place: write it as {name}, or without the brace."),
        "missing": _("This letter must have %(place)s somewhere."),
    }[fault.code] % place
