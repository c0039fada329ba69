"""The badge of a centre, put into words and signed; and the lists of those that were revoked."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from bot.credentials import open_badge, status_list, tokens
from bot.credentials.open_badge import Evidence, OpenBadge
from bot.domain.recognition import KIND_NAMES, PLANNED, Done, Rule
from bot.i18n.languages import BASE
from bot.i18n.markup import plain
from bot.i18n.phrase import Listed, Moment, MomentStyle, Variants, Words, _, _n
from bot.i18n.translator import Reader, unisolated
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre
from bot.storage.credentials import Credential, key_in_use, next_index, revoked_indexes
from bot.storage.questionnaires import Questionnaire, QuestionnaireVersion, titles_in_languages
from bot.storage.variants import texts
from bot.usecases import recognition_keys
from bot.usecases.invitations import centre_name
from bot.usecases.work import Work

WITHOUT_NAME = "Passerelle"  # as issuer, where nobody has named the programme


@dataclass(frozen=True)
class Met:
    """What a badge is given for."""

    rule: Rule
    done: Done


def sign(work: Work, row: Credential, met: Met) -> None:
    """Gives the badge its place in the list and its token. Not checked here: whether it is deserved."""
    assessment = work.session.get_one(Assessment, row.assessment_id)
    questionnaire = work.session.exec(
        select(Questionnaire.public_id)
        .join(QuestionnaireVersion, col(QuestionnaireVersion.questionnaire_id) == Questionnaire.id)
        .where(QuestionnaireVersion.id == assessment.version_id)
    ).one()
    title = titles_in_languages(work.session, [assessment.version_id])[assessment.version_id]
    centre = work.session.get_one(Centre, row.centre_id)
    key = recognition_keys.key_row(work, centre.programme_id)
    first = recognition_keys.dids(work, centre.programme_id)[0]
    language, said = _language(work, centre)
    row.status_index = next_index(work.session)
    number, index = status_list.place(row.status_index)
    badge = OpenBadge(
        id=row.public_id,
        issuer=key.did,
        programme=said(programme_name(work, centre.programme_id)) or WITHOUT_NAME,
        centre_id=centre.public_id,
        centre=said(centre_name(work, centre.id)) or centre.code,
        achievement_id=questionnaire,
        name=said(title),
        description=said(
            _("The team of the centre has looked at its own work with this instrument, and stands by what it found.")
        ),
        criteria=said(criteria(met.rule)),
        evidence=_evidence(assessment, row, met, said),
        language=language,
        valid_from=work.now,
        status=status_list.entry(status_list.address(key.address or "", first, number), index),
    )
    row.token = tokens.signed(open_badge.claims(badge), recognition_keys.secret_of(key), tokens.OPEN_BADGE)


def criteria(rule: Rule) -> Words:
    """What it takes, whoever reads it."""
    enough = _n(
        "The centre's team has rated at least {count} indicator of this self-assessment, and somebody answerable has signed it.",
        "The centre's team has rated at least {count} indicators of this self-assessment, and somebody answerable has signed it.",
        rule.indicators,
    )
    if not rule.kinds:
        return enough
    asked = Listed(tuple(KIND_NAMES[kind] for kind in rule.kinds))
    if PLANNED in rule.kinds:
        return _(
            "{enough} It has also said, in its answers or in its action plan: {asked}.", enough=enough, asked=asked
        )
    return _("{enough} It has also answered: {asked}.", enough=enough, asked=asked)


def status_token(work: Work, programme_id: int, number: int) -> str | None:
    """The list with this number (from 0), signed now; None where there is none. It changes nothing."""
    key = key_in_use(work.session, programme_id)
    if key is None or not 0 <= number <= status_list.place(next_index(work.session))[0]:
        return None
    first = number * status_list.BITS
    revoked = [index - first for index in revoked_indexes(work.session, first, first + status_list.BITS)]
    oldest = recognition_keys.dids(work, programme_id)[0]
    where = status_list.address(key.address or "", oldest, number)
    claims = status_list.claims(where, key.did, revoked, work.now)
    return tokens.signed(claims, recognition_keys.secret_of(key), tokens.LIST)


def programme_name(work: Work, programme_id: int) -> Variants:
    return Variants(texts(work.session, "programme", [programme_id], "name").get(programme_id, {}))


def _language(work: Work, centre: Centre) -> tuple[str, Callable[[Words], str]]:
    """The first of the centre's that we speak: a badge is written once, for everybody."""
    known = work.translator.languages
    language = next((one for one in centre.languages if one in known), BASE)
    render = work.translator.bound(Reader(language, centre.zone))
    return language, lambda words: unisolated(plain(render(words))).strip()


def _evidence(assessment: Assessment, row: Credential, met: Met, said: Callable[[Words], str]) -> tuple[Evidence, ...]:
    assert assessment.signed_at is not None, "recognised when it is signed"
    day = Moment(assessment.signed_at, MomentStyle.DAY)
    counted = _n("{count} indicator was rated.", "{count} indicators were rated.", met.done.rated)
    people = _n("{count} person took part.", "{count} people took part.", row.people)
    return (Evidence(said(_("Self-assessment, signed on {day}", day=day)), f"{said(counted)} {said(people)}"),)
