# One list of commands for people and machines. `make help` prints it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUN_STAMP := $(VENV)/.run-stamp
DEV_STAMP := $(VENV)/.dev-stamp
HOST ?= 127.0.0.1
PORT ?= 8000
PYTEST := TIDTAM_MODE=test $(BIN)/pytest
TEMPLATES = $(shell find src -name "*.html")

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types rooms unit test-all test-slow test-browser test-postgres \
        bench-scoring bench-sheets bench-results bench-office bench-reviewing bench-schools \
        bench-assigning bench-checks docs-states lock audit clean

help: ## show every command
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tidtam needs Python 3.11 or newer; name it with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "This Python cannot make environments; on Debian: apt install python3-venv"; exit 1; }

$(RUN_STAMP): requirements/run.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs (once) …"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): requirements/dev.lock $(RUN_STAMP)
	@echo "Installing what the tests need (once) …"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

setup: $(RUN_STAMP) ## make the environment in .venv from the lock file

run: setup ## load everything and serve it at http://127.0.0.1:8000
	@$(BIN)/tidtam prepare --demo
	@$(BIN)/tidtam serve --host $(HOST) --port $(PORT)

test: lint types rooms unit ## lint, types, import rule and all quick tests

lint: $(DEV_STAMP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/djade --target-version 5.2 --check $(TEMPLATES)

types: $(DEV_STAMP)
	@TIDTAM_MODE=test $(BIN)/mypy

rooms: $(DEV_STAMP)
	@TIDTAM_MODE=test $(BIN)/lint-imports --no-cache

unit: $(DEV_STAMP)
	@$(PYTEST) -n 2 -q -m "not browser and not slow"

test-slow: $(DEV_STAMP) ## the tests that take longer (LibreOffice, all 245 sheets, kill and resume)
	@$(PYTEST) -n 2 -q -m "slow and not browser"

test-all: test test-slow test-browser ## everything on this machine's embedded database

test-browser: $(DEV_STAMP) ## journeys in a real Chromium, with axe, at phone and desk size
	@TIDTAM_BROWSER=1 $(PYTEST) -n 2 -q -m browser tests/browser

test-postgres: $(DEV_STAMP) ## all tests again on PostgreSQL (DATABASE_URL)
	@$(PYTEST) -n 2 -q -m "not browser and not slow"

bench-scoring: $(DEV_STAMP) ## scoring at national scale, against fractions, numpy and pandas
	@$(BIN)/python benchmarks/bench_scoring.py

bench-results: $(DEV_STAMP) ## computing 245 offices x three instruments from and into the database
	@TIDTAM_MODE=test $(BIN)/python benchmarks/bench_results.py

bench-schools: $(DEV_STAMP) ## importing, listing and counting 29,000 schools, against plain inserts
	@TIDTAM_MODE=test $(BIN)/python benchmarks/bench_schools.py

bench-office: $(DEV_STAMP) ## 250 people saving at once, the most a server takes, the task list
	@$(BIN)/python benchmarks/bench_office.py

bench-sheets: $(DEV_STAMP) ## 245 full-year sets as PDF and Word, against WeasyPrint
	@$(BIN)/python benchmarks/bench_sheets.py

bench-assigning: $(DEV_STAMP) ## giving a national round to 120 reviewers, against a greedy division
	@$(BIN)/python benchmarks/bench_assigning.py

bench-reviewing: $(DEV_STAMP) ## a reviewer's list, item and save with a national round, against a bare table
	@$(BIN)/python benchmarks/bench_reviewing.py

bench-checks: $(DEV_STAMP) ## checks on long texts and a marks workbook, against plain reading
	@TIDTAM_MODE=test $(BIN)/python benchmarks/bench_checks.py

docs-states: $(DEV_STAMP) ## print docs/states.md anew from the tables of states in the code
	@TIDTAM_MODE=test $(BIN)/python docs/states.py

lock: $(DEV_STAMP) ## resolve the dependencies anew (needs uv on the path)
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-header --extra build pyproject.toml -o requirements/run.lock
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --no-header --extra build --extra s3 --extra dev -c requirements/run.lock pyproject.toml \
	  -o requirements/dev.lock

audit: $(DEV_STAMP) ## look for known weaknesses in the locked libraries
	@$(BIN)/pip-audit -r requirements/run.lock --require-hashes --disable-pip

clean: ## remove the environment and everything made here, the data too
	@rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
