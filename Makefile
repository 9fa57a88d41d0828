# Two commands are all a newcomer needs: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# From the command line only (make run PORT=9000): HOST means other things in many an environment.
PYTHON := python3
HOST := 127.0.0.1
PORT := 8080
VENV := .venv
BIN := $(VENV)/bin
# The tests start dozens of processes: each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE
# pip as quiet as its errors allow; a lock's hashes are checked, whatever registry the machine is set up for.
PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r
TWO_CORES := -n 2
UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: help
help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(VENV)/runtime.stamp ## Install what running needs, migrate, start on 127.0.0.1:8080 (HOST=, PORT=)
	@exec $(BIN)/python main.py serve --host $(HOST) --port $(PORT)

.PHONY: test
test: lint browser proxies ## Install what the tests need, Chromium included, and run everything, a test on each core at a time
	@$(BIN)/python -m pytest $(TWO_CORES) --durations=25

.PHONY: test-quick
test-quick: $(VENV)/dev.stamp ## While working: tests that start neither a browser nor a server, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest $(TWO_CORES) -m "not e2e and not binary and not process"

.PHONY: test-e2e
test-e2e: $(VENV)/dev.stamp browser proxies ## Stories told with a real server and Chromium
	@$(BIN)/python -m pytest $(TWO_CORES) -m "e2e and not binary"

.PHONY: test-api
test-api: $(VENV)/dev.stamp ## 10,000 requests made up along the links of the API's document, on both databases (CASES=)
	@KEYLODGE_API_CASES=$(or $(CASES),10000) $(BIN)/python -m pytest tests/api/test_random_requests.py

.PHONY: test-faults
test-faults: $(VENV)/dev.stamp ## The long part of tests/resilience: databases and replicas that are killed again and again
	@$(BIN)/python -m pytest tests/resilience -m faults

.PHONY: lint
lint: $(VENV)/dev.stamp ## Style, formatting, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "These files aren't formatted. 'make format' does it."; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

.PHONY: house
house: $(VENV)/dev.stamp ## What the architecture tests hold: modules a folder, the longest files and functions, circles
	@$(BIN)/python -m scripts.house

.PHONY: format
format: $(VENV)/dev.stamp ## Format the code, and repair what ruff can repair
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .

.PHONY: browser
browser: $(VENV)/dev.stamp ## Find or install Chromium for the tests
	@$(BIN)/python -m scripts.install_browser

.PHONY: proxies
proxies: $(VENV)/dev.stamp ## Find or fetch Caddy and nginx for the tests of several replicas
	@$(BIN)/python -m scripts.install_proxies

.PHONY: binary
binary: $(VENV)/dev.stamp ## The whole product as one executable, in dist/
	@$(BIN)/python -m scripts.build_binary

.PHONY: migration
migration: $(VENV)/dev.stamp ## Write a migration for changed models (NAME=what_changes); read it before you commit it
	@$(BIN)/python -m tortoise -c db.MIGRATIONS makemigrations $(if $(NAME),-n $(NAME))

.PHONY: assets
assets: $(VENV)/dev.stamp ## Fetch fonts and icons again, with npm
	@$(BIN)/python scripts/make_assets.py

.PHONY: notices
notices: $(VENV)/dev.stamp ## Write the libraries and their licences into THIRD_PARTY_NOTICES.md
	@$(BIN)/python -m scripts.write_notices

.PHONY: audit
audit: $(VENV)/dev.stamp ## Look for known vulnerabilities in what the locks name, where advisories can be asked for
	@$(BIN)/python -m scripts.audit

.PHONY: screenshots
screenshots: $(VENV)/dev.stamp browser ## Take the pictures of the guide from the running product
	@$(BIN)/python -m scripts.make_screenshots

.PHONY: bench-token
bench-token: $(VENV)/dev.stamp build/bench/ready.stamp ## Token endpoint and introspection beside others (needs node and npm)
	@$(BIN)/python -W ignore -m bench.token

.PHONY: bench-crowd
bench-crowd: $(VENV)/dev.stamp ## What 200 open pages cost a change, tokens and a restart, beside none (three minutes)
	@$(BIN)/python -W ignore -m bench.crowd

.PHONY: bench-size
bench-size: $(VENV)/dev.stamp ## Each figure of the console at 1,000, 100,000 and 1,000,000 clients, on both databases (half an hour)
	@$(BIN)/python -W ignore -m bench.size

build/bench/ready.stamp: bench/oidc_provider/package.json bench/requirements.txt
	@command -v npm > /dev/null || { echo "This compares with a program for node, which is not installed."; exit 2; }
	@mkdir -p build/bench
	@cp bench/oidc_provider/package.json build/bench/
	@npm install --prefix build/bench --silent --no-audit --no-fund
	@$(PYTHON) -m venv build/bench/python
	@build/bench/python/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	@touch $@

.PHONY: lock
lock: ## Write the locks from pyproject.toml (needs uv)
	@command -v uv > /dev/null || { echo "Locks are made with uv, which is not installed. 'pip install uv' is one way."; exit 2; }
	@$(UV_COMPILE) pyproject.toml -o requirements/runtime.txt
	@$(UV_COMPILE) pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	@! grep -n '://' requirements/*.txt || { echo "A lock names an address. Locks must work with any registry."; exit 1; }

.PHONY: clean
clean: ## Remove what was made here, but never the data directory
	@rm -rf $(VENV) build dist test-results .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2> /dev/null || \
		{ echo "Keylodge needs Python 3.11, 3.12 or 3.13 as '$(PYTHON)'. Install one, or name another: make run PYTHON=python3.13"; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2> /dev/null || \
		{ echo "This Python can't make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.txt | $(BIN)/python
	@echo "Installing what Keylodge needs into $(VENV) (about half a minute the first time)…"
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(BIN)/python -m ensurepip > /dev/null
	@$(PIP_INSTALL) requirements/runtime.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/runtime.stamp
	@echo "Installing what the tests need into $(VENV) (about a minute the first time)…"
	@$(PIP_INSTALL) requirements/dev.txt
	@touch $@
