# Tomoni's commands. `make` alone lists them. Relative paths only: the checkout may stand in a folder with spaces.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench format messages lock clean install install-dev
SHELL := /bin/sh
IS_SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
CANDIDATES := .venv/bin/python python3.13 python3.12 python3.11 python3 python
PYTHON := $(or $(PYTHON),$(shell for p in $(CANDIDATES); do "$$p" -c '$(IS_SUITABLE)' 2>/dev/null && echo "$$p" && break; done))
SUITABLE = $(shell "$(PYTHON)" -c '$(IS_SUITABLE)' 2>/dev/null && echo yes)
NEEDED = Tomoni needs Python 3.11, 3.12 or 3.13$(if $(PYTHON), and $(PYTHON) is none of these,, none was found): install one, or name yours with PYTHON=
BOOTSTRAP = $(if $(SUITABLE),,$(error $(NEEDED)))"$(PYTHON)" platform/tomoni/embedded/bootstrap.py
RUN := .venv/bin/python
WORKERS := logical
WITH_POSTGRES := $(RUN) -m tomoni.embedded run --

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 12

demo: install ## run everything with demo data on http://127.0.0.1:8000 (PORT=8001 for another port)
	@exec $(RUN) -m tomoni.embedded

test: check ## lint, types, migrations and all tests (ARGS="-k name" for some, WORKERS=0 for one process)
	@$(WITH_POSTGRES) $(RUN) -m pytest --numprocesses=$(WORKERS) --dist=worksteal $(ARGS)

check: install-dev ## lint, types and migrations only
	$(RUN) -m ruff check . && $(RUN) -m ruff format --check . && $(RUN) -m mypy
	$(WITH_POSTGRES) env DJANGO_SETTINGS_MODULE=tests.settings $(RUN) manage.py makemigrations --check --dry-run

bench: install-dev ## benchmarks, one JSON object per line
	@$(WITH_POSTGRES) $(RUN) -m benchmarks $(ARGS)

format: install-dev ## format the code and sort its imports
	$(RUN) -m ruff check --fix . && $(RUN) -m ruff format .

messages: install-dev ## collect texts to translate into the .po files
	@DEBUG=true $(RUN) manage.py update_translations

lock: install-dev ## renew the lock files from pyproject.toml
	echo hatchling | $(UV) pyproject.toml - -o requirements.lock
	echo hatchling | $(UV) pyproject.toml - --extra dev --constraint requirements.lock -o requirements-dev.lock

UV = $(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

install: # the environment of `make demo`
	@$(BOOTSTRAP) requirements.lock

install-dev: # the environment of everything else
	@$(BOOTSTRAP) requirements-dev.lock

clean: ## remove the environment, the embedded database and all caches
	@if test -e .venv/requirements.lock.stamp; then $(RUN) -m tomoni.embedded clean; fi
	rm -rf .venv var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis
