"""What the API's problem documents say, in the reader's language: Django REST framework has no Belarusian."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TITLES: dict[int, Promise] = {
    400: _("The request is not understood"),
    401: _("A key is needed to see this"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This address does not take that method"),
    406: _("This format is not available"),
    409: _("Not possible now"),
    410: _("No longer available"),
    413: _("The request is too large"),
    415: _("Send JSON"),
    422: _("The request can't be carried out"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    502: _("The bank did not answer"),
    503: _("Busy, try again"),
}

DETAILS: dict[str, Promise] = {
    "request_not_understood": _("Some fields need another value; each is named in pointers."),
    "bad_request": _("The request's address or headers are not ones that this service answers."),
    "not_found": _("There is no such thing at this address, or it is not yours to see."),
    "account_not_authenticated": _("Sign in: the account's token is missing, void or revoked."),
    "not_authenticated": _("Send the booking's access token: Authorization: Bearer <access_token>."),
    "permission_denied": _("You may not do this."),
    "method_not_allowed": _("The header Allow names the methods that this address takes."),
    "not_acceptable": _("Answers come as application/json; let the header Accept allow it."),
    "unsupported_media_type": _("Send the body as application/json."),
    "throttled": _("Too many requests came from your network. The header Retry-After says when to go on."),
    "sign_in_paused": _(
        "The password was wrong too often. The header Retry-After says when to try again; a code by mail works at once."
    ),
    "tried_too_often": _("Too many tries. The header Retry-After says when to go on."),
    "error": _("Something went wrong on our side. Nothing was lost; try again later."),
}

FIELDS: dict[str, Promise] = {
    "required": _("This field is needed."),
    "null": _("This field needs a value."),
    "blank": _("This field can't be empty."),
    "empty": _("This list can't be empty."),
    "invalid": _("Another kind of value is expected here."),
    "invalid_choice": _("This value is none of those that the schema lists."),
    "not_a_list": _("A list is expected here."),
    "max_length": _("This is longer than the schema allows."),
    "min_length": _("This is shorter than the schema allows."),
    "max_value": _("This number is larger than the schema allows."),
    "min_value": _("This number is smaller than the schema allows."),
    "max_string_length": _("This is longer than the schema allows."),
    "null_characters_not_allowed": _("This text has a character that can't be kept."),
    "surrogate_characters_not_allowed": _("This text has a character that can't be kept."),
}


def title_of(status_code: int) -> str:
    """This function names a status for a person."""
    return str(TITLES.get(status_code, TITLES[500]))


def detail_of(code: str, otherwise: str) -> str:
    """This function explains a code that any call may answer, else it repeats what the error itself said."""
    return str(DETAILS.get(code, otherwise))


def words_of_field(code: str, otherwise: str) -> str:
    """This function says what is expected of a field; errors with codes of our own bring their own words."""
    return str(FIELDS.get(code, otherwise))
