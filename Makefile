# Every command makes what it needs first. PORT=, DATA= and BANKS=1 (with simulators of the real banks) may be given to
# `make run`, PYTHON= to choose the interpreter, TESTS= to run some of the tests, WORKERS= so many at once (0: in one process).
SHELL := /bin/sh
export PORT DATA BANKS
PYTHON ?= python3
WORKERS ?= 2
PY := .venv/bin/python
ENVIRONMENT = command -v $(PYTHON) >/dev/null || { echo "Not started: Python 3.11 or newer is needed:" \
	"apt install python3 python3-venv" >&2; exit 1; }; $(PYTHON) railway/local/environment.py
LOCK := $(PY) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --quiet

.PHONY: run test check prove bench env messages lock help

help:
	@echo "make run    the whole service on this machine (PORT=8000, DATA=.data, BANKS=1); Ctrl-C stops it"
	@echo "make test   all tests          make check  format, lint, types, imports, migrations, translations, security"
	@echo "make prove  the proofs under load and kills        make bench  speed, as ratios"
	@echo "make messages  collect texts to translate          make lock   pin the dependencies again"

run:
	@$(ENVIRONMENT) requirements.txt
	@exec $(PY) -m railway.local.run

env:
	@$(ENVIRONMENT) requirements-dev.txt

PAGE_CHECKS := tests/journeys/node_modules/.package-lock.json

$(PAGE_CHECKS): tests/journeys/package-lock.json
	@command -v npm >/dev/null || { echo "Not run: the page checks need Node 18 or newer: apt install nodejs npm" >&2; exit 1; }
	@cd tests/journeys && npm ci --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@

test: env $(PAGE_CHECKS)
	@exec $(PY) -m pytest -n $(WORKERS) --dist loadfile $(TESTS)

check: env
	@exec $(PY) -m railway.local.check

prove: env
	@exec $(PY) -m railway.local.within -- python manage.py prove $(ARGS)

bench: env
	@exec $(PY) -m railway.local.within -- python manage.py bench $(ARGS)

messages: env
	@exec $(PY) -m railway.local.collect_messages $(FROM)

lock: env
	$(LOCK) -o requirements.txt
	$(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt
