# The recipes of this house. `just` comes with requirements-dev.lock: run `.venv/bin/just`.

python := ".venv/bin/python"
compile := "CUSTOM_COMPILE_COMMAND='just lock' .venv/bin/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --allow-unsafe"

# What there is to run.
default:
    @{{ just_executable() }} --list

# All that CI runs: lint, types, layers and every test, on real servers.
check *ARGS:
    python3 deploy/test.py {{ ARGS }}

# Only the tests, on servers that start by themselves: `just test tests/rules -k TR321`.
test *ARGS:
    python3 deploy/test.py --only-tests {{ ARGS }}

# A small region, judged before your eyes.
demo:
    python3 deploy/start.py demo

# Measure the targets and print a table.
bench *ARGS:
    {{ python }} -m tests.bench {{ ARGS }}

# Branch coverage of the tests that need no server.
coverage:
    {{ python }} -m coverage run -m pytest -q -m "not servers"
    {{ python }} -m coverage report --skip-covered

# Layout as ruff writes it.
format *PATHS=".":
    .venv/bin/ruff format {{ PATHS }}

# Refresh the three lock files; `just lock --upgrade` takes the newest versions.
lock *ARGS:
    {{ compile }} {{ ARGS }} --build-deps-for editable --output-file requirements.lock pyproject.toml
    {{ compile }} {{ ARGS }} --build-deps-for editable --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
    {{ compile }} {{ ARGS }} --output-file deploy/local/requirements.lock deploy/local/requirements.in

# Kafka, PostgreSQL and the four services on this machine, without Docker; Ctrl-C stops them.
up *ARGS:
    {{ python }} -m deploy.local.up {{ ARGS }}

# Stop what `just up` started from another terminal.
down:
    {{ python }} -m deploy.local.up --down
