"""A file handed in by the staff."""

from typing import Any

from django import forms
from django.utils.functional import Promise


class SizedFileField(forms.FileField):
    """A field for a file that is refused, in the given words, before it is read when it has more bytes."""

    def __init__(self, *, most_bytes: int, too_large: Promise, **options: Any) -> None:
        super().__init__(**options)
        self.most_bytes, self.too_large = most_bytes, too_large

    def clean(self, data: Any, initial: Any = None) -> Any:
        """This method raises ValidationError for a file that is too large."""
        file = super().clean(data, initial)
        if file and file.size > self.most_bytes:
            raise forms.ValidationError(str(self.too_large))
        return file
