# Two commands do everything on a fresh machine with Python 3.11 or later: `make reports` and `make test`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup reports lab test lint types sample lock clean benchmarks deep docs diagram answer reproduce coverage mutation

PYTHON ?= python3
OUT ?= reports
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RUN := $(BIN)/workforce-grades

$(foreach name,data out jobs replace args,$(if $(findstring command,$(origin $(name))),\
	$(error $(name)=: names are in capitals: DATA=DIR OUT=DIR JOBS=N REPLACE=1 ARGS=...)))

help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "; print "Usage: make TARGET [DATA=DIR] [OUT=DIR] [JOBS=N] [REPLACE=1] [ARGS=...]\n"} \
		/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

reports: $(READY) ## Render the whole collection to reports/index.html (DATA=DIR for another data folder)
	@$(RUN) run --out "$(OUT)" $(if $(DATA),--data "$(DATA)") $(if $(JOBS),--jobs $(JOBS)) $(if $(REPLACE),--replace)

lab: $(READY) ## Open JupyterLab on the start notebook (ARGS=... goes to it)
	@$(if $(DATA),$(RUN) data check --data "$(DATA)")
	@$(if $(DATA),WORKFORCE_GRADES_DATA="$(abspath $(DATA))") $(BIN)/jupyter lab --notebook-dir=notebooks \
		--LabApp.default_url=/lab/tree/00-start.ipynb \
		$$(test "$$(id -u)" != 0 || echo --allow-root) $(ARGS)

test: lint types ## Set up and run every test (ARGS=... goes to pytest)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY) ## Check style and formatting
	@$(BIN)/ruff check src tests notebooks
	@$(BIN)/ruff format --check --quiet src tests notebooks

types: $(READY) ## Check types
	@$(BIN)/mypy

benchmarks: $(READY) ## Time fits beside R and statsmodels, and pages beside other ways
	@OMP_NUM_THREADS=1 $(BIN)/python benchmarks/models.py $(if $(DATA),--data "$(DATA)")
	@OMP_NUM_THREADS=1 $(BIN)/python benchmarks/reports.py $(if $(DATA),--data "$(DATA)")

deep: $(READY) ## Heavy proofs: every authority of the real data, twice, byte for byte (minutes)
	@$(BIN)/python -m pytest -n 2 -m deep -s $(ARGS)

sample: $(READY) ## Generate the bundled sample of fictional authorities again
	@$(BIN)/python -m workforce_grades.sample data/sample

docs: $(READY) ## Build the documents to build/docs/index.html, offline; every warning is an error
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs build/docs
	@echo "build/docs/index.html"

diagram: $(READY) ## Draw docs/modules.svg from the imports
	@$(BIN)/python -m workforce_grades.documentation diagram docs/modules.svg

answer: $(READY) ## Write the study's answer into the README (DATA=DIR of the publishers' files)
	@$(BIN)/python -m workforce_grades.documentation answer README.md --data "$(DATA)"

reproduce: ## Render the sample in two fresh environments made from the lock, and compare every byte (ARGS=... goes to run)
	@PYTHON="$(PYTHON)" examples/reproduce.sh $(ARGS)

coverage: $(READY) ## Every test with branch coverage of src; less than 95% fails
	@$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered --cov-fail-under=95 $(ARGS)

mutation: $(READY) ## Mutate the link rule, grade parsing and model core; less than 90% killed fails (an hour or more)
	@OMP_NUM_THREADS=1 $(BIN)/mutmut run $(ARGS)
	@$(BIN)/mutmut export-cicd-stats
	@$(BIN)/python -c 'import json, sys; told = json.load(open("mutants/mutmut-cicd-stats.json")); \
		share = told["killed"] / (told["killed"] + told["survived"]); print(f"{share:.1%} killed"); sys.exit(share < 0.9)'

lock: $(READY) ## Resolve pyproject.toml into requirements.lock (versions and hashes)
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --output-file requirements.lock

setup: $(READY) ## Make the environment without running anything

clean: ## Remove what the project made: pages, environment, caches
	@test ! -x $(RUN) || $(RUN) clean --out "$(OUT)"
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Skipped while neither the lock nor the project's own declaration changed.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up the environment in $(VENV) (once, a minute or two)"
	@$(PYTHON) -m venv --clear $(VENV) || \
		{ echo "Python's venv module is needed (on Debian: apt-get install python3-venv)" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --compile --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)
