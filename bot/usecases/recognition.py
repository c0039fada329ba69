"""Recognition at sign-off: certificates for those who contributed and for the centre, a badge where the rule is met."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from bot.core.identifiers import new_public_id
from bot.core.outcome import Act
from bot.domain.codes import new_code
from bot.domain.recognition import PLANNED, Done, Missing, Rule, missing, told
from bot.i18n.phrase import Lines, Words, _, _p
from bot.questionnaires.recognition import badge, kinds_answered
from bot.storage.action_plans import has_to_do
from bot.storage.assessments import Assessment, AssessmentState, SettledLevel
from bot.storage.credentials import KIND, Credential, CredentialKind, Revocation, in_force
from bot.storage.locked import locked_row
from bot.storage.questionnaires import QuestionnaireVersion, Submission, titles_in_languages
from bot.usecases import audit, recognition_authors, recognition_badges
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.recognition_badges import Met
from bot.usecases.work import Work


@dataclass(frozen=True)
class Recognised:
    """What came of a sign-off. `rule` None: the instrument gives no badge."""

    rule: Rule | None
    done: Done
    lacks: Missing
    people: tuple[int, ...]  # who contributed, and got a certificate

    @property
    def is_met(self) -> bool:
        return self.rule is not None and not self.lacks


def recognise(work: Work, assessment_id: int) -> Recognised:
    """At sign-off, in its transaction: gives what is not there yet, and tells whom it concerns. Again, it changes nothing.

    Not checked here: the right to sign, which whoever signs has. Nothing is drawn until somebody asks for it.
    """
    assessment = locked_row(work.session, Assessment, assessment_id)
    assert assessment is not None, "it is signed just now"
    assert assessment.state is AssessmentState.SIGNED, "recognised is what a centre stands by"
    found = _looked_at(work, assessment)
    held = {(one.kind, one.person_id) for one in in_force(work.session, assessment.id)}
    wanted: list[tuple[CredentialKind, int | None]] = [(CredentialKind.CENTRE, None)]
    if found.is_met:
        wanted.append((CredentialKind.BADGE, None))
    wanted += [(CredentialKind.PARTICIPANT, person) for person in found.people]
    new = [(kind, person) for kind, person in wanted if (kind, person) not in held]
    if new:
        given = give(work, assessment, found, new)
        _tell(work, assessment, found, given[0])
    return found


def suspend(work: Work, assessment_id: int, reason: str) -> int:
    """When a signed assessment is opened again: what was given for it holds no longer, until it is signed anew.

    How many that were. Not checked here: the right to open it again.
    """
    found = in_force(work.session, assessment_id)
    for one in found:
        recognition_authors.end(work, one, Revocation.REOPENED, reason)
    return len(found)


def give(
    work: Work, assessment: Assessment, found: Recognised, wanted: Sequence[tuple[CredentialKind, int | None]]
) -> list[Credential]:
    """Of each kind and for each person one. Not checked here: whether there is one already."""
    rows = [_row(work, assessment, found, kind, person) for kind, person in wanted]
    for row in rows:
        if row.kind is CredentialKind.BADGE:
            assert found.rule is not None, "a badge is given by a rule"
            recognition_badges.sign(work, row, Met(found.rule, found.done))
    work.session.add_all(rows)
    work.session.flush()
    for row in rows:
        audit.note(work, "give", KIND, row.id, scope=f"centre:{row.centre_id}", kind=row.kind)
    return rows


def _row(
    work: Work, assessment: Assessment, found: Recognised, kind: CredentialKind, person_id: int | None
) -> Credential:
    return Credential(
        public_id=new_public_id(),
        kind=kind,
        code=new_code(),
        assessment_id=assessment.id,
        centre_id=assessment.centre_id,
        person_id=person_id,
        rated=found.done.rated,
        people=len(found.people),
        issued_at=work.now,
    )


def looked_at(work: Work, assessment_id: int) -> Recognised:
    """How an assessment stands to its rule, signed or not: what a team would be told if it signed now."""
    return _looked_at(work, work.session.get_one(Assessment, assessment_id))


def words(found: Recognised) -> tuple[Words, ...]:
    """Whether there is a badge, and what is missing; nothing where the instrument gives none."""
    if found.rule is None:
        return ()
    if found.is_met:
        return (_("The centre gets a badge for it, which anybody can verify."),)
    return (
        _("For a badge, this is still missing:"),
        *told(found.rule, found.lacks, found.done),
        _("It can be opened again and completed; when it is signed anew, I look once more."),
    )


def _looked_at(work: Work, assessment: Assessment) -> Recognised:
    form = work.session.exec(
        select(QuestionnaireVersion.compiled).where(QuestionnaireVersion.id == assessment.version_id)
    ).one()
    wanted = badge(form)
    rule = None if wanted is None else Rule(wanted.indicators, wanted.needs)
    handed_in = work.session.exec(
        select(Submission.person_id, Submission.answers)
        .where(Submission.assessment_id == assessment.id)
        .order_by(col(Submission.id))
    ).all()
    rated = work.session.exec(
        select(func.count())
        .select_from(SettledLevel)
        .where(SettledLevel.assessment_id == assessment.id, col(SettledLevel.level).is_not(None))
    ).one()
    kinds = kinds_answered(form, (answers for _person, answers in handed_in))
    if has_to_do(work.session, assessment.centre_id):
        kinds |= {PLANNED}  # whether it was written into the questionnaire or into the action plan
    done = Done(rated, kinds)
    people = tuple(dict.fromkeys(person for person, _answers in handed_in if person is not None))
    return Recognised(rule, done, Missing() if rule is None else missing(rule, done), people)


def _tell(work: Work, assessment: Assessment, found: Recognised, first: Credential) -> None:
    title = titles_in_languages(work.session, [assessment.version_id])[assessment.version_id]
    signed = _("*{centre}* has signed *{title}*.", centre=centre_name(work, assessment.centre_id), title=title)
    of_the_team = Notice(
        f"recognised:{first.public_id}",
        Lines((signed, *words(found), _("Your certificate is there whenever you ask for it."))),
        (Act("begin", recognition_authors.TALK, _p("button", "My certificates")),),
    )
    tell(work, found.people, of_the_team)
    others = _signers(assessment, found.people)
    if others:
        ready = _("The certificate of your centre is there whenever you ask for it.")
        tell(work, others, Notice(f"recognised:{first.public_id}", Lines((*words(found), ready)), of_the_team.acts))


def _signers(assessment: Assessment, people: Sequence[int]) -> tuple[int, ...]:
    """Whoever signed without having contributed."""
    signer = assessment.signed_by_id
    return () if signer is None or signer in people else (signer,)
