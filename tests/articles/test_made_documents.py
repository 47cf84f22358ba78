"""Documents made by chance in the forms that we read: hardly a character is lost or added. `bench/reading` makes more."""

import random

import pytest

from bench.reading.made import MOST_ADDED, MOST_LOST, compare, plain, read
from bench.reading.made_documents import FORMS, make_document


@pytest.mark.parametrize("form", ["docx", "hwpx", "epub"])
def test_hardly_a_character_is_lost_or_added(form: str) -> None:
    write, kinds = FORMS[form]
    lost = added = characters = 0
    for number in range(12):
        document = make_document(random.Random(number), kinds)
        data = write(document)
        assert data is not None
        for before, after in compare(document, read(data, f"a.{form}")):
            lost, added = lost + len(before), added + len(after)
        characters += len(plain(document.seen))
    assert characters > 3_000
    assert (lost <= MOST_LOST * characters / 10_000, added <= MOST_ADDED * characters / 10_000) == (True, True), (
        lost,
        added,
    )
