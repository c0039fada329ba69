"""A questionnaire that all participants find on their menu, compiled beforehand so that a start stays quick."""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Final

from bot.demo.loading import Loading
from bot.domain.audiences import Audience
from bot.questionnaires.form import Form
from bot.storage.questionnaires import Publication, Questionnaire, QuestionnaireVersion

_NAME: Final = "after_workshop"
_PUBLISHED: Final = timedelta(days=2)  # ago
_OPEN_FOR: Final = timedelta(days=30)


def demo_form() -> Form:
    return Form.from_json(json.loads((files("bot.demo") / f"{_NAME}.json").read_bytes()))


def load_questionnaires(loading: Loading) -> None:
    form = demo_form()
    at = loading.now - _PUBLISHED
    [questionnaire] = loading.numbered(
        [Questionnaire(public_id=loading.public_id(at), programme_id=loading.programme, form_id=form.id, created_at=at)]
    )
    [version] = loading.numbered(
        [
            QuestionnaireVersion(
                questionnaire_id=questionnaire,
                number=1,
                version=form.version,
                title=form.title,
                titles=dict(form.titles),
                sha256=form.sha256,
                compiled=form.to_json(),
                file_name=f"{_NAME}.md",
                created_at=at,
            )
        ]
    )
    loading.unnumbered(
        [
            Publication(
                public_id=loading.public_id(at),
                programme_id=loading.programme,
                version_id=version,
                audience=Audience().to_json(),
                opens_at=at,
                closes_at=at + _OPEN_FOR,
                created_at=at,
            )
        ]
    )
