import pytest

from bookings.fares.documents import check_number, tidy_number
from bookings.fares.tables import DOCUMENT_TYPES_FILE, read_document_types

DOCUMENTS = {document.type: document for document in read_document_types(DOCUMENT_TYPES_FILE)}


def problems(kind: str, text: str) -> list[str]:
    return [problem.code for problem in check_number(DOCUMENTS[kind], text)]


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_the_example_of_every_document_is_in_order(kind):
    assert problems(kind, DOCUMENTS[kind].example) == []


@pytest.mark.parametrize(
    ("kind", "typed", "tidy"),
    [
        ("RU_PASSPORT", "66 12 345678", "6612345678"),
        ("RU_PASSPORT", "6612 № 345678", "6612345678"),
        ("BY_PASSPORT", "мр 1234567", "MP1234567"),
        ("BY_PASSPORT", "НВ1234567", "HB1234567"),
        ("RU_BIRTH_CERT", "ІІІ-мп 123456", "III-МП 123456"),
        ("RU_BIRTH_CERT", "Ш-МП № 123456", "III-МП 123456"),
        ("RU_BIRTH_CERT", "1-MO 123456", "I-МО 123456"),
        ("BY_BIRTH_CERT", "i-ви 1234567", "I-ВИ 1234567"),
        ("BY_PERSONAL_NO", "3010190а001рв9", "3010190A001PB9"),
        ("OTHER", " x  123 ", "X 123"),
    ],
)
def test_a_number_is_tidied_as_the_document_bears_it(kind, typed, tidy):
    assert tidy_number(DOCUMENTS[kind], typed) == tidy
    assert problems(kind, typed) == []


@pytest.mark.parametrize(
    ("kind", "typed", "problem"),
    [
        ("RU_PASSPORT", "", "document_number_missing"),
        ("RU_PASSPORT", "66 12 34567", "document_format"),
        ("RU_PASSPORT", "66 12 34567A", "document_format"),
        ("BY_PASSPORT", "ZZ1234567", "document_format"),
        ("RU_BIRTH_CERT", "123456", "document_format"),
        ("BY_PERSONAL_NO", "3010190A001PB8", "document_check_digit"),
        ("RU_SNILS", "112-233-445 96", "document_check_digit"),
    ],
)
def test_what_looks_wrong_is_a_warning_only(kind, typed, problem):
    assert problems(kind, typed) == [problem]
    assert all(each.warning for each in check_number(DOCUMENTS[kind], typed))


@pytest.mark.parametrize("place", range(9))
def test_one_wrong_digit_of_a_snils_is_seen(place):
    digits = list("11223344595")
    digits[place] = str((int(digits[place]) + 1) % 10)
    assert problems("RU_SNILS", "".join(digits)) == ["document_check_digit"]


def test_the_oldest_snils_bear_no_check_sum():
    assert problems("RU_SNILS", "001-001-998 00") == []
    assert problems("RU_SNILS", "001-001-999 00") == ["document_check_digit"]


@pytest.mark.parametrize(
    ("digits", "right"), [("08765430200", True), ("08765430300", True), ("08765430201", False)]
)
def test_a_snils_sum_of_100_or_101_counts_as_nothing(digits, right):
    assert (problems("RU_SNILS", digits) == []) is right
