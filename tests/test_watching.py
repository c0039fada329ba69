"""The dashboard and the rules in `deploy`: they look at what there is, and only at that."""

import json
import re
from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bot.core.messages import Priority
from bot.metrics import Metrics
from bot.metrics_page import shown_of
from bot.storage.queue_figures import Incoming, Outgoing, QueueFigures
from tests.delivery.rows import NOW

DEPLOY = Path(__file__).parent.parent / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
RULES = [rule for group in yaml.safe_load((DEPLOY / "alerts.yaml").read_text())["groups"] for rule in group["rules"]]
EXPRESSIONS = [
    *((panel["title"], target["expr"]) for panel in DASHBOARD["panels"] for target in panel["targets"]),
    *((rule["alert"], rule["expr"]) for rule in RULES),
]
OF_PROMETHEUS = {"job", "instance", "le"}
ALL_WAITS = QueueFigures(
    (Incoming("telegram", 1, NOW),), 1, tuple(Outgoing("telegram", "1", priority, 1, NOW) for priority in Priority)
)


# What the page asks a sender.
OWNER = SimpleNamespace(
    channel=SimpleNamespace(name="telegram"), pace=SimpleNamespace(held_until=0.0), shift=None, monotonic=lambda: 0.0
)


@pytest.fixture(scope="module")
def shown():
    """Name of a figure → labels, when everything that can happen has happened once."""
    metrics = Metrics("0")
    metrics.received("telegram", 1)
    metrics.step("telegram", 0.1)
    metrics.step_failed("KeyError", parked=True)
    for priority in Priority:
        metrics.sent("telegram", priority.name.lower(), 0.1)
    for failure in ("Unreachable", "TooFast"):
        metrics.not_sent("telegram", failure)
    metrics.asked_to_wait("telegram", 1, whole_account=True)
    metrics.database("read", 0.1)
    metrics.tick("reminders", 0.1, failed=True)
    found = chain(metrics.registry.collect(), shown_of([OWNER], ALL_WAITS, NOW))
    return {sample.name: sample.labels for family in found for sample in family.samples}


def names_in(expression):
    return set(re.findall(r"\b(?:passerelle|process)_\w+", expression))


@pytest.mark.parametrize(("where", "expression"), EXPRESSIONS, ids=lambda value: value[:60])
def test_an_expression_names_figures_and_labels_that_there_are(shown, where, expression):
    names = names_in(expression)
    assert names, where
    assert names <= shown.keys()
    known = OF_PROMETHEUS.union(*(shown[name] for name in names))
    grouped = set(chain.from_iterable(re.split(r"\s*,\s*", one) for one in re.findall(r"by \(([^)]*)\)", expression)))
    chosen = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression))
    assert grouped | chosen <= known


def test_what_is_chosen_by_its_value_is_called_so():
    kinds = {priority.name.lower() for priority in Priority}
    chosen = {value for _, expression in EXPRESSIONS for value in re.findall(r'priority="([^"]*)"', expression)}
    assert chosen
    assert chosen <= kinds


def test_all_that_we_count_is_looked_at_somewhere(shown):
    looked_at = set().union(*(names_in(expression) for _, expression in EXPRESSIONS))
    families = {re.sub(r"_(total|sum|count|bucket|created|info)$", "", name) for name in looked_at}
    ours = {
        re.sub(r"_(total|sum|count|bucket|created|info)$", "", name) for name in shown if name.startswith("passerelle_")
    }
    assert ours - families == set()


def test_a_panel_tells_what_it_shows_and_asks_the_chosen_prometheus():
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    for panel in panels:
        assert panel["description"].endswith("."), panel["title"]
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"${datasource}"}


def test_an_alert_says_what_happened_and_what_to_do():
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert all(rule["annotations"][name].endswith(".") for name in ("summary", "description"))
        labels = set(re.findall(r"\$labels\.(\w+)", json.dumps(rule["annotations"])))
        assert all(label in rule["expr"] or label == "instance" for label in labels), rule["alert"]
