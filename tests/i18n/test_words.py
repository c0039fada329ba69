"""What people may type means one thing only, in every language, and our sentences name the words that are taken."""

import re
from itertools import combinations

import pytest

from bot import app
from bot.core.acts import GO_ON
from bot.core.answers import SAID_NO, SAID_YES
from bot.core.reading import accepted
from bot.core.words import CONTROLS, GREETINGS, WORDS, Vocabulary
from bot.i18n import upkeep
from bot.i18n.catalogues import CATALOGUES
from bot.i18n.phrase import Phrase, _n
from bot.i18n.translator import Reader

TRANSLATOR = app.translator()
TALKS = app.talks(TRANSLATOR)
STARRED = re.compile(r"\*([^*{}]+)\*")

# Whole messages: the words of everywhere, the controls of a question, a yes or a no to it, the names of talks.
WHOLE_MESSAGES: dict[str, tuple[Phrase, ...]] = {
    **{word.value: (phrase,) for word, phrase in WORDS.items()},
    **{name: (phrase,) for name, phrase in CONTROLS.items()},
    "yes": (CONTROLS["yes"], SAID_YES),
    "no": (SAID_NO,),
    "greeting": (GREETINGS,),
    **{
        f"/{one.name}": (one.words, one.title)
        for one in TALKS.handlers
        if one.words is not None and one.words not in WORDS.values()
    },
}
# With the number of a thing: "yes 31".
WITH_A_NUMBER: dict[str, tuple[Phrase, ...]] = {
    "resume": (GO_ON,),
    **{action.name: (action.word,) for action in TALKS.actions if action.word is not None and not action.of_parts},
}
# With those of some of its parts, too: "yes 31 1 3".
WITH_NUMBERS: dict[str, tuple[Phrase, ...]] = {
    action.name: (action.word,) for action in TALKS.actions if action.word is not None and action.of_parts
}
MEANINGS = {"whole message": WHOLE_MESSAGES, "with a number": WITH_A_NUMBER, "with numbers": WITH_NUMBERS}


def taken(phrases: tuple[Phrase, ...], language: str) -> set[str]:
    """What the bot understands as one of them, from somebody who speaks `language`: English is always understood."""
    render = TRANSLATOR.bound(Reader(language))
    return {said for phrase in phrases for said in accepted(phrase.msgid) | accepted(render(phrase))} - {""}


@pytest.mark.parametrize("language", TRANSLATOR.languages)
@pytest.mark.parametrize("meanings", MEANINGS.values(), ids=MEANINGS)
def test_no_two_meanings_share_a_word(meanings, language):
    words = {meaning: taken(phrases, language) for meaning, phrases in meanings.items()}
    clashes = {(one, other): words[one] & words[other] for one, other in combinations(words, 2)}
    assert {pair: shared for pair, shared in clashes.items() if shared} == {}


@pytest.mark.parametrize("language", TRANSLATOR.languages)
def test_every_word_that_we_show_is_understood(language):
    vocabulary = Vocabulary(TRANSLATOR.bound(Reader(language)))
    phrases = [phrase for meanings in MEANINGS.values() for each in meanings.values() for phrase in each]
    assert [phrase.msgid for phrase in phrases if not vocabulary.matches(vocabulary.shown(phrase), phrase)] == []


@pytest.mark.parametrize("language", [tag for tag in TRANSLATOR.languages if tag != "en"])
def test_a_sentence_names_the_word_of_its_own_language(language):
    """ "Write *menu*" names, translated, what stands first in the translated list of words for the menu."""
    catalogue = upkeep.read(CATALOGUES / f"{language}.po")
    texts = [message for message in catalogue if message.id and all(upkeep.strings(message))]
    shown = {one.id.split("|")[0]: one.string.split("|")[0] for one in texts if one.context == "word"}
    wrong = []
    for message in texts:
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for word in {shown[word] for word in STARRED.findall(english) if word in shown}:
            wrong += [string for string in upkeep.strings(message) if f"*{word}*" not in string]
    assert wrong == []


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "ملف واحد"),
        (2, "ملفان"),
        (3, "3 ملفات"),
        (11, "11 ملفًا"),
        (99, "99 ملفًا"),
        (100, "100 ملف"),
        (102, "102 ملف"),
    ],
)
def test_arabic_counts_in_six_forms(count, told):
    assert TRANSLATOR.render(_n("{count} file", "{count} files", count), Reader("ar")) == told


@pytest.mark.parametrize("mark", ["?", "؟"])
def test_a_question_mark_of_any_script_asks_for_help(mark):
    vocabulary = Vocabulary(TRANSLATOR.bound(Reader("ar")))
    assert vocabulary.word(mark) == "help"
