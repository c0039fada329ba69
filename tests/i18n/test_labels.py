"""What stands on buttons of a small phone: one label that is too long turns all of them into bare numbers."""

from bot import app
from bot.i18n.markup import plain
from bot.i18n.translator import Reader
from bot.i18n.upkeep import BUTTON_LENGTH

BY_WORD_ONLY = {"claim", "forget", "rehearse"}  # never on the menu


def test_every_entry_of_the_menu_fits_on_a_button_in_every_language():
    translator = app.translator()
    titles = [handler.title for handler in app.talks(translator).handlers if handler.name not in BY_WORD_ONLY]
    labels = [(tag, plain(translator.render(title, Reader(tag)))) for tag in translator.languages for title in titles]
    assert [(tag, label) for tag, label in labels if len(label) > BUTTON_LENGTH] == []
