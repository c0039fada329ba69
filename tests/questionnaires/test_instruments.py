"""What holds for each questionnaire that comes with the bot."""

import hashlib
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bot.domain.areas import PriorityArea
from bot.i18n.typography import ill_set
from bot.questionnaires import builtin
from bot.questionnaires.check import checked
from bot.questionnaires.compile import as_text
from bot.questionnaires.findings import Weight
from bot.questionnaires.form import Control
from bot.questionnaires.interview import Interview
from bot.questionnaires.lists import lists
from bot.questionnaires.live import path_of
from bot.questionnaires.plan import plan
from bot.questionnaires.scoring import NOT_APPLICABLE
from tests.questionnaires.instruments import (
    FOLDER,
    LANGUAGES,
    MOMENT,
    NAMES,
    begun,
    described,
    form,
    give,
    guidance,
    leaves,
    of_list,
    said,
    source,
    wording,
)

GUIDE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")
ARABIC = re.compile(r"[\u0600-\u06ff]")
LONGEST_CHOICE, LONGEST_BUTTON, LONGEST_TEXT = 90, 18, 280
DESCRIBED = ("levels", "quality")  # the scales whose every level is a sentence of its own
each_instrument = pytest.mark.parametrize("name", NAMES)


def texts(name):
    of = form(name)
    return [text for name in of.texts for text in (wording(of, name), guidance(of, name)) if text]


def test_all_of_them_are_offered_by_name():
    assert list(builtin.NAMES) == NAMES


@each_instrument
def test_the_guide_tells_of_it_and_of_what_its_columns_say(name):
    root, *below = form(name).root.walk()
    marks = {(column, value) for part in below for column, value in part.marks.items()}
    told = {f"`{name}`"} | {f"`bind::passerelle:{column}`" for column, _value in marks}
    told |= {f"`attribute::passerelle:{setting}`" for setting in root.marks}
    told |= {f"`{value}`" for column, value in marks if column in {"kind", "area", "step"}}
    assert {words for words in told if words not in GUIDE} == set()


def test_the_example_of_the_guide_can_be_sent_as_it_stands():
    example = GUIDE.partition("<!-- the example -->\n```\n")[2].partition("```")[0]
    result = checked(example.encode(), ".md", "example")
    assert [str(found) for found in result.findings if found.weight is not Weight.NOTE] == []
    planned = plan(result.form)
    interview = Interview.begin(planned, lists(result.form, {}), moment=MOMENT)
    give(interview, tidy="2", tools=NOT_APPLICABLE)
    assert said(interview, "result") == "Your mean is 2, from 1 of 2."
    assert [part.marks["kind"] for part in leaves(result.form, indicator="workshop_tidy")] == ["level", "relevance"]


@each_instrument
def test_the_name_of_its_file_is_its_own(name):
    assert builtin.form(name).id == name
    assert builtin.form(name).sha256 == hashlib.sha256(builtin.source(name)).hexdigest()


@each_instrument
def test_the_compiled_file_is_what_its_source_says_today(name):
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == as_text(source(name).form), (
        f"compile it again: python -m bot.questionnaires.compile bot/questionnaires/instruments/{name}.md"
    )


@each_instrument
def test_its_author_has_nothing_to_mend(name):
    assert [str(found) for found in source(name).findings if found.weight is not Weight.NOTE] == []


@each_instrument
def test_every_text_is_there_in_three_languages(name):
    assert form(name).languages == ("English (en)", "French (fr)", "Arabic (ar)")
    assert {tuple(sorted(text)) for text in texts(name)} == {tuple(sorted(LANGUAGES))}


@each_instrument
def test_arabic_is_written_in_arabic_and_the_others_are_not(name):
    for text in texts(name):
        assert ARABIC.search(text["ar"])
        assert not ARABIC.search(text["en"] + text["fr"])


@each_instrument
def test_every_text_is_well_set_and_none_has_stray_spaces(name):
    for text in texts(name):
        for language, words in text.items():
            assert list(ill_set(words, language)) == [], words
            assert not re.search(r"\s{2}|'", words), words


@each_instrument
def test_every_text_fits_a_small_screen(name):
    choices = {row["itextId"] for rows in form(name).lists.values() for row in rows}
    for text in form(name).texts:
        for words in wording(form(name), text).values():
            assert len(words) <= (LONGEST_CHOICE if text in choices else LONGEST_TEXT), words


@each_instrument
def test_each_scale_is_a_list_with_the_same_choices_and_labels_that_fit_a_button(name):
    of = form(name)
    for part in (part for part in of.root.walk() if "scale" in part.marks):
        scale = of_list(of, part.marks["scale"])
        assert list(described(of, part)) == list(scale), part.name
        assert max(len(words) for label in scale.values() for words in label.values()) <= LONGEST_BUTTON


@each_instrument
def test_areas_are_those_of_the_network(name):
    marked = {part.marks["area"] for part in form(name).root.walk() if "area" in part.marks}
    assert marked <= set(PriorityArea)


@each_instrument
def test_names_are_unique_so_that_columns_of_an_export_are(name):
    names = [part.name for part in form(name).root.walk()]
    assert len(names) == len(set(names))


@each_instrument
def test_no_described_level_is_written_twice(name):
    lists = {part.itemset.unfiltered: part for scale in DESCRIBED for part in leaves(form(name), scale=scale)}.values()
    sentences = [
        (language, words)
        for part in lists
        for choice, label in described(form(name), part).items()
        if choice != NOT_APPLICABLE
        for language, words in label.items()
    ]
    assert [sentence for sentence, times in Counter(sentences).items() if times > 1] == []


def test_what_several_instruments_ask_has_the_same_words_in_each():
    asked = defaultdict(set)
    for name in NAMES:
        of = form(name)
        for part in leaves(of, scale="levels"):
            if part.marks.get("kind", "level") == "level":
                words = (wording(of, part.label), described(of, part))
                asked[part.marks.get("indicator", part.name)].add(repr(words))
    assert {indicator: words for indicator, words in asked.items() if len(words) > 1} == {}


@each_instrument
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", [0, 2, -1])
def test_it_can_be_answered_to_its_end_whatever_is_chosen(name, language, which):
    interview = begun(name, language)
    answered = set()
    while node := next((node for node in open_questions(interview) if path_of(node) not in answered), None):
        answered.add(path_of(node))
        answer = some_answer(interview, node, which)
        assert interview.answer(path_of(node), answer, MOMENT) is None, (path_of(node), answer)
        assert interview.label(node)
    assert [path_of(node) for node in interview.asked() if interview.is_required(node) and not node.text] == []


def open_questions(interview):
    return (node for node in interview.asked() if interview.can_answer(node) and not node.text)


def some_answer(interview, node, which):
    if node.part.itemset is not None:
        choices = [choice.value for choice in interview.choices(node)]
        return choices[min(which, len(choices) - 1)]
    if node.part.bounds is not None:
        return node.part.bounds.end
    return f"{node.part.name}.jpg" if node.part.control is Control.UPLOAD else "Ça marche. نعم"
