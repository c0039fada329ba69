"""What public documentation and the tests of other engines say a form does, in forms and words of our own."""

from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.questionnaires.conformance.play")

from tests.questionnaires.conformance.play import Player, cases  # noqa: E402  its assertions are to tell what they saw

CASES = list(cases(Path(__file__).parent))


@pytest.mark.parametrize("case", [case for _name, case in CASES], ids=[name for name, _case in CASES])
def test_a_form_does_what_other_engines_and_their_manuals_say(case):
    Player(case).play()
