"""The files that operate Sluis agree with each other and keep their promises, as far as one sees without an engine."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_ROOT = Path(__file__).resolve().parents[2]
_DEPLOY = _ROOT / "deploy"
_CHART = _DEPLOY / "helm" / "sluis"
_SERVICES = {"toewijzing", "declaratie", "normbewaking", "gateway"}
_SOURCE = {path: path.read_text(encoding="utf-8") for path in sorted((_ROOT / "services").rglob("*.py"))}
_OBSERVABILITY = _ROOT / "services" / "shared" / "platform" / "observability.py"


@dataclass(frozen=True, slots=True)
class _Metric:
    """A metric as the code registers it: by which attribute it is set, and under which labels it can be asked for."""

    attribute: str
    kind: str
    labels: frozenset[str]

    @property
    def is_set(self) -> bool:
        use = re.compile(rf"\bmetrics\.{self.attribute}\b")
        return any(use.search(text) for path, text in _SOURCE.items() if path != _OBSERVABILITY)


def _metrics() -> dict[str, _Metric]:
    found = {}
    for node in ast.walk(ast.parse(_SOURCE[_OBSERVABILITY])):
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        target, call = node.targets[0], node.value
        if isinstance(call.func, ast.Name) and call.func.id in ("Counter", "Gauge", "Histogram"):
            assert isinstance(target, ast.Attribute)
            labels = frozenset(ast.literal_eval(call.args[2])) if len(call.args) > 2 else frozenset()
            found[ast.literal_eval(call.args[0])] = _Metric(target.attr, call.func.id, labels)
    return found


_METRICS = _metrics()


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _alerts() -> list[dict[str, Any]]:
    return [rule for group in _yaml(_DEPLOY / "prometheus" / "alerts.yaml")["groups"] for rule in group["rules"]]


def _dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_DEPLOY / "grafana" / "sluis.json").read_text(encoding="utf-8"))
    return found


def _questions() -> Iterator[str]:
    """Every PromQL expression of alarms and dashboard."""
    yield from (alert["expr"] for alert in _alerts())
    for panel in _dashboard()["panels"]:
        yield from (target["expr"] for target in panel["targets"])


def test_every_alarm_has_a_paragraph_in_the_runbook_and_no_paragraph_is_left_over() -> None:
    runbook = (_DEPLOY / "runbook.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"^## (Sluis\w+)$", runbook, re.MULTILINE))
    assert headings == {alert["alert"] for alert in _alerts()}
    for alert in _alerts():
        assert alert["annotations"]["runbook"] == f"deploy/runbook.md#{alert['alert'].lower()}"


def _asked(question: str) -> set[str]:
    """The metrics in a question, by the name under which they are registered."""
    names = set(re.findall(r"\bsluis_\w+", question))
    return {re.sub(r"_(bucket|sum|count)$", "", name) if name not in _METRICS else name for name in names}


def test_alarms_and_dashboard_ask_only_for_metrics_that_the_code_sets() -> None:
    set_somewhere = {name for name, metric in _METRICS.items() if metric.is_set}
    for question in _questions():
        assert _asked(question) <= set_somewhere, question


def test_alarms_and_dashboard_group_and_choose_by_labels_that_the_metrics_have() -> None:
    for question in _questions():
        known = {"job", "dienst", "alertname", "alertstate", "le"}.union(
            *(_METRICS[name].labels for name in _asked(question))
        )
        grouped = re.findall(r"\b(?:by|on) \(([^)]*)\)", question)
        chosen = re.findall(r"(\w+)=~?\"", question)
        assert {label.strip() for group in grouped for label in group.split(",")} | set(chosen) <= known, question


def test_every_metric_that_the_code_sets_is_on_the_dashboard() -> None:
    shown = set().union(*(_asked(target["expr"]) for panel in _dashboard()["panels"] for target in panel["targets"]))
    assert [name for name, metric in _METRICS.items() if metric.is_set and name not in shown] == []


def test_every_counter_is_named_a_total_and_nothing_else_is() -> None:
    assert [name for name, each in _METRICS.items() if name.endswith("_total") != (each.kind == "Counter")] == []


def test_panels_of_the_dashboard_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in _dashboard()["panels"]:
        place = panel["gridPos"]
        assert place["x"] + place["w"] <= 24
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        taken |= cells


def test_brackets_in_every_question_match() -> None:
    for question in _questions():
        for opening, closing in ("()", "[]", "{}"):
            assert question.count(opening) == question.count(closing), question


def test_compose_runs_every_service_with_a_health_check_and_without_privileges() -> None:
    services = _yaml(_DEPLOY / "compose.yaml")["services"]
    assert set(services) >= _SERVICES | {"kafka", "postgres", "prometheus", "grafana"}
    for name in _SERVICES:
        service = services[name]
        assert service["command"] == ["run", name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "/health/ready" in " ".join(service["healthcheck"]["test"])
    for name, service in services.items():
        assert "mem_limit" in service, name
        assert "healthcheck" in service, name


def test_no_secret_stands_in_compose() -> None:
    text = (_DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if re.search(r"(?i)(password|key|secret|token)\w*:\s*\S", line) and not line.lstrip().startswith("#"):
            assert re.search(r"\$\{|/run/secrets/|environment:|_FILE|secrets: \[", line), line


def test_compose_and_the_local_starter_use_the_same_kafka_and_record_size() -> None:
    compose = _yaml(_DEPLOY / "compose.yaml")["services"]["kafka"]
    fetch = (_DEPLOY / "local" / "fetch.py").read_text(encoding="utf-8")
    node = (_DEPLOY / "local" / "kafka.py").read_text(encoding="utf-8")
    version = compose["image"].rpartition(":")[2]
    assert f'KAFKA = "{version}"' in fetch
    assert f"_MAX_RECORD = {int(compose['environment']['KAFKA_MESSAGE_MAX_BYTES']):_}" in node


def test_the_image_runs_without_root_and_installs_only_what_the_lock_names() -> None:
    lines = (_DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    stages = [line for line in lines if line.startswith("FROM ")]
    assert len(stages) == 2
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001:10001"]
    assert any("--require-hashes" in line for line in lines)
    assert any("--no-index" in line for line in lines)


def test_the_chart_has_limits_for_every_service_and_holds_no_secret() -> None:
    values = _yaml(_CHART / "values.yaml")
    assert set(values["services"]) == _SERVICES
    for name, service in values["services"].items():
        assert set(service["resources"]) == {"requests", "limits"}, name
        assert service["replicas"] >= 2, name
    assert set(values["secrets"]) == {"database", "kafka", "key", "tokens", "tls", "access"}
    assert all(set(reference) <= {"name", "key", "keys"} for reference in values["secrets"].values())


def test_every_value_that_a_template_uses_exists_and_every_include_is_defined() -> None:
    values = _yaml(_CHART / "values.yaml")
    templates = "".join(path.read_text(encoding="utf-8") for path in sorted((_CHART / "templates").iterdir()))
    for used in set(re.findall(r"\.Values\.([\w.]+)", templates)):
        place = values
        for step in used.split("."):
            assert step in place, used
            place = place[step]
    defined = set(re.findall(r'define "([\w.]+)"', templates))
    assert set(re.findall(r'include "([\w.]+)"', templates)) == defined


def test_every_block_of_a_template_is_closed() -> None:
    for path in sorted((_CHART / "templates").iterdir()):
        text = path.read_text(encoding="utf-8")
        opened = re.findall(r"{{-?\s*(?:if|range|with|define)\b", text)
        closed = re.findall(r"{{-?\s*end\b", text)
        assert len(opened) == len(closed), path.name


def test_pods_have_probes_a_budget_and_no_privileges() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((_CHART / "templates").iterdir()))
    for promise in (
        "startupProbe", "livenessProbe", "readinessProbe", "PodDisruptionBudget", "runAsNonRoot: true",
        "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]", "secretKeyRef",
        "automountServiceAccountToken: false",
    ):  # fmt: skip
        assert promise in text
    assert "kind: Secret" not in text


def test_the_chart_carries_the_same_alarms() -> None:
    assert (_CHART / "alerts.yaml").read_bytes() == (_DEPLOY / "prometheus" / "alerts.yaml").read_bytes()
