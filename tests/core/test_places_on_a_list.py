import pytest

from bot.core.reading import number_meant, places_of

TOPICS = ["Tools", "Safety", "The people"]
SEVERAL = {
    "1 3": {0, 2},
    "1, 3": {0, 2},
    "١ ٣": {0, 2},
    "1 and 3": {0, 2},
    "1و3": {0, 2},
    "3. 1.": {0, 2},
    "tools, people": {0, 2},
    "Tools and Safety": {0, 1},
    "safety et tools": {0, 1},
    "tools\nsafety": {0, 1},
    "the people": {2},
    "2": {1},
    "1 9": set(),
    "1, fun": set(),
    "Tools and fun": set(),
    "": set(),
}


@pytest.mark.parametrize("typed", SEVERAL)
def test_several_are_written_as_numbers_or_labels_in_any_way(typed):
    assert places_of(typed, TOPICS) == SEVERAL[typed]


def test_a_label_that_holds_a_number_or_the_word_and_is_one():
    assert places_of("40 - 50", ["30 - 40", "40 - 50"]) == {1}
    assert places_of("Pros and cons", ["Pros and cons", "Other"]) == {0}
    assert places_of("الأدوات والسلامة", ["الأدوات", "السلامة", "الناس"]) == {0, 1}


@pytest.mark.parametrize(("number", "place"), [(10, 0), (20, 1), (2, 2), (1, 0), (3, 2), (4, None), (0, None)])
def test_a_number_that_is_a_label_means_the_label(number, place):
    assert number_meant(number, ["10", "20", "2"]) == place
