"""`/metrics`: what a worker has done, and how its queues stand, for Prometheus."""

import asyncio
import hmac
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.openmetrics import exposition as openmetrics
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot import __version__
from bot.core.clock import Clock
from bot.delivery.sender import Sender
from bot.health import ANSWER_SECONDS
from bot.metrics import PREFIX, Metrics
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.queue_figures import QueueFigures, queue_figures
from bot.worker import listening

PATH = "/metrics"
OPENMETRICS = "application/openmetrics-text"
LOOPBACK = "127.0.0.1"  # what listens here is for this machine alone, and no web server hands it on by accident


@dataclass(frozen=True)
class Watch:
    """How a worker's figures can be looked at: with a token where the web chat listens, or at a port of their own."""

    metrics: Metrics
    token: str | None
    listener: socket.socket | None

    def routes(self, database: Database, senders: Sequence[Sender], clock: Clock) -> list[Route]:
        """Beside the web chat."""
        if self.token is None:
            return []
        return [metrics_route(self.metrics.registry, database, senders, clock, self.token)]

    def sites(self, database: Database, senders: Sequence[Sender], clock: Clock) -> list[tuple[ASGIApp, socket.socket]]:
        if self.listener is None:
            return []
        route = metrics_route(self.metrics.registry, database, senders, clock, None)
        return [(Starlette(routes=[route]), self.listener)]


def watch(settings: Settings) -> Watch | None:
    """None where nobody wants to look: then nothing is counted. Raises PortTaken."""
    if settings.metrics_token is None and settings.metrics_port is None:
        return None
    token = settings.metrics_token
    port = settings.metrics_port
    return Watch(
        Metrics(__version__),
        None if token is None else token.get_secret_value(),
        None if port is None else listening(LOOPBACK, port, "METRICS_PORT"),
    )


def metrics_route(
    worker: CollectorRegistry, database: Database, senders: Sequence[Sender], clock: Clock, token: str | None
) -> Route:
    """
    Whoever asks has to show `token` ("Authorization: Bearer …"); None: whoever reaches the address may look.
    With a database that does not answer, the page tells so and all the rest.
    """

    async def metrics(request: Request) -> Response:
        if token is not None and not _shows(request, token):
            told = "Please show PASSERELLE_METRICS_TOKEN: Authorization: Bearer …\n"
            return PlainTextResponse(told, 401, {"www-authenticate": "Bearer"})
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                figures: QueueFigures | None = await database.read(queue_figures)
        except (StorageError, TimeoutError):
            figures = None
        found = list(shown_of(senders, figures, clock.now()))
        written, media_type = _form_for(request.headers.get("accept", ""))
        return Response(await run_in_threadpool(written, _Together(worker, found)), media_type=media_type)

    return Route(PATH, metrics)


def shown_of(senders: Sequence[Sender], figures: QueueFigures | None, now: datetime) -> Iterator[Metric]:
    """What is looked up when somebody looks; `figures` is None where the database does not answer."""
    yield from _of_channels(senders)
    yield from _of_queues(figures, now)


def _form_for(accepted: str) -> tuple[Callable[[Collector], bytes], str]:
    """What Prometheus asks for; else the older text, which every other program that reads figures knows."""
    if OPENMETRICS in accepted:
        return openmetrics.generate_latest, openmetrics.CONTENT_TYPE_LATEST
    return generate_latest, CONTENT_TYPE_PLAIN_0_0_4


def _shows(request: Request, token: str) -> bool:
    shown = request.headers.get("authorization", "")
    return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


class _Together:
    """What was counted in this process, and what was looked up for this page."""

    def __init__(self, worker: CollectorRegistry, found: Sequence[Metric]) -> None:
        self._worker = worker
        self._found = found

    def collect(self) -> Iterator[Metric]:
        yield from self._worker.collect()
        yield from self._found


def _gauge(name: str, told: str, labels: Sequence[str], rows: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    family = GaugeMetricFamily(f"{PREFIX}_{name}", told, labels=labels)
    for values, figure in rows:
        family.add_metric(values, figure)
    return family


def _of_channels(senders: Sequence[Sender]) -> Iterator[Metric]:
    yield _gauge(
        "channel_owned",
        "Whether this worker receives and sends for a channel",
        ["channel"],
        (((one.channel.name,), float(one.shift is not None)) for one in senders),
    )
    yield _gauge(
        "channel_held_seconds",
        "How much longer a platform wants nothing from us",
        ["channel"],
        (((one.channel.name,), max(0.0, one.pace.held_until - one.monotonic())) for one in senders),
    )


def _of_queues(figures: QueueFigures | None, now: datetime) -> Iterator[Metric]:
    yield _gauge("database_up", "Whether the database answers", [], [((), float(figures is not None))])
    if figures is None:
        return
    yield _gauge(
        "inbox_waiting",
        "Messages that wait to be worked, of all workers",
        ["channel"],
        (((one.channel,), one.waiting) for one in figures.incoming),
    )
    yield _gauge(
        "inbox_oldest_seconds",
        "How long the oldest of them has waited",
        ["channel"],
        (((one.channel,), _age(one.oldest, now)) for one in figures.incoming),
    )
    yield _gauge("inbox_parked", "Messages put aside, of all workers", [], [((), figures.parked)])
    yield _gauge(
        "outbox_waiting",
        "Messages that wait to be sent, of all workers",
        ["channel", "account", "priority"],
        (((one.channel, one.account, one.priority.name.lower()), one.waiting) for one in figures.outgoing),
    )
    yield _gauge(
        "outbox_overdue_seconds",
        "How long the first of them has been due",
        ["channel", "account", "priority"],
        (((one.channel, one.account, one.priority.name.lower()), _age(one.first_due, now)) for one in figures.outgoing),
    )


def _age(since: datetime, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds())
