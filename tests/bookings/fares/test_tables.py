import re
from pathlib import Path

import pytest

from bookings.fares import tables
from bookings.fares.acts import Texts, article_in
from bookings.fares.table_row import TableError

ROWS = [row for path in tables.BENEFIT_FILES for row in tables.read_benefits(path)]


def spoilt(tmp_path: Path, source: Path, old: str, new: str) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / source.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_all_researched_rows_are_there_once():
    codes = [row.benefit.code for row in ROWS]
    assert len(codes) == len(set(codes)) == 42
    assert sum(code.startswith("BY_") for code in codes) == 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.benefit.code)
def test_a_row_is_complete_in_three_languages(row):
    assert all((row.names.ru, row.names.be, row.names.en))
    assert row.benefit.code.startswith(row.benefit.country)
    for texts in (row.acts, row.proofs, row.reasons):
        assert len({bool(text) for text in (texts.ru, texts.be, texts.en)}) == 1
    if row.benefit.active:
        assert all((row.reasons.ru, row.proofs.ru, row.acts.ru))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.benefit.code)
def test_belarusian_texts_have_no_letters_of_another_alphabet(row):
    for texts in (row.names, row.reasons, row.proofs):
        assert not re.search("[ищъИЩЪ]", texts.be)
        assert not re.search("[а-яА-Я]", texts.en)


def test_companions_name_benefits_that_exist():
    codes = {row.benefit.code for row in ROWS}
    assert all(set(row.benefit.only_with) <= codes for row in ROWS)


def test_the_other_tables_are_read_whole():
    assert len(tables.read_document_types(tables.DOCUMENT_TYPES_FILE)) == 11
    assert [row.version.country for row in tables.read_tariffs(tables.TARIFFS_FILE)] == ["BY", "RU", "RU"]
    assert [row.quality for row in tables.read_rates(tables.RATES_FILE)] == ["U"]
    assert {rule.seat_mode for rule in tables.read_refund_rules(tables.REFUND_RULES_FILE)} == {
        "numbered",
        "quota",
        "open",
    }


@pytest.mark.parametrize(
    ("reader", "source", "old", "new", "message"),
    [
        (tables.read_tariffs, tables.TARIFFS_FILE, "0.038", "0,038x", "line 2, column"),
        (tables.read_tariffs, tables.TARIFFS_FILE, "up:0.05", "up:five", "line 2, column rounding"),
        (tables.read_tariffs, tables.TARIFFS_FILE, "2022-12-01", "1.12.2022", "line 3, column valid_until"),
        (tables.read_tariffs, tables.TARIFFS_FILE, "first_zone_km", "zone", "line 2, column first_zone_km"),
        (
            tables.read_rates,
            tables.RATES_FILE,
            "3.6000",
            "",
            "line 2, column byn_for_100_rub: '' is not a number",
        ),
        (tables.read_rates, tables.RATES_FILE, "3.6000", "-1", "line 2, column the row as a whole"),
        (
            tables.read_rates,
            tables.RATES_FILE,
            ",U",
            ",X",
            "line 2, column quality: 'X' is not one of S, P, U",
        ),
        (
            tables.read_document_types,
            tables.DOCUMENT_TYPES_FILE,
            "[0-9]{7}",
            "[0-9{7}",
            "line 2, column pattern",
        ),
        (
            tables.read_refund_rules,
            tables.REFUND_RULES_FILE,
            ",120,",
            ",two,",
            "column minutes_before_departure",
        ),
        (tables.read_benefits, tables.BENEFIT_FILES[0], "05-01", "", "line 3, column the row as a whole"),
        (
            tables.read_benefits,
            tables.BENEFIT_FILES[0],
            "BY_CHILD_U7",
            "",
            "line 2, column code: must not be empty",
        ),
        (tables.read_benefits, tables.BENEFIT_FILES[0], ",6,no,yes,", ",6,no,perhaps,", "column automatic"),
        (tables.read_benefits, tables.BENEFIT_FILES[0], "BY_CHILD_U7,", "BY_CHILD_U7,,", "line 2, column"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_column(tmp_path, reader, source, old, new, message):
    with pytest.raises(TableError) as refusal:
        reader(spoilt(tmp_path, source, old, new))
    assert message in str(refusal.value)
    assert source.name in str(refusal.value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "ст. 6.1 п. 3; 5-ФЗ ст. 3 п. 1 пп. 1-4"),
        ("be", "арт. 6.1 п. 3; 5-ФЗ арт. 3 п. 1 пп. 1-4"),
        ("en", "art. 6.1 para. 3; 5-FZ art. 3 para. 1 sub-paras. 1-4"),
    ],
)
def test_an_article_is_written_in_the_reader_s_language(language, text):
    assert article_in("ст. 6.1 п. 3; 5-ФЗ ст. 3 п. 1 пп. 1-4", language) == text


def test_a_text_without_a_translation_is_given_in_russian():
    assert Texts("да", "", "yes").in_language("be") == "да"
    assert Texts("да", "так", "yes").in_language("be") == "так"
