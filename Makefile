# make run and make test are all that most people need. Everything runs from .venv, which `make setup` makes.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test keras test-keras check types format plan deploy destroy rotate redrive bench bench-digits bench-ocr bench-speech bench-keywords train-digits train-keywords screenshots soak lock clean

PORT ?= 8000
DATA ?= .lector
LECTOR_DATA ?= ../shared/data
FILE ?= static_site/sample/page.jpg
READY := .venv/.ready
RUN := .venv/bin/python -m
STAGE ?= prod
CLOUD = --stage $(STAGE) --region $(or $(REGION),$(error Name a region: make $@ REGION=eu-west-1))

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: $(READY) ## install everything into .venv

$(READY): requirements-dev.txt requirements-weights.txt pyproject.toml infra/setup.sh
	@PYTHON="$(PYTHON)" infra/setup.sh

run: $(READY) ## start Lector at http://localhost:$(PORT); DATA=folder keeps it all, DATA=memory nothing
	@exec $(RUN) infra.local --port $(PORT) --data "$(DATA)"

demo: $(READY) ## read and speak FILE over HTTP, without a browser
	@$(RUN) infra.local.demo --file "$(FILE)" --port $(PORT)

test: $(READY) $(if $(ARGS),,keras) ## run all tests, those of keras-ocr too; ARGS="tests/unit -x" runs some
	@$(RUN) pytest $(ARGS)

keras: $(READY) ## make the environment of the engine keras-ocr (TensorFlow, 2 GB) in .lector/keras
	@infra/keras.sh

test-keras: keras ## the tests of keras-ocr, end to end
	@$(RUN) pytest tests/keras

check: $(READY) types ## ruff and mypy, and the types of the site
	@.venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy

TSC := tests/browser/node_modules/.bin/tsc

types: ## the types of the site's JavaScript, by TypeScript, which npm fetches; skipped where it cannot
	@if [ -x $(TSC) ] || npm ci --silent --ignore-scripts --prefix tests/browser 2>/dev/null; \
	then $(TSC) -p tests/browser/jsconfig.json && echo "The site's types are right."; \
	else echo "The site's types are not checked: npm is missing, or does not reach its registry."; fi

format: $(READY) ## let ruff format and mend
	@.venv/bin/ruff check --fix-only . && .venv/bin/ruff format .

bench: $(READY) ## the local cloud's overhead over bare reading and speaking
	@$(RUN) benchmarks.overhead

bench-ocr: $(READY) ## reading engines side by side; writes docs/benchmarks.md (hours for all; goes on where it was cut)
	@$(RUN) benchmarks.ocr --report

bench-speech: $(READY) ## voices side by side; writes docs/benchmarks.md (an hour and 500 MB; goes on where it was cut)
	@$(RUN) benchmarks.speech --report

bench-digits: $(READY) ## the digit reader: accuracy, calibration, refusals; writes docs/benchmarks.md
	@npm ci --silent --prefix benchmarks/digits/fonts
	@$(RUN) benchmarks.digits --workers 2

train-digits: $(READY) ## train the digit reader anew from $(LECTOR_DATA) (an hour; goes on where it was cut)
	@npm ci --silent --prefix training/digits/fonts
	@test -x .lector/training/bin/python || .venv/bin/python -m venv .lector/training
	@.lector/training/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r training/digits/requirements.txt
	@.lector/training/bin/python -m training.digits --data "$(LECTOR_DATA)"

bench-keywords: $(READY) ## the words that are heard: accuracy, noise, false words, cost; writes docs/benchmarks.md
	@$(RUN) benchmarks.keywords

train-keywords: $(READY) ## train the keyword network anew from $(LECTOR_DATA) (three hours; goes on where it was cut)
	@npm ci --silent --ignore-scripts --prefix training/keywords/voices
	@test -x .lector/training-keywords/bin/python || .venv/bin/python -m venv .lector/training-keywords
	@.lector/training-keywords/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r training/keywords/requirements.txt
	@.lector/training-keywords/bin/python -m training.keywords --data "$(LECTOR_DATA)"

screenshots: $(READY) ## picture every view of the site to docs/screenshots
	@$(RUN) tests.browser.screenshots

plan: $(READY) ## the AWS template and what it would cost; needs no credentials
	@$(RUN) infra.cloud plan

deploy: $(READY) ## make or update Lector in your AWS account: STAGE=prod REGION=eu-west-1 [PARAMETERS="AlarmEmail=…"]
	@$(RUN) infra.cloud deploy $(CLOUD) $(PARAMETERS) $(if $(IMAGE),--image $(IMAGE))

destroy: $(READY) ## delete it after a question; accounts and documents stay, unless ALSO=data
	@$(RUN) infra.cloud destroy $(CLOUD) $(if $(filter data,$(ALSO)),--delete-data)

rotate: $(READY) ## new secrets for sessions and for CloudFront; nobody is logged out
	@$(RUN) infra.cloud rotate $(CLOUD)

redrive: $(READY) ## put dead letters back into the queue of uploads
	@$(RUN) infra.cloud redrive $(CLOUD)

soak: $(READY) ## fifty people at once for two minutes: errors, lost documents, latency, memory
	@$(RUN) benchmarks.soak $(ARGS)

lock: $(READY) ## pin requirements*.in anew, with hashes
	@infra/lock.sh

clean: ## remove .venv and caches; what Lector stored stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
