# Commands for people; the same at the desk and in CI. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# scripts/setup may put Node into .tools; rustup's folder comes last, for shells opened before it ran.
export PATH := $(CURDIR)/.tools/bin:$(PATH):$(HOME)/.cargo/bin
# The last step of `make demo`: "serve" goes on until it is interrupted.
DEMO_ARGS ?=

.PHONY: help demo test check bench sample clean web models fmt

help: ## Lists these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Installs what is missing, builds, opens the sample leak and serves the workbench
	@scripts/setup run
	@$(MAKE) web models
	cargo run --quiet --package daylight -- demo $(DEMO_ARGS)

test: ## Installs what is missing and runs every test, browser tests included
	@scripts/setup test
	@$(MAKE) web models
	cargo test --workspace --doc --quiet
	if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --workspace; else cargo test --workspace --all-targets; fi
	cargo xtask tidy
	@scripts/web test

check: ## Format, lints, tidy, licences, and the workbench's lints and types
	@scripts/setup run
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo xtask tidy
	@scripts/deny
	@scripts/web check

bench: ## Measures speed on the sample leak (builds a release: some minutes)
	@scripts/setup run
	@bench/run

sample: ## Makes the sample leak and its answer key anew
	cargo xtask sample

clean: ## Removes what was built and installed in this checkout
	cargo clean
	rm -rf .tools web/dist web/node_modules

# Both need scripts/setup to have run.
web: ## Builds the workbench that the program embeds
	@scripts/web build

models: ## Builds the program and fetches the models that it uses
	cargo build --package daylight
	cargo run --quiet --package daylight -- models fetch

fmt: ## Formats the Rust code
	cargo fmt --all
