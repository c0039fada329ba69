"""Every case of the files beside this one."""

import pytest

pytest.register_assert_rewrite("tests.questionnaires.conformance.play")

from tests.questionnaires.conformance.play import Player, cases  # noqa: E402  its assertions are to tell what they saw

CASES = list(cases())


@pytest.mark.parametrize("case", [case for _name, case in CASES], ids=[name for name, _case in CASES])
def test_a_form_behaves_as_its_author_expects(case):
    Player(case).play()
