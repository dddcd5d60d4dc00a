"""The names of a feed in our three languages (GTFS translations.txt)."""

from dataclasses import dataclass, field

from timetables.gtfs.columns import TRANSLATED
from timetables.gtfs.reader import Feed
from timetables.gtfs.row import Row
from timetables.models.names import LANGUAGE_CODES

Key = tuple[str, str, str, str]
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Translations:
    """The feed's own language, and its translations by record and by value."""

    feed_language: str
    by_record: dict[Key, str] = field(default_factory=dict)
    by_value: dict[Key, str] = field(default_factory=dict)

    def names(self, table: str, column: str, record: str, text: str) -> dict[str, str]:
        """Give a text of the feed in each of our languages, blank where the feed has none.

        This function falls back to the feed's own text for Russian, which our models need.
        """
        found = {code: self._find((table, column, code, record), text) for code in LANGUAGE_CODES}
        return found | {"ru": found["ru"] or text}

    def own_text(self, column: str, names: dict[str, str], text: str) -> dict[str, str]:
        """This function gives the feed's own text as an extra cell where none of our names would bring it back."""
        spoken = self.feed_language if self.feed_language in LANGUAGE_CODES else "ru"
        return {column: text} if text and (names[spoken] or names["ru"]) != text else {}

    def _find(self, key: Key, text: str) -> str:
        own = text if key[2] == self.feed_language else ""
        return self.by_record.get(key) or self.by_value.get((*key[:3], text)) or own


def read_translations(feed: Feed, feed_language: str) -> Translations:
    """Read translations.txt, keeping the languages we speak; a feed need not have it.

    This function takes a regional tag such as be-BY for its language.
    """
    found = Translations(feed_language[:2].lower())
    needs = ("table_name", "field_name", "language", "translation")
    for keep_by_record, key, text in feed.parsed("translations.txt", _parse, needs=needs):
        if key[2] in LANGUAGE_CODES and key[:2] in TRANSLATED:
            (found.by_record if keep_by_record else found.by_value)[key] = text
    return found


def _parse(row: Row) -> tuple[bool, Key, str]:
    value = row.text("field_value", "", longest=LONGEST_TEXT)
    record = row.text("record_id", "", longest=LONGEST_TEXT)
    key = (row.text("table_name"), row.text("field_name"), row.text("language")[:2].lower(), value or record)
    return not value, key, row.text("translation", "", longest=LONGEST_TEXT)
