"""A form as the only version of its questionnaire."""

from datetime import datetime

from bot.demo.loading import Loading
from bot.questionnaires.form import Form
from bot.storage.questionnaires import Questionnaire, QuestionnaireVersion


def load_form(loading: Loading, form: Form, form_id: str, sha256: str, file_name: str, at: datetime) -> int:
    """The version."""
    [questionnaire] = loading.numbered(
        [Questionnaire(public_id=loading.public_id(at), programme_id=loading.programme, form_id=form_id, created_at=at)]
    )
    [version] = loading.numbered(
        [
            QuestionnaireVersion(
                questionnaire_id=questionnaire,
                number=1,
                version=form.version,
                title=form.title,
                titles=dict(form.titles),
                sha256=sha256,
                compiled=form.to_json(),
                file_name=file_name,
                created_at=at,
            )
        ]
    )
    return version
