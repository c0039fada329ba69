"""The programme's name, as an administrator gives it."""

import pytest


@pytest.fixture
def programme(command_line, migrated_folder):
    return lambda *words: command_line("programme", *words)


def test_a_name_in_each_language_stays_and_a_new_one_takes_its_place(programme):
    assert programme("name", "Learning  together")[:2] == (0, "en  Learning together\n")
    assert programme("name", "Apprendre ensemble", "--language", "fr")[0] == 0
    assert programme("name", "Learning from each other")[1] == "en  Learning from each other\nfr  Apprendre ensemble\n"
    assert programme("name")[1] == "en  Learning from each other\nfr  Apprendre ensemble\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
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
