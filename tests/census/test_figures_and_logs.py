"""What alarms, dashboard and documents say of metrics, log events and settings is what the code has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic_settings import BaseSettings

from deploy.logregels import log_table, told_by_the_guard, uses
from services.gateway.settings import GatewaySettings
from services.gateway.stuf.settings import GgkSettings
from services.shared.desk.kafka_access import KafkaAccess
from services.shared.desk.settings import PORTS, Settings
from services.shared.platform.observability import FIELDS, LOG_EVENTS, LogEvent

_ROOT = Path(__file__).resolve().parents[2]
_DEPLOY = _ROOT / "deploy"


def test_the_list_of_log_events_is_closed_by_its_type() -> None:
    assert list(LOG_EVENTS) == list(get_args(LogEvent))


def test_every_log_event_is_told_somewhere_and_every_line_has_a_known_name() -> None:
    assert set(uses()) | told_by_the_guard() == set(LOG_EVENTS)


def test_every_line_has_a_known_level_and_only_fields_that_may_go_out() -> None:
    for name, use in uses().items():
        assert use.levels <= {"info", "warning", "error"}, name
        assert use.fields <= FIELDS, name


def test_every_field_that_may_go_out_is_used() -> None:
    used = set().union(*(use.fields for use in uses().values()), {"dienst", "bibliotheek", "niveau"})
    assert used == FIELDS


def test_the_page_of_log_events_is_made_from_the_code() -> None:
    written = (_DEPLOY / "logregels.md").read_text(encoding="utf-8")
    assert written == log_table(LOG_EVENTS.items()), "run .venv/bin/python deploy/logregels.py"


@pytest.mark.parametrize("settings", [Settings, KafkaAccess, GatewaySettings, GgkSettings])
def test_every_setting_stands_on_the_page_of_settings(settings: type[BaseSettings]) -> None:
    page = (_DEPLOY / "instellingen.md").read_text(encoding="utf-8")
    prefix = settings.model_config["env_prefix"]
    assert [name for name in settings.model_fields if f"`{prefix}{name.upper()}`" not in page] == []


def test_no_file_that_operates_sluis_names_a_setting_that_nothing_reads() -> None:
    read = {
        f"{settings.model_config['env_prefix']}{name.upper()}"
        for settings in (Settings, KafkaAccess, GatewaySettings, GgkSettings)
        for name in settings.model_fields
    }
    read |= {"SLUIS_KEY", "SLUIS_KEY_FILE"} | {f"SLUIS_STATUS_{name.upper()}" for name in PORTS}
    own = {"SLUIS_VERSION", "SLUIS_TLS_FOLDER"}  # chosen in the shell that starts Compose, not read by Sluis
    pages = [_ROOT / "README.md", *_DEPLOY.glob("*.md"), *_DEPLOY.glob("*.yaml"), _DEPLOY / "Dockerfile"]
    pages += [*_DEPLOY.glob("helm/sluis/**/*.*"), _DEPLOY / "local" / "up.py"]
    for page in pages:
        named = set(re.findall(r"\bSLUIS_[A-Z_]*[A-Z]\b", page.read_text(encoding="utf-8")))
        assert named - read - own - {"SLUIS_STATUS"} == set(), page.name


def test_every_port_of_a_service_is_the_same_everywhere() -> None:
    compose = (_DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    prometheus = (_DEPLOY / "prometheus" / "prometheus.yaml").read_text(encoding="utf-8")
    values = (_DEPLOY / "helm" / "sluis" / "values.yaml").read_text(encoding="utf-8")
    local = (_DEPLOY / "local" / "up.py").read_text(encoding="utf-8")
    image = (_DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    for name, port in PORTS.items():
        assert f"http://{name}:{port}" in compose
        assert f"http://127.0.0.1:{port}/health/ready" in compose
        assert f'"{name}:{port}"' in prometheus
        assert f"  {name}:\n    port: {port}\n" in values
        assert f'"{name}": {port},' in local
        assert re.search(rf"^EXPOSE .*\b{port}\b", image, re.MULTILINE)
