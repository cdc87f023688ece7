# Everything from a fresh machine on. The first three need only Python 3.11, pip, venv and make.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
HOST ?= 127.0.0.1
PORT ?= 8000
VENV := .venv/bin
LOCAL := $(or $(PYTHON),python3) deploy/local.py
export HOST PORT
# Each start would compile all modules again: a tenth of the time it takes.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run dev test bench lint types audit upgrade clean
.DEFAULT_GOAL := help

help:                      ## these lines
	@sed -n 's/^\([a-z.]*\): \{15\}\( *\)## /make \1\2/p' Makefile

run:                       ## the site with demo content, as in production; PORT=8001 for another port
	@$(LOCAL) run

dev:                       ## Django's development server, with DEBUG
	@$(LOCAL) dev

test:                      ## the whole suite; ARGS="-k threads" for a part of it
	@$(LOCAL) install --dev
	@$(VENV)/python -m pytest -n auto --dist loadfile $(ARGS)

bench:                     ## tables in Markdown; takes a while
	@$(LOCAL) install --dev
	@$(VENV)/python -m tests.benchmarks $(ARGS)

lint:                      ## style of code and templates; changes nothing
	@$(LOCAL) install --dev
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check
	@git ls-files -z 'templates/*.html' | xargs -0 -r $(VENV)/djade --target-version 5.2 --check

types:                     ## mypy, which reads the settings as well and needs no secret of its own for that
	@$(LOCAL) install --dev
	@SECRET_KEY=not-a-secret $(VENV)/mypy .

audit:                     ## known weaknesses of the locked libraries, asked of a public service
	@$(or $(PYTHON),python3) deploy/audit.py

upgrade:                   ## to the newest version, or to the one TO names: backup, install, migrate, check; prints the way back
	@$(or $(PYTHON),python3) deploy/upgrade.py

.env:                      ## settings of this machine, with a fresh secret
	@$(LOCAL) env

clean:                     ## everything that can be made again; data/ and .env stay
	rm -rf .venv .audit .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/e2e/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
