"""Tables as a spreadsheet file: Office Open XML (ECMA-376) in its smallest form, with numbers as numbers."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

Cell = str | int | Decimal
Table = tuple[str, Sequence[Sequence[Cell]]]

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PLAIN, _MONEY, _BOLD = 0, 1, 2
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NAME_MAX = 31
_WIDTH = 22  # in letters: texts of acts are longer, sums and dates are not
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
    '<xf/><xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_xlsx(tables: Sequence[Table]) -> bytes:
    """This function writes tables, each with its name and a first row of headings, as the sheets of one file.

    A Decimal is a sum with two decimals and an int a number; all else is text.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in _parts(tables):
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _parts(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(tables) + 1)
    yield "[Content_Types].xml", _types(numbers)
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    yield "xl/workbook.xml", _workbook([name for name, _rows in tables])
    sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*sheets, ("styles", "styles.xml")])
    yield "xl/styles.xml", _STYLES
    for number, (_name, rows) in zip(numbers, tables, strict=True):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(rows)


def _types(numbers: Iterable[int]) -> str:
    parts = [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
    parts += [(f"/xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    told = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{told}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'


def _workbook(names: Iterable[str]) -> str:
    told = "".join(
        f'<sheet name="{_quoted(_NO_NAME.sub(" ", name)[:_NAME_MAX])}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{told}</sheets></workbook>'


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    told = "".join(
        f'<row r="{number}">{"".join(_cell(cell, is_head=number == 1) for cell in row)}</row>'
        for number, row in enumerate(rows, start=1)
    )
    width = f'<cols><col min="1" max="{max(1, *map(len, rows))}" width="{_WIDTH}" customWidth="1"/></cols>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{width}<sheetData>{told}</sheetData></worksheet>'


def _cell(cell: Cell, *, is_head: bool) -> str:
    if isinstance(cell, Decimal):
        return f'<c s="{_MONEY}"><v>{cell:f}</v></c>'
    if isinstance(cell, int):
        return f"<c><v>{cell}</v></c>"
    style = _BOLD if is_head else _PLAIN
    text = html.escape(_NO_TEXT.sub("", cell), quote=False)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _quoted(text: str) -> str:
    return html.escape(text)
