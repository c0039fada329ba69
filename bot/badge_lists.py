"""What programs fetch that verify a badge: the list of those that were revoked, and the public keys."""

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.core.clock import Clock
from bot.credentials import status_list
from bot.credentials.keys import public_jwk
from bot.i18n.translator import Translator
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.programmes import Programme
from bot.usecases import recognition_badges, recognition_keys
from bot.usecases.work import SYSTEM, Work

TOKEN = "application/vc+jwt"  # noqa: S105 - a media type
# Anybody may read it, pages of others too; and again after five minutes at the latest.
HEADERS = {
    "cache-control": "public, max-age=300",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
}


def badge_routes(database: Database, clock: Clock, translator: Translator) -> list[Route]:
    """They change nothing, and tell nothing of anybody: an index is a number."""

    def work(session: Session) -> Work:
        return Work(session, clock.now(), SYSTEM, translator, lambda _channel, _account: None)

    async def status(request: Request) -> Response:
        try:
            token = await database.read(lambda session: _list(work(session), request.path_params["number"]))
        except StorageError:
            return _try_again()
        if token is None:
            return PlainTextResponse("There is no such list.\n", 404)
        return Response(token, media_type=TOKEN, headers=HEADERS)

    async def keys(_request: Request) -> Response:
        try:
            dids = await database.read(lambda session: _dids(work(session)))
        except StorageError:
            return _try_again()
        return JSONResponse({"keys": [public_jwk(did) for did in dids]}, headers=HEADERS)

    return [Route(f"{status_list.PATH}/{{number:int}}", status), Route("/badges/keys.json", keys)]


def _list(work: Work, number: int) -> str | None:
    programme = _programme(work.session)
    return None if programme is None else recognition_badges.status_token(work, programme, number)


def _dids(work: Work) -> list[str]:
    programme = _programme(work.session)
    return [] if programme is None else list(recognition_keys.dids(work, programme))


def _programme(session: Session) -> int | None:
    return session.exec(select(Programme.id).order_by(col(Programme.id))).first()


def _try_again() -> Response:
    return PlainTextResponse("Please try again in a minute.\n", 503, {"retry-after": "60"})
