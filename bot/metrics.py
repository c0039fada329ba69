"""What this worker has done so far, in the words of Prometheus: counters and histograms of one process."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram, Info, Summary
from prometheus_client.process_collector import ProcessCollector

PREFIX = "passerelle"
STEP_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1)
DATABASE_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 15)
SEND_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60)


class Metrics:
    """Fulfils `core.measures.Measures`; `registry` is what is shown. One object for a worker."""

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        self._received = self._counter("received", "Messages that platforms handed over", "channel")
        self._steps = self._histogram(
            "step_seconds", "Time to replay one talk and write what came of it", "channel", buckets=STEP_BUCKETS
        )
        self._step_failures = self._counter("step_failures", "Tries to work a message that failed", "error")
        self._parked = self._counter("parked", "Messages put aside after several tries")
        self._sent = self._counter("sent", "Messages that platforms took", "channel", "priority")
        self._sending = self._histogram(
            "send_seconds", "Time until a platform took a message", "channel", buckets=SEND_BUCKETS
        )
        self._send_failures = self._counter("send_failures", "Attempts to send that failed", "channel", "failure")
        self._limits = self._counter("limits", "How often a platform asked us to wait", "channel", "scope")
        self._limit_seconds = self._counter("limit_wait_seconds", "How long platforms asked us to wait", "channel")
        self._database = self._histogram(
            "database_seconds",
            "Time of a database job, from handing it in until it was done",
            "kind",
            buckets=DATABASE_BUCKETS,
        )
        self._ticks = Summary(
            "tick_seconds", "Time of a job of the clock", ["tick"], namespace=PREFIX, registry=self.registry
        )
        self._tick_failures = self._counter("tick_failures", "Jobs of the clock that failed", "tick")
        build = Info("build", "The version that runs", namespace=PREFIX, registry=self.registry)
        build.info({"version": version})
        ProcessCollector(registry=self.registry)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, namespace=PREFIX, registry=self.registry)

    def _histogram(self, name: str, told: str, label: str, *, buckets: Sequence[float]) -> Histogram:
        return Histogram(name, told, [label], namespace=PREFIX, registry=self.registry, buckets=buckets)

    def received(self, channel: str, messages: int) -> None:
        self._received.labels(channel).inc(messages)

    def step(self, channel: str, seconds: float) -> None:
        self._steps.labels(channel).observe(seconds)

    def step_failed(self, error: str, *, parked: bool) -> None:
        self._step_failures.labels(error).inc()
        if parked:
            self._parked.inc()

    def sent(self, channel: str, priority: str, seconds: float) -> None:
        self._sent.labels(channel, priority).inc()
        self._sending.labels(channel).observe(seconds)

    def not_sent(self, channel: str, failure: str) -> None:
        self._send_failures.labels(channel, failure).inc()

    def asked_to_wait(self, channel: str, seconds: float, *, whole_account: bool) -> None:
        self._limits.labels(channel, "account" if whole_account else "chat").inc()
        self._limit_seconds.labels(channel).inc(seconds)

    def database(self, kind: str, seconds: float) -> None:
        self._database.labels(kind).observe(seconds)

    def tick(self, name: str, seconds: float, *, failed: bool) -> None:
        self._ticks.labels(name).observe(seconds)
        if failed:
            self._tick_failures.labels(name).inc()
