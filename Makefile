# make run      everything, then the page at http://127.0.0.1:7860
# make test     everything that the tests need, then all of them
# make help     the rest

PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help install models run test test-fast check fix bench data screenshots lock clean browser

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

install: models ## set up .venv and both models, nothing else

models: .venv/installed
	@$(BIN)/haeseol setup

run: .venv/installed ## set up what is missing and serve the page
	@$(BIN)/haeseol serve

test: .venv/installed-dev ## check the code, then run every test
	@HAESEOL_TRANSLATOR=none $(MAKE) --no-print-directory -j3 check browser models
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not answering"
	$(BIN)/pytest -m answering

data: .venv/installed-dev ## fetch the public questions that the floors are measured on; without them a part is used
	$(BIN)/python -m bench.data

test-fast: .venv/installed-dev ## the tests without models, browser and other programs, in 45 seconds
	$(BIN)/pytest -n auto --dist worksteal -m "not models and not browser and not slow"

check: .venv/installed-dev ## format, lint and types, as the gate runs them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: .venv/installed-dev ## format and mend what can be mended by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/installed-dev ## measure first word, memory and answers on this machine
	$(BIN)/python -m bench

screenshots: .venv/installed-dev browser ## take the README's screenshots again
	$(BIN)/python -m tests.browser.take_readme_pictures docs

browser: .venv/installed-dev
	@tests/browser/install

lock: ## write constraints.txt from what .venv has
	@{ head -1 constraints.txt; $(BIN)/pip freeze --all --exclude pip --exclude-editable | sed -E 's/\+cpu$$//' | sort -f; } > constraints.new
	@mv constraints.new constraints.txt

clean: ## delete the virtual environment and the index; articles and models stay
	rm -rf .venv
	find index -mindepth 1 ! -name README.md -delete

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Installing the Python packages into .venv (about 2 GB, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: .venv/installed
	@echo "Installing what the tests need"
	@$(BIN)/pip install --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
