"""Inviting people into a centre, and what an invitation says."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.refusal import Refusal
from bot.domain.codes import new_code, read_code
from bot.domain.rights import Right
from bot.i18n.phrase import Variants, _
from bot.storage.centres import Centre
from bot.storage.invitations import Invitation, find_invitation
from bot.storage.memberships import CentreFunction
from bot.storage.variants import texts
from bot.usecases import audit, codes, rights
from bot.usecases.work import Work

VALID_FOR = timedelta(days=90)
LEADING = frozenset({CentreFunction.HEAD, CentreFunction.COORDINATOR})


@dataclass(frozen=True)
class Invited:
    """What an invitation is for."""

    centre_id: int
    centre: Variants
    country: str
    function: CentreFunction


def right_to_invite(function: CentreFunction) -> Right:
    """Who heads or coordinates a centre speaks for it: that is given by those who decide who belongs there, and by nobody else."""
    return Right.CONFIRM_MEMBERS if function in LEADING else Right.INVITE


def invite(work: Work, centre_id: int, function: CentreFunction, *, most_uses: int = 30) -> Invitation | Refusal:
    """A new code; the first of a centre's coordinators are let in with it like everybody else."""
    if refusal := rights.refused(work, right_to_invite(function), rights.at_centre(work, centre_id)):
        return refusal
    invitation = new_invitation(work, centre_id, function, most_uses)
    work.session.flush()
    audit.note(work, "invite", "invitation", invitation.id, scope=f"centre:{centre_id}", function=function)
    return invitation


def new_invitation(work: Work, centre_id: int, function: CentreFunction, most_uses: int) -> Invitation:
    """With a code of its own; the right is looked at by whoever calls it."""
    invitation = Invitation(
        code=new_code(),
        centre_id=centre_id,
        function=function,
        most_uses=most_uses,
        created_by=work.actor.person_id,
        created_at=work.now,
        expires_at=work.now + VALID_FOR,
    )
    work.session.add(invitation)
    return invitation


def invited(work: Work, typed: str) -> Invited | Refusal:
    """What the code opens; why not, if it opens nothing."""
    invitation = find_invitation(work.session, read_code(typed))
    if invitation is None:
        return Refusal(
            _(
                "I do not know this invitation. Perhaps a character is missing? You can also find your centre by its name."
            )
        )
    if invitation.expires_at <= work.now:
        return Refusal(_("This invitation has expired. Please ask for a new one, or find your centre by its name."))
    if invitation.uses >= invitation.most_uses:
        return Refusal(
            _("This invitation has been used up. Please ask for a new one, or find your centre by its name.")
        )
    centre = work.session.get_one(Centre, invitation.centre_id)
    return Invited(centre.id, centre_name(work, centre.id), centre.country, invitation.function)


def knock(work: Work, typed: str) -> Invited | Refusal:
    """As `invited`, when somebody comes with a code: one that there is not counts as a guess, and guesses are limited."""
    if codes.has_guessed_enough(work):
        return Refusal(codes.TOO_MANY)
    if find_invitation(work.session, read_code(typed)) is None:
        codes.guessed(work)
    return invited(work, typed)


def used(work: Work, typed: str) -> Invitation:
    """Count one use; call only after `invited` said yes in the same step."""
    invitation = find_invitation(work.session, read_code(typed))
    assert invitation is not None, "asked before"
    invitation.uses += 1
    work.session.add(invitation)
    return invitation


def centre_name(work: Work, centre_id: int) -> Variants:
    return Variants(texts(work.session, "centre", [centre_id], "name").get(centre_id, {}))
