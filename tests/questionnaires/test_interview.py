import pytest

from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.interview import Place, Progress, next_question, place, progress


@pytest.fixture(scope="module")
def form():
    return eight_areas()


def test_the_questions_come_in_the_order_of_the_form_without_its_notes(form):
    settled = []
    while question := next_question(form, settled):
        settled.append(question.name)
    assert settled == [question.name for question in form.questions]
    assert len(settled) == 25
    assert not [name for name in settled if name.endswith("_note")]


def test_a_question_left_out_is_the_next_one_again(form):
    settled = {question.name for question in form.questions} - {"digital_learning"}
    assert next_question(form, settled).name == "digital_learning"


def test_progress_counts_in_a_section_and_overall(form):
    settled = {"wbl_planning", "wbl_tasks", "proud", "a question of an older version"}
    assert progress(form.sections[0], settled) == Progress(2, 3)
    assert progress(form, settled) == Progress(3, 25)


def test_a_question_knows_its_place(form):
    section = form.sections[2]
    assert place(form, "pedagogy_training") == Place(
        section, section_number=3, sections=9, number_in_section=2, questions_in_section=3, number=8, questions=25
    )


def test_an_unknown_question_has_no_place(form):
    with pytest.raises(KeyError, match="wbl_note"):
        place(form, "wbl_note")
