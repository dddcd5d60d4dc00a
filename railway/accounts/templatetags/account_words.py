"""Words and values of the pages about accounts."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django import template
from django.conf import settings
from django.forms import BoundField

from railway.accounts.demonstration import is_demonstration
from railway.accounts.words import LABELS, NEW

register = template.Library()


@register.filter
def plain_label(field: BoundField) -> str:
    """This function names a field of the library's forms in our words."""
    return str(NEW.get((type(field.form).__name__, field.name)) or LABELS.get(field.name, field.label))


@register.filter
def widget_value(field: BoundField, name: str) -> str:
    """This function reads an attribute of a field's input: its type, what a browser may fill in."""
    widget = field.field.widget
    if name == "type":
        return str(getattr(widget, "input_type", "text"))
    return str(widget.attrs.get(name, ""))


@register.simple_tag
def second_steps(user: Any) -> list[str]:
    """This function lists the kinds of second steps that somebody has, so that a page asks for no other one."""
    return list(Authenticator.objects.filter(user=user).values_list("type", flat=True)) if user else []


@register.simple_tag
def demonstration_code(user: Any) -> str:
    """This function tells the present code of a login that was made for trying this machine's installation out.

    Anywhere else, and for anybody else, it tells nothing.
    """
    if not settings.LOCAL or user is None:
        return ""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if found is None or not is_demonstration(found):
        return ""
    present = list(yield_hotp_counters_from_time())[settings.MFA_TOTP_TOLERANCE]
    return format_hotp_value(hotp_value(get_adapter().decrypt(found.data["secret"]), present))
