# The front door: what people type. Meson does the building, scripts/ the rest.

.DEFAULT_GOAL := help
.SUFFIXES:
MAKEFLAGS += --no-print-directory

PROMPT ?= Build a todo app with lists, tasks (title, due date, done) and user login
OUT    ?= out/todo
PREFIX ?= /usr/local
SECONDS ?= 900
ROUNDS ?= 100
SEEDS ?= 200
KINDS ?= files,program,library,app

# Taken as typed: make must not expand a "$" in a prompt. Recipes read them from
# the environment, so that the shell does not interpret them either.
override PROMPT := $(value PROMPT)
override OUT    := $(value OUT)
export PROMPT OUT

program := build/plain/src/cli/meta-agent

help: ## show the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@printf '\n  make run PROMPT="Build a library app with books and members" OUT=out/library\n'

run: build ## build the program and let it make an app from PROMPT in OUT
	@$(program) run -o "$$OUT" -- "$$PROMPT"

deps: ## install everything that building, running and testing need
	@scripts/deps.sh test

deps-run:
	@scripts/deps.sh run

build: deps-run ## build the program (build/plain)
	@scripts/build.sh plain

packages-run:
	@scripts/deps.sh run packages

test: packages-run ## build two ways and run every test, then threads under TSan and the fuzz targets
	@scripts/test.sh

bench: build ## measure: start-up, memory, sizes, a whole run
	@$(program) bench all

soak: simulate mutations torture crash-soak model store-soak chaos matrix nodes kinds-soak coverage fresh-check ## the long checks: simulated runs, every fault, branch coverage, a fresh machine

simulate: build ## simulate runs in a world that fails, on fresh seeds, for SECONDS (900)
	@scripts/build.sh plain tests/simulate/simulate
	@build/plain/tests/simulate/simulate --seconds "$(SECONDS)"

mutations: deps ## damage replies, plans and merges in ways that nobody tried, ROUNDS times (100), and fuzz each reader for ROUNDS seconds
	@scripts/build.sh plain all
	@META_AGENT_SEED=fresh meson test -C build/plain --no-rebuild --repeat "$(ROUNDS)" --maxfail 1 --print-errorlogs \
		codec/extract_mutations codec/blocks_mutations codec/diff vcs/merge3 vcs/merge_properties scenario/orders
	@scripts/build.sh fuzz fuzzers
	@meson test -C build/fuzz --no-rebuild -t 0 --suite fuzz --print-errorlogs --test-args="-seed=0 -max_total_time=$(ROUNDS)"

model: ## search all states of the model of who owns a run (Debian's spin)
	@scripts/spin.sh

torture: deps ## let each allocation of a run and each system call of a call fail, one at a time (minutes)
	@scripts/build.sh plain all
	@META_AGENT_SEED=fresh FAULT_STRIDE=1 meson test -C build/plain --no-rebuild -t 20 --print-errorlogs fault/torture fault/network

crash-soak: deps ## kill a run and a fork at each of its calls, let each fail, a million losses of power, and all tests as clang builds them (an hour)
	@scripts/build.sh plain all
	@build=build/plain; for matrix in kill errno fork; do \
		META_AGENT_SEED=fresh POINTS=all python3 tests/fault/$${matrix}_matrix.py $(program) $$build/tests/support/fake-llm \
			$$build/tests/fault/libfail_calls.so || exit 1; done
	@META_AGENT_SOURCE=. META_AGENT_SEED=fresh POWER_STATES=1000000 build/plain/tests/fault/fault_power_loss
	@scripts/build.sh clang all && meson test -C build/clang --no-rebuild -t 5 --print-errorlogs

store-soak: build ## turn 10,000 bits of a store; 8 processes that write one context and are killed
	@scripts/build.sh plain tests/unit_store_sqlite_flips tests/fault/fault_context
	@META_AGENT_SEED=fresh FLIPS=10000 build/plain/tests/unit_store_sqlite_flips
	@TMPDIR=/var/tmp CONTEXT_UPDATES=2000 build/plain/tests/fault/fault_context

chaos: build ## make projects of three prompts with a model that makes mistakes, with each of SEEDS seeds (200; hours; it goes on where it was stopped)
	@nice python3 tests/e2e/chaos_runs.py $(program) --kinds $(KINDS) --seeds $(SEEDS) --keep build/chaos

kinds-soak: deps ## make a project of every kind that the offline provider builds; install and test those that need packages
	@scripts/build.sh plain all
	@META_AGENT_SOAK=1 python3 tests/e2e/kinds_test.py $(program) build/plain/tests/support/fake-llm

matrix: deps ## generate, check, test and build applications with every pair of features (MATRIX_SEED)
	@scripts/build.sh plain src/cli/meta-agent tests/support/fake-llm
	@MATRIX=all PYTHONDONTWRITEBYTECODE=1 python3 tests/e2e/matrix_test.py $(program) build/plain/tests/support/fake-llm

nodes: deps ## install, check, lint, test and build an application with every feature on Node.js 20, 22 and 24 (NODES)
	@scripts/build.sh plain src/cli/meta-agent tests/support/fake-llm
	@PYTHONDONTWRITEBYTECODE=1 python3 tests/e2e/nodes_test.py $(program) build/plain/tests/support/fake-llm

screenshots: build ## generate three applications and take pictures of them in docs/images (needs Debian's chromium)
	@mkdir -p docs/images
	@python3 scripts/screenshots.py $(program) docs/images

coverage: deps ## measure how much of what decides (src/model, src/core) the tests run through
	@scripts/coverage.sh

fresh-check: ## run and test a clean clone in a minimal Debian 12 (needs root)
	@scripts/fresh-check.sh

fmt: ## format the C files
	@scripts/lint.sh fmt

lint: ## check format, sizes, names and layers
	@scripts/lint.sh

install: build ## install into PREFIX (DESTDIR is honoured)
	@scripts/build.sh install "$(PREFIX)"

clean: ## remove what was built and generated (build/, out/)
	@rm -rf build out

.PHONY: help run deps deps-run packages-run build test bench soak simulate mutations torture crash-soak model store-soak chaos matrix nodes kinds-soak screenshots coverage fresh-check fmt lint install clean
