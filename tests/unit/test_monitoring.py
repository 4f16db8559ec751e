"""The alert rules and the dashboard ask for metrics that there are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx2
import pytest
import yaml
from prometheus_client import REGISTRY

import resolvers.app  # noqa: F401  (it registers all metrics of a process)
from graph import settings
from graph.errors import ServerFailed
from resolvers.worker import _metrics
from tests.benchmarks.processes import free_port

FOLDER = Path(__file__).parents[2] / "docs" / "monitoring"


def known() -> set[str]:
    """The names of the series that /metrics shows, less their suffixes."""
    return {family.name for family in REGISTRY.collect()}


def asked_in(text: str) -> set[str]:
    names = set(re.findall(r"\bproconnect_\w+", text))
    return {re.sub(r"_(total|bucket|sum|count)$", "", name) for name in names}


@pytest.mark.parametrize("name", ["alerts.yml", "grafana.json"])
def test_each_metric_that_is_asked_for_exists(name: str) -> None:
    asked = asked_in((FOLDER / name).read_text("utf-8"))
    assert len(asked) > 4
    assert asked - known() == set()


def test_each_alert_says_what_to_do() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert {"expr", "for", "labels", "annotations"} <= set(rule), rule["alert"]
        assert set(rule["annotations"]) == {"summary", "action"}


def test_the_dashboard_has_a_title_and_a_query_in_each_panel() -> None:
    board = json.loads((FOLDER / "grafana.json").read_text("utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(panel["title"] and panel["targets"] for panel in board["panels"])


def test_a_worker_shows_its_metrics_where_the_settings_say() -> None:
    port = free_port()
    with _metrics(settings.load(metrics_port=port)):
        shown = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
        assert "proconnect_events_handled_total" in shown
        assert "proconnect_events_published_total" in shown
        with (
            pytest.raises(ServerFailed, match="PROCONNECT_METRICS_PORT"),
            _metrics(settings.load(metrics_port=port)),
        ):
            pass
    with _metrics(settings.load()), pytest.raises(httpx2.ConnectError):
        httpx2.get(f"http://127.0.0.1:{port}/metrics")
