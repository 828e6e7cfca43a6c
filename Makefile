# Every target sets up what it needs. `make help` lists them.

PYTHON ?= python3
WORKERS ?= auto
UPGRADE ?=
ARGS ?=
MUTANTS ?=
FAULTS ?=
ROWS ?=
FUZZ ?= 20
KILLS ?= 200

VENV := .venv
CONTRACT := .venv-contract
JUDGES := .venv-judges
PRISM := tests/e2e/node_modules
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check

# Hundreds of processes import the same modules: let Python keep what it has compiled, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install generate check diff demo test test-slow contract e2e e2e-client e2e-prism e2e-mock mutation fuzz faults killed bench docs lint types build lock clean
.DELETE_ON_ERROR:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "  PYTHON=$(PYTHON) makes the environment in $(VENV), WORKERS=$(WORKERS) processes run the tests."

install: $(READY) ## Make .venv with the locked versions (every other target does it too)

generate: $(READY) ## Write generated/ from spec/
	$(BIN)/specwright generate

check: $(READY) ## Fail when generated/ is not what spec/ says
	$(BIN)/specwright generate --check --no-cache

diff: $(READY) ## Say what the working spec breaks, beside the last tag or HEAD (ARGS=--format markdown)
	$(BIN)/specwright diff $(ARGS)

demo: $(READY) ## Run the quick start of the client against `specwright mock`: no network, no key
	@PYTHONPATH=generated $(BIN)/python docs/examples/demo.py

test: $(READY) ## Run the test suite, but for the slow tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup

test-slow: $(READY) ## Run the slow tests, which say on more input what quick tests say too
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup -m slow

contract: $(CONTRACT)/.client ## Judge the built client by spec/, in an environment that holds nothing but the two
	$(BIN)/specwright verify --python $(CONTRACT)/bin/python --vectors spec/vectors

e2e: e2e-client e2e-mock ## Let others judge: Prism the built client (skipped without node), Schemathesis and the vendor's SDK the mock

e2e-client: $(READY)
	@if command -v node >/dev/null && command -v npm >/dev/null; then $(MAKE) --no-print-directory e2e-prism; \
	else echo "e2e: SKIPPED, the client was not tried: node and npm are not installed"; fi

e2e-mock: $(READY)
	@if $(MAKE) --no-print-directory $(JUDGES)/.ready; then $(JUDGES)/bin/python -I tests/e2e/judges.py $(BIN)/specwright; \
	else echo "e2e: SKIPPED, the mock was not tried: the packages of tests/e2e/judges.txt cannot be installed"; fi

e2e-prism: $(CONTRACT)/.client $(PRISM)/.ready
	$(CONTRACT)/bin/python -I tests/e2e spec/openapi.yaml

mutation: $(READY) ## Plant faults in a copy of the client; every one must be found (MUTANTS=--all for all of them)
	$(BIN)/python -m tests.mutation $(MUTANTS)

faults: $(READY) ## Plant the hand-written faults of tests/mutation/planted*.yaml; `verify` must find each (FAULTS=pages for some)
	$(BIN)/python -m tests.mutation.planted $(FAULTS)
	@test -n "$(FAULTS)" || $(MAKE) --no-print-directory killed

killed: $(READY) ## Kill runs of many calls at KILLS random moments; none may pay twice, or lose an id
	PYTHONPATH=generated $(BIN)/python -m tests.killed $(KILLS)

fuzz: $(READY) ## Search with the property tests for new cases, for FUZZ times as long as the suite does
	SPECWRIGHT_FUZZ=$(FUZZ) $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadgroup -m hypothesis --hypothesis-profile explore

bench: $(READY) ## Print the table of docs/benchmarks.md, with peers fetched into .venv-bench (ROWS="generate help", ARGS=--json)
	@$(BIN)/python -m tests.benchmarks $(ROWS) $(ARGS)

docs: $(READY) ## Build the documentation as a site in build/docs/site, without the network
	$(BIN)/python docs/build.py build/docs
	cd build/docs && ../../$(BIN)/python -m zensical build --strict

lint: $(READY) ## Look for mistakes and wrong formatting
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-logo
	$(BIN)/ruff format --check
	$(BIN)/ruff check --isolated --target-version py310 --select F --ignore F403 generated  # models/__init__ exports by stars

types: $(READY) ## Check the types: mypy --strict, pyright strict
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python

build: $(READY) ## Build the generator (wheel and sdist) and the client (wheel) into dist/
	$(BIN)/python -m build --no-isolation --outdir dist .
	$(BIN)/python -m build --no-isolation --wheel --outdir dist generated

lock: $(READY) ## Renew requirements-dev.lock after pyproject.toml changed (UPGRADE=--upgrade: newest versions)
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --python-version 3.10 \
		--extra dev --annotation-style line $(UPGRADE) --output-file requirements-dev.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --no-header \
		--annotation-style line $(UPGRADE) --output-file tests/e2e/judges.txt tests/e2e/judges.in

clean: ## Remove what was built and every cache; .venv stays
	rm -rf build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find generator generated tests -type d -name __pycache__ -prune -exec rm -rf {} +

# Some systems ship Python without ensurepip: then the system's pip installs the first pip.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "Python 3.10 or newer is needed: make PYTHON=...")'
	@echo "$(PYTHON) -m venv $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --clear --without-pip $(VENV) \
		&& $(PYTHON) -m pip --disable-pip-version-check --python $(BIN)/python install --quiet pip; } \
		|| { rm -rf $(VENV); exit 1; }

# What `specwright verify` needs where the client is, and nothing of Specwright itself; pip is that of $(VENV).
$(CONTRACT)/.tools: requirements-dev.lock pyproject.toml | $(READY)
	$(BIN)/python -m venv --clear --without-pip $(CONTRACT)
	@$(BIN)/python -c 'import pathlib, tomli; project = tomli.loads(pathlib.Path("pyproject.toml").read_text())["project"]; \
		print(*project["optional-dependencies"]["verify"], sep="\n")' > $(CONTRACT)/tools.txt
	$(PIP) --python $(CONTRACT)/bin/python install --quiet --constraint requirements-dev.lock --requirement $(CONTRACT)/tools.txt
	@touch $@

# Installed twice: anew because its version stays the same, and once more for what it needs.
$(CONTRACT)/.client: $(CONTRACT)/.tools $(shell find generated -name '*.py' -o -name pyproject.toml)
	rm -rf $(CONTRACT)/wheel
	$(BIN)/python -m build --no-isolation --wheel --outdir $(CONTRACT)/wheel generated
	$(PIP) --python $(CONTRACT)/bin/python install --quiet --force-reinstall --no-deps $(CONTRACT)/wheel/*.whl
	$(PIP) --python $(CONTRACT)/bin/python install --quiet --constraint requirements-dev.lock $(CONTRACT)/wheel/*.whl
	@touch $@

$(JUDGES)/.ready: tests/e2e/judges.txt | $(READY)
	@$(BIN)/python -m venv --clear --without-pip $(JUDGES)
	$(PIP) --python $(JUDGES)/bin/python install --quiet --no-compile --requirement tests/e2e/judges.txt
	@touch $@

# --ignore-scripts: nothing of what is fetched runs before the mock server does.
$(PRISM)/.ready: tests/e2e/package.json tests/e2e/package-lock.json
	npm ci --prefix tests/e2e --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# --no-build-isolation: the editable install takes hatchling from the lock and fetches nothing.
$(READY): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(PIP) install --quiet --no-compile --requirement requirements-dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
