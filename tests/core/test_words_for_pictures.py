"""A picture never comes without words for those who do not see it."""

import pytest

from bot.core.messages import Attachment
from bot.handlers.questionnaire.media import _attached


@pytest.mark.parametrize("description", ["", "  \n"])
def test_a_picture_without_a_description_cannot_be_sent(description):
    with pytest.raises(ValueError, match=r"card\.png says nothing"):
        Attachment("card.png", "image/png", description)


def test_a_document_may_do_without():
    assert Attachment("session.ics", "text/calendar").description == ""


def test_a_picture_that_an_author_shows_without_a_word_is_called_by_its_name():
    (picture,) = _attached([("saw.png", "")], {"saw.png": "0" * 64})
    assert picture.description == "saw.png"
