"""A questionnaire that all participants find on their menu, compiled beforehand so that a start stays quick."""

import json
from datetime import timedelta
from importlib.resources import files
from typing import Final

from bot.demo.load_form import load_form
from bot.demo.loading import Loading
from bot.domain.audiences import Audience
from bot.questionnaires.form import Form
from bot.storage.questionnaires import Publication

_NAME: Final = "after_workshop"
_PUBLISHED: Final = timedelta(days=2)  # ago
_OPEN_FOR: Final = timedelta(days=30)


def demo_form() -> Form:
    return Form.from_json(json.loads((files("bot.demo") / f"{_NAME}.json").read_bytes()))


def load_questionnaires(loading: Loading) -> None:
    form = demo_form()
    at = loading.now - _PUBLISHED
    version = load_form(loading, form, form.id, form.sha256, f"{_NAME}.md", at)
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
