"""Names of the published schema's components, as a client's generated code will have them."""

import json
import re
from typing import Any

from rest_framework.utils.encoders import JSONEncoder

ENDINGS = [
    (
        re.compile("^Patched(.+)(PatchRequest|ConfirmationRequest)$"),
        lambda found: found[1] + found[2].removesuffix("Request"),
    ),
    (re.compile("^(.+)RequestRequest$"), lambda found: f"{found[1]}Request"),
    (re.compile("^(.+)InputRequest$"), lambda found: f"{found[1]}Input"),
    (re.compile("^(.+)Output((?:Kind|State|Status)?)(Enum)?$"), lambda found: found[1] + found[2]),
]


def shorten(result: dict[str, Any], **_more: Any) -> dict[str, Any]:
    """This function takes the words of our own serializers ("Output", "InputRequest") out of the components' names."""
    schemas = result["components"]["schemas"]
    renamed = {name: _short(name) for name in schemas}
    if len(set(renamed.values())) != len(renamed):
        raise ValueError("two components of the schema would get one name")
    text = json.dumps(result, cls=JSONEncoder)
    for name, short in renamed.items():
        text = text.replace(f'"#/components/schemas/{name}"', f'"#/components/schemas/{short}"')
    document: dict[str, Any] = json.loads(text)
    document["components"]["schemas"] = {
        renamed[name]: document["components"]["schemas"][name] for name in sorted(schemas, key=_short)
    }
    return document


def _short(name: str) -> str:
    for pattern, short in ENDINGS:
        if found := pattern.match(name):
            return short(found)
    return name
