# Everything starts here; `make help` says what there is. Needs Python 3.11 or newer, and nothing else to run.
.DEFAULT_GOAL := help
.PHONY: help run demo stack test faults soak bench lint format messages lock clean backup restore
PY := .venv/bin/python
export PYTHONUNBUFFERED := 1
# make hands variables of the command line to the commands: make run PORT=8001 HOST=0.0.0.0

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile
	@echo "  Variables: PORT=8001, HOST=0.0.0.0 (other devices may look), SPEED=10 (demo), TESTS=tests/okt (test)"

run: .venv/installed-run ## the site on this machine: SQLite, one process, port 8000
	@$(PY) manage.py run_local

demo: .venv/installed-run ## the same site while the tournament of 2021 is replayed
	@mkdir -p .run && DATABASE_URL="sqlite://$(CURDIR)/.run/demo.sqlite3" $(PY) manage.py demo $(if $(SPEED),--speed $(SPEED))

stack: export DATABASE_URL := $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/okt)
stack: export REDIS_URL := $(or $(REDIS_URL),redis://127.0.0.1:6379/0)
stack: .venv/installed-run ## the production shape on this machine: web and worker, PostgreSQL and Redis
	@$(PY) manage.py run_stack

test: .venv/installed-dev ## the whole test suite; what had to be left out stands at the end
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder $(TESTS)

bench: .venv/installed-dev ## all benchmarks, beside others in the same run: twenty minutes on a quiet machine
	@$(PY) -m bench

faults: export OKT_FAULT_PATIENCE := 1
faults: export OKT_REQUIRE ?= everything
faults: .venv/installed-dev ## every fault against its limit, those of a minute and 5,000 viewers too; a table at the end
	@$(PY) -m pytest -q -m "not soak" $(or $(TESTS),tests/faults)

soak: .venv/installed-dev ## random faults for ten minutes; SECONDS=60 for shorter, SEED=123 to repeat
	@$(PY) -m pytest -q -s -m soak tests/faults/test_soak.py

lint: .venv/installed-dev ## style, types, import contracts, docker-compose.yml
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	.venv/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format: .venv/installed-dev ## lay the code out
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

backup: .venv/installed-run ## one checked file of everything, in .run/backups or TO=folder; DATABASE_URL as for stack
	@$(PY) manage.py backup $(if $(TO),--to "$(TO)")

restore: .venv/installed-run ## FILE=... into an empty database; REPLACE=1 throws away what is there
	@$(PY) manage.py restore "$(FILE)" $(if $(REPLACE),--replace)

messages: .venv/installed-dev ## gather the Dutch texts, keep their English, compile
	@$(PY) manage.py messages

COMPILE := $(PY) -m piptools compile --quiet --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --strip-extras
lock: .venv/installed-dev ## pin the newest versions that pyproject.toml allows
	$(PY) -m pip install --quiet --disable-pip-version-check pip-tools==7.6.2
	$(COMPILE) --upgrade --output-file requirements.lock pyproject.toml
	$(COMPILE) --upgrade --extra dev --output-file requirements-dev.lock pyproject.toml

clean: ## forget the virtual environment, the local databases and all caches
	rm -rf .venv .run .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results

# The environment is made once, and installed into again when its lock is newer than its stamp.
.venv/installed-run: requirements.lock
	@sh deploy/venv requirements.lock $@

.venv/installed-dev: requirements-dev.lock
	@sh deploy/venv requirements-dev.lock $@
