# Every command of the project; CI and hooks call only these.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
STAMP := $(VENV)/.synced

# Bytecode and rewritten assertions are kept: without, every process of the tests compiles all of it again.
export PYTHONDONTWRITEBYTECODE :=
# Folders of tests are in memory where it has room: they wait for the disk longer than they compute.
export PYTEST_DEBUG_TEMPROOT := $(shell df -Pk /dev/shm 2>/dev/null | awk 'END { if ($$4 > 4000000) print "/dev/shm" }')

CODE := agent guardrails policies tools ui evals

CLIENTS := ccxt python_binance binance_sdk freqtrade

.PHONY: help setup run test check format bench soak mutants evals clients docs clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## make .venv and install the locked dependencies

$(STAMP): pyproject.toml uv.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv sync --locked --quiet --inexact --compile-bytecode
	@$(BIN)/python -m compileall -q $(CODE)
	@touch $(STAMP)

run: setup ## start the local testnet and serve the chat at http://127.0.0.1:3003
	@$(BIN)/spark-copilot up

test: setup ## every test that can run on this machine; skips are listed with their reason
	@$(BIN)/pytest -q -rs

check: setup ## format, lint, types, import contracts, docs drift, fast tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -m docs.generate --check
	@$(BIN)/pytest -q -m "not slow and not browser" -x -n auto --dist loadfile

format: setup ## format the code and regenerate the tables in docs/
	@$(BIN)/ruff check --fix --exit-zero --quiet .
	@$(BIN)/ruff format .
	@$(BIN)/python -m docs.generate

evals: setup ## run the eval suites; exits non-zero on any harm
	@$(BIN)/spark-copilot evals run

clients: setup ## build the environments of the clients the testnet is tried with
	@for client in $(CLIENTS); do \
		UV_PROJECT_ENVIRONMENT=$(CURDIR)/.venv-clients/$$client \
			$(BIN)/uv sync --locked --quiet --project tests/clients/$$client || exit 1; done

bench: setup ## measure latencies and speed beside the floors of the same run
	@$(BIN)/python -m evals.bench --page docs/performance.md

soak: setup ## prove in full that nothing is doubled or lost: simulated, killed, unplugged, frozen (half an hour)
	@PYTHONPATH=. $(BIN)/python tests/faults/prove.py all

mutants: setup ## mutate guardrails/ and policies/ and see which tests notice (hours)
	@$(BIN)/mutmut run

clean: ## remove the environment and local state
	rm -rf $(VENV) .venv-clients .spark
