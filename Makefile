# What can be done here; each target sets up what it needs, or stops with the command to run.
# Another Python than python3: make test PYTHON=python3.12

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
USABLE := .venv/.usable
READY := .venv/.ready
DEMO := build/demo/register.db
REPORTS := build/demo/reports
IMAGE := build/image
ENGINE ?= $(firstword $(notdir $(shell command -v podman docker)))
PRODUCT := $(wildcard aggregates register integrity projections reports evidence exchange intake web commands cli.py migrations)

# Tests start the program a thousand times: its modules are compiled once, whatever is set here.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check bench lock messages image clean

help:
	@echo 'make demo      load the example register into $(DEMO), print its matrix, and write reports'
	@echo 'make test      make check, then every test, on SQLite and on a PostgreSQL of its own'
	@echo 'make check     lint, format and types'
	@echo 'make bench     measure, beside peers that it installs into build/peers; see benchmarks/README.md'
	@echo 'make lock      choose the dependencies of setup.cfg anew into requirements.lock and requirements-dev.lock'
	@echo 'make messages  bring reports/locale/*.po up to date with the texts of reports/'
	@echo 'make image     build the container image compliance-register, with podman or docker'
	@echo 'make clean     remove .venv, build/ and caches'

demo: $(USABLE)
	@.ci/provide fonts
	@mkdir -p $(dir $(DEMO))
	@echo 'The demo register is $(DEMO); ask it more with:'
	@echo '    $(BIN)/register --database sqlite:///$(DEMO) --help'
	@$(BIN)/register --database sqlite:///$(DEMO) demo
	@mkdir -p $(REPORTS)
	@$(BIN)/register --database sqlite:///$(DEMO) report dossier TikTok Kazakhstan --out $(REPORTS)/tiktok-in-kazakhstan.html
	@$(BIN)/register --database sqlite:///$(DEMO) report matrix --out $(REPORTS)/matrix.html
	@echo 'Open them in a browser: they are in $(CURDIR)/$(REPORTS)'

# pytest comes last: its summary line is what CI reads.
test: check
	@.ci/provide postgresql
	@.ci/provide openssl
	@.ci/provide fonts
	@.ci/provide chromium
	$(BIN)/pytest -n auto --maxprocesses 8 --dist worksteal

check: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	MYPYPATH=tests $(BIN)/mypy $(PRODUCT) tests benchmarks

# One at a time: together they would measure each other. Crashes measure nothing: run them by hand.
bench: $(READY)
	@.ci/provide postgresql
	@set -e; for each in $(filter-out benchmarks/crashes.py,$(wildcard benchmarks/*.py)); do echo "== $$each"; $(BIN)/python "$$each"; done

# Without a registry's address, so that everyone's own settings apply; for every platform and
# Python that setup.cfg allows. The first lock is for users: the program with its extras, and what
# builds it. The second has what developers need besides. "make lock NEWER=" keeps the releases.
NEWER ?= --upgrade
COMPILE = $(BIN)/uv pip compile --quiet $(NEWER) --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links
lock: $(READY)
	sed -n 's/^requires = \["\(.*\)"\]$$/\1/p' pyproject.toml | \
		$(COMPILE) setup.cfg - --extra intake --extra postgresql --extra reports --extra web --output-file requirements.lock
	$(COMPILE) setup.cfg --all-extras --constraint requirements.lock \
		$$(sed -n 's/^\([^ ;]*\)==.*/--no-emit-package=\1/p' requirements.lock) --output-file requirements-dev.lock

# What it prints is still to be translated.
messages: $(READY)
	@$(BIN)/python -m docs.messages

image: $(USABLE)
	@[ -n "$(ENGINE)" ] || { echo 'Neither podman nor docker is here. Install one, or name it: make image ENGINE=…' >&2; exit 1; }
	deploy/container/gather $(abspath $(BIN))/python $(IMAGE)
	$(ENGINE) build --tag compliance-register --file $(IMAGE)/Containerfile $(IMAGE)

clean:
	rm -rf .venv build dist *.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What the program needs. Into an empty .venv, since a lock's installation removes nothing.
# --no-build-isolation takes setuptools from the lock, too.
$(USABLE): requirements.lock setup.cfg pyproject.toml .ci/install-lock
	@.ci/provide python $(PYTHON)
	@echo 'Setting up .venv from requirements.lock: once, for about a minute'
	@$(PYTHON) -m venv --clear .venv
	@.ci/install-lock $(BIN)/python requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What developers need besides.
$(READY): $(USABLE) requirements-dev.lock
	@echo 'Adding to .venv what tests need, from requirements-dev.lock: once, for about half a minute'
	@.ci/install-lock $(BIN)/python requirements-dev.lock
	@touch $@
