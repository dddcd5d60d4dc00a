"""What goes together is given together, or the start is stopped by the names."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from railway.lib import env


@pytest.mark.parametrize(("shop", "key", "given"), [("1", "k", True), ("", "", False)])
def test_all_or_none(shop: str, key: str, given: bool) -> None:
    assert env.together({"SHOP": shop, "KEY": key}) is given


def test_one_without_the_other_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="KEY must be given with SHOP"):
        env.together({"SHOP": "1", "KEY": ""})
