"""The programme's name and rules, as an administrator gives them."""

import pytest


@pytest.fixture
def programme(command_line, migrated_folder):
    return lambda *words: command_line("programme", *words)


def test_a_name_in_each_language_stays_and_a_new_one_takes_its_place(programme):
    assert programme("name", "Learning  together")[:2] == (0, "en  Learning together\n")
    assert programme("name", "Apprendre ensemble", "--language", "fr")[0] == 0
    assert programme("name", "Learning from each other")[1] == "en  Learning from each other\nfr  Apprendre ensemble\n"
    assert programme("name")[1] == "en  Learning from each other\nfr  Apprendre ensemble\n"


def test_its_rules_are_shown_and_stay_as_they_are_changed(programme):
    assert programme("rules")[1].splitlines() == [
        "approval above 500 recipients",
        "weekly cap     3",
        "quiet hours    21:00-07:00",
    ]
    assert programme("rules", "--approval-above", "50", "--weekly-cap", "0", "--quiet", "none")[0] == 0
    assert programme("rules", "--quiet", "22:00-06:30")[0] == 0
    assert programme("rules")[1].splitlines() == [
        "approval above 50 recipients",
        "weekly cap     none",
        "quiet hours    22:00-06:30",
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("rules", "--quiet", "night"), "These are no hours."),
        (("rules", "--weekly-cap", "-1"), "Please give a whole number, 0 or more."),
        (("name",), "It has no name yet."),
        (("name", " "), "A name has between 1 and 100 characters."),
        (("name", "x" * 101), "A name has between 1 and 100 characters."),
        (("name", "Ansamblu", "--language", "ro"), "I do not speak “ro” yet. These I do: en, ar, fr."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(programme, words, sentence):
    code, said, told = programme(*words)
    assert (code, said) == (1, "")
    assert told.startswith(sentence)
