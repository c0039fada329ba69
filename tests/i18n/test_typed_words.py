"""What people really type, in each language and on each keyboard, is understood."""

import pytest

from bot import app
from bot.core.answers import SAID_NO, SAID_YES
from bot.core.words import Vocabulary
from bot.i18n.translator import Reader

TRANSLATOR = app.translator()

WORDS = {
    ("en", "help"): ("help", "Help!", "?", "help me"),
    ("en", "menu"): ("menu", "start", "home", "main menu"),
    ("en", "back"): ("back", "Go back", "previous"),
    ("en", "skip"): ("skip", "pass"),
    ("en", "pause"): ("pause", "later", "not now"),
    ("en", "stop"): ("stop", "cancel", "quit", "exit", "STOP."),
    ("en", "undo"): ("undo",),
    ("en", "language"): ("language", "change language"),
    ("fr", "help"): ("aide", "à l'aide", "aidez-moi", "?", "Aide ?"),
    ("fr", "menu"): ("menu", "accueil", "debut", "menu principal"),
    ("fr", "back"): ("retour", "precedent", "revenir", "en arrière"),
    ("fr", "skip"): ("passer", "sauter", "ignorer"),
    ("fr", "pause"): ("pause", "plus tard", "pas maintenant"),
    ("fr", "stop"): ("stop", "arreter", "Arrêter", "arrêt", "quitter", "sortir"),
    ("fr", "undo"): ("annuler", "defaire", "annule"),
    ("fr", "language"): ("langue", "changer de langue"),
    ("ar", "help"): ("مساعدة", "مساعده", "المساعدة", "ساعدني", "؟", "أريد مساعدة"),
    ("ar", "menu"): ("القائمة", "القائمه", "قائمة", "الرئيسيه", "إبدأ", "ابدا"),
    ("ar", "back"): ("رجوع", "الرجوع", "إرجع", "عوده", "للخلف", "رجـوع"),
    ("ar", "skip"): ("تخطي", "تخطى", "تخطّي", "تجاوز"),
    ("ar", "pause"): ("لاحقًا", "لاحقاً", "لاحقا", "بعدين", "ليس الآن", "ليس الان"),
    ("ar", "stop"): ("إيقاف", "ايقاف", "أوقف", "وقف", "الغاء", "كفى"),
    ("ar", "undo"): ("تراجع", "التراجع"),
    ("ar", "language"): ("اللغة", "اللغه", "لغه", "تغيير اللغة"),
}
GREETINGS = {
    "en": ("hello", "Hi!", "good morning", "Good afternoon.", "bonsoir", "السلام عليكم", "صباح الخير", "habari", "Olá"),
    "fr": ("bonjour", "bonsoir", "salut", "Bonjour !", "slt", "bjr", "salam aleykoum", "As-salam alaykoum", "hello"),
    "ar": (
        "مرحبا",
        "مرحباً",
        "اهلا",
        "أهلين",
        "السلام عليكم",
        "السلام عليكم ورحمة الله وبركاته",
        "صباح الخير",
        "مساء النور",
        "bonjour",
    ),
}
YES = {
    "en": ("yes", "Y", "yeah", "ok", "sure", "of course", "👍", "👍🏾"),
    "fr": ("oui", "Oui !", "ouais", "d'accord", "d’accord", "bien sur", "ok", "yes", "👌"),
    "ar": ("نعم", "نَعَم", "أيوه", "ايوة", "اه", "موافق", "موافقه", "تمام", "حسناً", "اوكي", "yes"),
}
NO = {
    "en": ("no", "nope", "No, thanks", "👎🏻"),
    "fr": ("non", "nan", "non merci", "no"),
    "ar": ("لا", "كلا", "لأ", "لا شكرا", "no"),
}


def spoken(language):
    return Vocabulary(TRANSLATOR.bound(Reader(language)))


def each(table):
    return [(language, typed) for language, all_typed in table.items() for typed in all_typed]


@pytest.mark.parametrize(
    ("language", "word", "typed"), [(*key, typed) for key, all_typed in WORDS.items() for typed in all_typed]
)
def test_a_word_is_known_however_it_is_spelt(language, word, typed):
    assert spoken(language).word(typed) == word


@pytest.mark.parametrize(("language", "typed"), each(GREETINGS))
def test_a_greeting_is_known(language, typed):
    assert spoken(language).is_greeting(typed)


@pytest.mark.parametrize(("language", "typed"), each(YES))
def test_a_yes_is_known(language, typed):
    assert spoken(language).matches(typed, SAID_YES)
    assert not spoken(language).matches(typed, SAID_NO)


@pytest.mark.parametrize(("language", "typed"), each(NO))
def test_a_no_is_known(language, typed):
    assert spoken(language).matches(typed, SAID_NO)
    assert not spoken(language).matches(typed, SAID_YES)
