# make run      everything, then the page at http://127.0.0.1:7860
# make test     everything that the tests need, then all of them
# make help     the rest

PYTHON ?= python3
BIN := .venv/bin

INSTALL = $(BIN)/pip install --disable-pip-version-check -c constraints.txt -e .
# `make install DIGESTS=yes`: only files of the package index whose digests are known. The last step builds nothing but Haeseol.
ifeq ($(DIGESTS),yes)
INSTALL = $(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements.lock && \
  $(BIN)/pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
endif

# Where a container tells Python to keep nothing that it has compiled, each of hundreds of processes would compile all of it again.
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help install models native run test test-fast check collect fix bench data screenshots lock sbom audit soak fuzz clean browser

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

install: models ## set up .venv and both models, nothing else

models: .venv/installed
	@$(BIN)/haeseol setup

native: .venv/installed ## build the answering engine for this processor: reads faster; needs a compiler and some minutes
	@$(BIN)/haeseol setup --native

run: .venv/installed ## set up what is missing and serve the page
	@$(BIN)/haeseol serve

test: .venv/installed-dev .venv/store/installed ## check the code, then run every test
	@HAESEOL_TRANSLATOR=none $(MAKE) --no-print-directory -j4 check collect browser models
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not answering"
	$(BIN)/pytest -m answering

data: .venv/installed-dev ## fetch the public questions that the floors are measured on; without them a part is used
	$(BIN)/python -m bench.data

test-fast: .venv/installed-dev ## the tests without models, the page, other programs and waiting, in a minute and a half on two cores
	$(BIN)/pytest -n auto --dist worksteal -m "not models and not browser and not slow"

check: .venv/installed-dev ## format, lint and types, as the gate runs them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Once, beside what takes one core: what was compiled then is there for every worker and every program that a test starts.
collect: .venv/installed-dev
	@$(BIN)/pytest --collect-only -q > .venv/collected || { cat .venv/collected; exit 1; }

fix: .venv/installed-dev ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed-dev ## measure first word, memory and answers on this machine
	$(BIN)/python -m bench

soak: .venv/installed-dev ## serve for three minutes with readers, changes and faults, and look whether anything grows
	$(BIN)/python -m bench.soak --minutes 3

fuzz: .venv/installed-dev .venv/supply/installed ## try a million inputs at everything that reads what others wrote, documents aside; goes on where it was stopped
	@.venv/supply/bin/pip install --quiet --disable-pip-version-check --no-deps --upgrade --target .venv/fuzz --group fuzz
	PYTHONPATH=.venv/fuzz $(BIN)/python -m bench.fuzz --record .venv/fuzz-record

screenshots: .venv/installed-dev browser ## take the README's screenshots again
	$(BIN)/python -m tests.browser.take_readme_pictures docs

browser: .venv/installed-dev
	@tests/browser/install

# What the tests need is pinned as well, so it has to be there. A list that could not be made must not take the place of the old one.
lock: .venv/installed-dev .venv/supply/installed ## write constraints.txt from what .venv has, and requirements.lock with the digests of every system's files
	@$(BIN)/pip freeze --all --exclude pip --exclude-editable > .venv/supply/frozen
	@{ head -1 constraints.txt; sed -E 's/\+cpu$$//' .venv/supply/frozen | sort -f; } > constraints.new
	@mv constraints.new constraints.txt
	@.venv/supply/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-annotate --no-header --quiet -c constraints.txt -o .venv/supply/requirements.lock
	@{ head -1 requirements.lock; cat .venv/supply/requirements.lock; } > requirements.new
	@mv requirements.new requirements.lock

sbom: .venv/installed .venv/supply/installed ## write what an installation is made of, models included, as CycloneDX: sbom.cdx.json
	@.venv/supply/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --mc-type application \
	  --output-reproducible -o .venv/supply/environment.json
	@$(BIN)/python -m bench.bill_of_materials < .venv/supply/environment.json > sbom.new
	@mv sbom.new sbom.cdx.json

# pip-audit ends with 1 where it has found a fault; what it has found, and what nobody could look up, is told by the second program.
audit: .venv/supply/installed ## ask the package index about known faults of the pinned packages; AUDIT='-s osv' asks OSV
	@.venv/supply/bin/pip-audit -r requirements.lock --require-hashes --disable-pip --format json --progress-spinner off $(AUDIT) \
	  > .venv/supply/faults.json 2> .venv/supply/audit.log || true
	@$(PYTHON) -m bench.known_faults < .venv/supply/faults.json || { tail -n 1 .venv/supply/audit.log; exit 1; }

clean: ## delete the virtual environment and the index; articles and models stay
	rm -rf .venv
	find index -mindepth 1 ! -name README.md -delete

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing the Python packages into .venv (about 2 GB, once)"
	@$(PYTHON) -m venv .venv
	@$(INSTALL)
	@touch $@

.venv/supply/installed: pyproject.toml
	@$(PYTHON) -m venv .venv/supply
	@.venv/supply/bin/pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@.venv/supply/bin/pip install --quiet --disable-pip-version-check --group supply
	@touch $@

# What the tests of the store of the articles' files speak to; it cannot be installed beside the rest.
.venv/store/installed: pyproject.toml
	@$(PYTHON) -m venv .venv/store
	@.venv/store/bin/pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@.venv/store/bin/pip install --quiet --disable-pip-version-check --group store
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what the tests need"
	@$(BIN)/pip install --disable-pip-version-check -c constraints.txt -e '.[dev,milvus,postgres,objects]'
	@touch $@
