"""Setting printed pages with Typst from plain values: tickets, posters.

Nothing anybody typed becomes markup: a template gets one JSON text and shows its strings as they are. Fonts come from a
pinned package and Typst itself, never from the machine, so the same values give the same bytes everywhere.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_onest  # type: ignore[import-untyped]  # a package of fonts without types
import typst

from railway.lib.print_text import clean, soften


def set_pdf(template: Path, document: Mapping[str, Any], *, timestamp: int) -> bytes:
    """Set a document by a Typst template that reads it as JSON from `sys.inputs.document`.

    This function returns a PDF/UA-1 file (ISO 14289-1) dated `timestamp`, seconds since 1970.
    """
    compiler = typst.Compiler(
        input=template.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(document, ensure_ascii=False), "face": fontpkg_onest.FAMILY},
    )
    made: Any = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=timestamp)
    return bytes(made)


def printable(value: Any) -> Any:
    """This function makes every text of a document fit for printing, at any depth."""
    if isinstance(value, str):
        return soften(clean(value))
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return value


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[fontpkg_onest.ROOT / "files"])
