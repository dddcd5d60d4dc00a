"""A proof is known again, and by nothing else than itself and its holder."""

from datetime import date

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from bookings.proofs import kinds_of, needs_proof, number_hashes, proof_kinds, tidy
from bookings.proofs.hashing import fold, holder_hashes

BORN = date(1958, 2, 3)
names = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=12)


def holder(
    family: str = "Жук", given_name: str = "Анна", born: date = BORN, number: str = "1234"
) -> set[str]:
    numbers = number_hashes("BY_PENSION_CERT", tidy("BY_PENSION_CERT", number))
    return set(
        holder_hashes(family_name=family, given_name=given_name, birth_date=born, numbers=numbers).values()
    )


def test_the_same_person_is_known_again_however_the_name_is_written() -> None:
    assert holder("Ковалёва", "Анна Мария") == holder(" КОВАЛЕВА ".strip(), "анна-мария") != set()


@pytest.mark.parametrize(
    "other",
    [holder("Жукова"), holder(given_name="Яна"), holder(born=date(1958, 3, 2)), holder(number="1235")],
    ids=["family name", "given name", "birth date", "number"],
)
def test_another_person_or_another_document_is_another_hash(other: set[str]) -> None:
    assert not holder() & other


@given(names, names)
def test_two_names_share_a_hash_only_where_they_are_written_alike(one: str, other: str) -> None:
    assert (holder(one) == holder(other)) == (fold(one) == fold(other))


def test_letters_do_not_run_from_one_field_into_the_next() -> None:
    assert holder("Жук", "Анна") != holder("Жука", "нна")


def test_a_number_is_the_same_typed_with_spaces_or_in_the_other_alphabet() -> None:
    cyrillic, latin = tidy("BY_PENSION_CERT", "ВМ 12-34"), tidy("BY_PENSION_CERT", "bm1234")
    assert number_hashes("BY_PENSION_CERT", cyrillic) == number_hashes("BY_PENSION_CERT", latin)


def test_the_hash_hangs_on_a_key_so_that_numbers_can_not_be_tried_out(settings: LazySettings) -> None:
    before = number_hashes("BY_PENSION_CERT", "1234")
    settings.PROOF_HASH_KEYS = {"local1": "another secret"}
    assert number_hashes("BY_PENSION_CERT", "1234") != before


def test_each_key_in_use_knows_the_number_and_one_that_was_taken_away_does_not(
    settings: LazySettings,
) -> None:
    settings.PROOF_HASH_KEYS = {"k1": "first"}
    old = number_hashes("BY_PENSION_CERT", "1234")
    settings.PROOF_HASH_KEYS = {"k2": "second", "k1": "first"}
    both = number_hashes("BY_PENSION_CERT", "1234")
    assert list(both) == ["k2", "k1"]
    assert both["k1"] == old["k1"] != both["k2"]


def test_nobody_is_known_without_name_birth_date_and_number() -> None:
    assert holder(family="") == holder(given_name="") == set()
    assert not holder_hashes(family_name="Жук", given_name="Анна", birth_date=None, numbers={"local1": "x"})
    assert not holder_hashes(family_name="Жук", given_name="Анна", birth_date=BORN, numbers={})


@pytest.mark.django_db
def test_every_benefit_on_offer_that_needs_a_document_has_a_kind_for_it_in_three_languages(
    rules: None,
) -> None:
    from bookings.queries import offered_benefits

    offered = [each for each in offered_benefits() if needs_proof(each)]
    assert len(offered) > 15
    for benefit in offered:
        usual = kinds_of(benefit)[0]
        assert usual.kind != "OTHER_PROOF", benefit.code
        assert usual.document.country == benefit.country
    assert all(
        all((k.document.names.ru, k.document.names.be, k.document.names.en)) for k in proof_kinds().values()
    )


@pytest.mark.django_db
def test_a_child_and_a_companion_need_no_document_of_their_own(rules: None) -> None:
    from bookings.models import Benefit

    for code in ("BY_CHILD_U7", "RU_CHILD_7", "BY_COMPANION", "RU_COMPANION"):
        assert not needs_proof(Benefit.objects.get(code=code))
