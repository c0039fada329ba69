import gettext

import pytest

from bot.i18n.elision import elided
from bot.i18n.phrase import _
from bot.i18n.translator import Reader, Translator

BEFORE = [
    ("l’équipe de *", "Institut technique", "l’équipe d’*"),
    ("une pratique de ", "*École* des métiers", "une pratique d’"),
    ("De *", "Amina", "D’*"),
    ("ce que *", "Ouagadougou", "ce qu’*"),
    ("l’équipe de *", "Lycée technique", "l’équipe de *"),
    ("Question de ", "Hassan", "Question de "),
    ("Question de ", "Yves", "Question de "),
    ("le monde ", "Amina", "le monde "),
    ("en Afrique ", "Amina", "en Afrique "),
    ("Réponse à ", "Amina", "Réponse à "),
    ("une pratique de ", "", "une pratique de "),
    ("Question de ", "\u2068أمينة\u2069", "Question de "),
]


@pytest.mark.parametrize(("before", "value", "becomes"), BEFORE)
def test_short_words_before_a_vowel_lose_their_last_letter(before, value, becomes):
    assert elided(before, value) == becomes


@pytest.mark.parametrize(("language", "told"), [("fr", "une pratique d’*Amina*"), ("it", "une pratique de *Amina*")])
def test_it_is_done_in_french_sentences_only(language, told):
    translator = Translator({language: gettext.NullTranslations()})
    assert translator.render(_("une pratique de *{name}*", name="Amina"), Reader(language)) == told
