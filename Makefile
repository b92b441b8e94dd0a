# Two commands do it all: `make brief` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DATE   ?= 2023-02-14
ROUNDS ?= 100
SEED   ?= 1
BENCH  ?= ../shared/bench
DAYS   ?= ../shared/days

.PHONY: help brief test standards check bench dist docs format lock clean
help:            ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

brief: $(VENV)/.ready     ## the sample edition, in output/2023-02-14
	$(BIN)/briefing make --date $(DATE)

test: $(VENV)/.ready-dev  ## all tests; those that need an outside program skip without it
	$(BIN)/python -m pytest -n auto --dist loadfile

chaos: $(VENV)/.ready-dev ## kills, full disks and hostile documents by the hundred; ROUNDS=100 SEED=1
	CHAOS_ROUNDS=$(ROUNDS) CHAOS_SEED=$(SEED) MORNINGS=365 $(BIN)/python -m pytest tests/chaos tests/morning

standards: $(VENV)/.ready-dev ## the checkers of page and mail on each annotated day beside the project
	ALL_DAYS=1 $(BIN)/python -m pytest tests/standards

check: $(VENV)/.ready-dev ## formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.ready-dev ## quality on public data and speed, against their floors
	$(BIN)/python -m benchmarks.quality --data $(BENCH) --days $(DAYS) --out build/bench --floors benchmarks/floors.toml
	$(BIN)/python -m benchmarks.speed --floors benchmarks/floors.toml

dist: $(VENV)/.ready-dev  ## the wheel, in dist/
	$(BIN)/python -m hatchling build -t wheel

docs: $(VENV)/.ready-dev  ## the reference site, in build/site; its pictures: scripts/screenshots.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet

format: $(VENV)/.ready-dev ## put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.ready-dev  ## pin every dependency anew, with hashes and without addresses
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header --group build --group dev pyproject.toml -o requirements-dev.lock

clean:           ## remove what was set up and made
	rm -rf $(VENV) build dist output/[0-9]*

$(VENV)/.ready: requirements.lock pyproject.toml scripts/setup
	scripts/setup $(PYTHON) $(VENV) requirements.lock $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml scripts/setup
	scripts/setup $(PYTHON) $(VENV) requirements-dev.lock $@
	@touch $(VENV)/.ready
