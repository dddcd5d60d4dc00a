"""What an import says, in the reader's language."""

import pytest
from django.utils import translation

from timetables.gtfs import FeedRefused, wording
from timetables.gtfs.reader import open_feed
from timetables.gtfs.wording import in_words, remark_in_words


@pytest.mark.parametrize("sentence", wording.SENTENCES)
def test_each_sentence_is_found_again_with_what_it_was_filled_with(sentence):
    names = wording._GAP.findall(sentence)
    values = {name: f"'{number}', and (more)" for number, name in enumerate(names)}
    with translation.override("en"):
        assert in_words(sentence % values if names else sentence) == (
            sentence % values if names else sentence
        )
    matching = [
        one
        for pattern, one in wording._patterns()
        if pattern.fullmatch(sentence % values if names else sentence)
    ]
    assert matching[0] == sentence


def test_a_sentence_within_a_sentence_is_told_too(monkeypatch):
    monkeypatch.setattr(wording, "gettext", lambda text: text.upper().replace("%(WHY)S", "%(why)s"))
    assert in_words("is left out: the file is empty") == "IS LEFT OUT: THE FILE IS EMPTY"
    assert in_words("something new") == "something new"


def test_a_remark_names_its_lines():
    remark = {
        "file": "stops.txt",
        "column": "stop_url",
        "message": "must not be blank",
        "count": 7,
        "lines": [2, 3],
    }
    with translation.override("en"):
        assert remark_in_words(remark) == "stops.txt:stop_url: must not be blank (7 times, lines 2, 3, …)"
        assert remark_in_words(remark | {"count": 1, "lines": [2]}).endswith("(line 2)")


def test_what_a_reader_says_is_one_of_the_sentences(tmp_path):
    with pytest.raises(FeedRefused) as refused, open_feed(tmp_path / "nothing"):
        pass
    with translation.override("en"):
        told = refused.value.problems[0].message
    assert any(pattern.fullmatch(told) for pattern, _ in wording._patterns())
