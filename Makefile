# `make help` lists the targets. Everything lands in .venv and instance/, both inside this folder.
# No target is named by an absolute path: the folder's own path may hold a space.

PORT ?= 8000
# Which Python lays the environment: PYTHON=python3.12 asks for one, else the newest that works is taken.
PYTHON ?=
# More words for pytest: make test ARGS="-k notes"
ARGS ?=
# Test processes: one for each core, 8 at most; WORKERS=0 runs all in one, for a debugger.
WORKERS ?= auto

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install install-dev browser run test test-corpus test-pages test-engines test-fast test-postgres coverage check check-style check-types check-layers check-templates check-scripts audit grade fuzz faults format lock clean

# The checker of scripts keeps its notes in here too, and asks nobody whether there is a newer one.
export DENO_DIR := .venv/deno
export DENO_NO_UPDATE_CHECK := 1

# The tests start many processes, and each is spared from compiling everything again.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
HAVE_UV = $(shell uv --version >/dev/null 2>&1 && echo yes)
PIP_INSTALL = $(if $(HAVE_UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check)
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --maxprocesses 8 --no-loadscope-reorder
# A name on the PATH proves nothing (version switchers leave names behind that fail): run it.
FIND_PYTHON = for name in $(or $(PYTHON),python3.13 python3.12 python3.11 python3 python); do \
	"$$name" -c 'import sys; sys.version_info >= (3, 11) or sys.exit(1); print(sys.executable)' 2>/dev/null && break; done

# An environment that was copied or moved here, or whose Python is gone, was upgraded or is not the one asked
# for (PYTHON=…), is laid anew: without its note of place the rules below start from nothing.
IDENTITY := import sys; print(sys.base_prefix, "%d.%d" % sys.version_info[:2])
$(shell [ -e .venv/place ] || exit 0; here=$$($(BIN)/python -c '$(IDENTITY)' 2>/dev/null); \
	wanted=$(if $(PYTHON),$$("$(PYTHON)" -c '$(IDENTITY)' 2>/dev/null),$$here); \
	[ -n "$$here" ] && [ "$$here" = "$$wanted" ] && [ "$$(cat .venv/place)" = "$$(pwd -P) $$here" ] || rm -f .venv/place)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

install: .venv/installed ## Lay the environment in .venv, with .venv/bin/annotate
	@:

install-dev: .venv/installed-dev ## The same with what tests and checks need
	@:

.venv/place:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then echo "No Python 3.11 or newer found$(if $(PYTHON), under the name $(PYTHON)). Install one, or name it: make PYTHON=/path/to/python3" >&2; exit 1; fi; \
	echo "Laying .venv with $$python"; rm -rf .venv; \
	$(if $(HAVE_UV),uv venv --quiet --python "$$python" .venv,"$$python" -m venv .venv || { rm -rf .venv; echo "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; })
	@echo "$$(pwd -P) $$($(BIN)/python -c '$(IDENTITY)')" > $@

.venv/installed: .venv/place requirements.lock requirements-build.lock pyproject.toml
	@echo "Installing what the app needs (requirements.lock)"
	@$(PIP_INSTALL) --require-hashes -r requirements.lock -r requirements-build.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/place requirements-dev.lock pyproject.toml
	@echo "Installing what the app, its tests and its checks need (requirements-dev.lock)"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.lock
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch .venv/installed $@

run: install ## Start the app on http://127.0.0.1:8000 (PORT=8123 chooses another port)
	@exec $(BIN)/annotate serve --prepare --port $(PORT)

browser: install-dev
	@$(BIN)/python -m tests.browser.install

test: install-dev browser ## Run the tests; sets up what they need, a browser included (ARGS="-k notes")
	@$(PYTEST) --ignore=tests/engines --ignore=tests/faults -m "not corpus and not slow" $(ARGS)

test-pages: install-dev browser ## Look at every page that a person reaches: axe, nothing wider than the window, no console complains
	@$(PYTEST) -m "browser and slow" tests/browser $(ARGS)

test-corpus: install-dev ## Run the tests over real records, in the folder that ANNOTATE_CORPUS names or beside the checkout
	@$(PYTEST) --ignore=tests/engines -m corpus $(ARGS)

test-engines: install-dev ## Walk the journeys that matter in Firefox and WebKitGTK (ENGINES=required fails without)
	@$(BIN)/python -m tests.browser.install engines
	@ANNOTATE_ENGINE=firefox $(PYTEST) -m engines tests/browser $(ARGS)
	@$(PYTEST) tests/engines $(ARGS)

test-fast: install-dev ## Run the tests that need neither browser nor patience
	@$(PYTEST) -m "not browser and not slow and not corpus" $(ARGS)

test-postgres: install-dev ## Run the tests on a PostgreSQL server of their own, but for those in a browser and over the corpus
	@$(BIN)/python -m tests.postgres $(PYTEST) -m "not browser and not corpus" $(ARGS)

coverage: install-dev ## Run the tests that need no browser, and fail when they reach less of the app than pyproject.toml says
	@rm -rf test-results; mkdir -p test-results
	@$(BIN)/coverage run -m pytest --numprocesses $(WORKERS) --maxprocesses 8 --no-loadscope-reorder -m "not browser and not corpus" $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

check: check-style check-types check-layers check-templates check-scripts audit ## Run every linter and type check (make -k check goes on after a failure)

check-style: install-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types: install-dev
	$(BIN)/mypy

check-layers: install-dev
	$(BIN)/lint-imports --no-logo

check-templates: install-dev
	$(BIN)/djlint --lint --quiet templates

check-scripts: install-dev
	$(BIN)/deno check --quiet --config tests/js/deno.json static/js tests/js
	$(BIN)/deno lint --quiet --config tests/js/deno.json static/js tests/js
	$(BIN)/deno fmt --quiet --check --config tests/js/deno.json static/js static/css tests/js

audit: install-dev ## Ask osv.dev, or the package index, about every locked dependency (AUDIT=required fails when it cannot)
	@AUDIT=$(AUDIT) $(BIN)/python -m tests.audit

grade: install-dev ## Have two scanners of others grade headers and content policy; needs npm (GRADE=required fails without)
	@GRADE=$(GRADE) $(BIN)/python -m tests.grading

fuzz: install-dev ## Send requests that nobody planned for, for a few minutes (EXAMPLES=20000)
	@FUZZ_EXAMPLES=$(or $(EXAMPLES),8000) $(BIN)/python -m pytest --numprocesses 0 tests/security/test_fuzz.py

faults: install-dev ## Kill the server, fill its disk, hold its database…, and tell what was lost; about ten minutes
	@FAULTS=full TWO_TABS_EXAMPLES=60 $(BIN)/python -m pytest --numprocesses 0 tests/faults tests/web/notes/test_two_tabs.py $(ARGS)

format: install-dev ## Put code, styles and scripts into the house's form
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	$(BIN)/deno fmt --quiet --config tests/js/deno.json static/js static/css tests/js

COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links

lock: ## Write the lock files anew from pyproject.toml (UPGRADE=1 takes the newest releases)
	@set -e; place=$$(mktemp -d); trap 'rm -rf "$$place"' EXIT; uv=uv; \
	if ! uv --version >/dev/null 2>&1; then python=$$($(FIND_PYTHON)); "$$python" -m venv "$$place"; \
	"$$place/bin/python" -m pip install --quiet --quiet uv; uv="$$place/bin/uv"; fi; \
	"$$uv" $(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements.lock pyproject.toml; \
	"$$uv" $(COMPILE) $(if $(UPGRADE),--upgrade) --group build --output-file requirements-build.lock; \
	"$$uv" $(COMPILE) $(if $(UPGRADE),--upgrade) --group dev --output-file requirements-dev.lock pyproject.toml; \
	"$$uv" $(COMPILE) $(if $(UPGRADE),--upgrade) --extra postgres --extra redis --constraint requirements-dev.lock --output-file requirements-server.lock pyproject.toml

clean: ## Remove the environment and every cache; instance/ (your data) stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .cache test-results
	find annotate migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +
