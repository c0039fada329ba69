# One command each. `make run` is the demo; `make check` is what to run before every commit.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
TESTS ?= tests
# Processes that run them, for two cores: in all tests much time is spent waiting for programs, browsers and servers.
check: WORKERS ?= 2
test: WORKERS ?= 3
unexport PYTHONDONTWRITEBYTECODE # the tests start the program some hundred times: compile it once

.PHONY: help run install check lint test bench soak clean
help:
	@echo "make run      the demo: http://127.0.0.1:8080"
	@echo "make install  the bot for real use, in $(VENV)"
	@echo "make check    lint and quick tests (two minutes)"
	@echo "make test     every test"
	@echo "make bench    measure speed beside a baseline"
	@echo "make soak     hundreds of kills, a day of everybody, two million rows (over an hour on an idle machine)"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Passerelle needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "This Python cannot make virtual environments: please run 'apt install python3-venv' first."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	@echo "Installing the libraries into $(VENV) (a minute or two, once)…"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	@echo "Installing the libraries and the test tools into $(VENV) (a few minutes, once)…"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

.venv-synapse/.ready: requirements/synapse.txt | $(BIN)/python
	@echo "Installing a Matrix homeserver for the tests into .venv-synapse (once)…"
	@$(PYTHON) -m venv .venv-synapse
	@.venv-synapse/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/synapse.txt
	@touch $@

node_modules/.ready: package-lock.json
	@command -v npm >/dev/null || { echo "The tests of the web chat and of Matrix need npm: please run 'apt install npm' first."; exit 1; }
	@echo "Installing an accessibility checker and Matrix clients for the tests into node_modules (once)…"
	@npm ci --silent --no-audit --no-fund
	@touch $@

install: $(VENV)/.run
	@$(PIP) install --no-deps --editable .
	@echo "Installed. Next: $(BIN)/passerelle doctor"

run: $(VENV)/.run
	@$(BIN)/python -m bot demo

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot locales check

check: lint
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow" --hypothesis-profile=quick $(TESTS)

test: lint .venv-synapse/.ready node_modules/.ready
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(TESTS)

bench: $(VENV)/.dev
	$(BIN)/python -m bench

soak: $(VENV)/.dev
	$(BIN)/python -m tests.soak
	$(BIN)/python -m bench.day
	CROWD=250000 $(BIN)/python -m pytest -q tests/delivery/test_query_plans.py

clean:
	rm -rf $(VENV) .venv-synapse node_modules build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
