# Commands for people; the same at the desk and in CI. `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# scripts/setup may put Node into .tools; rustup's folder comes last, for shells opened before it ran.
export PATH := $(CURDIR)/.tools/bin:$(PATH):$(HOME)/.cargo/bin
built := $(or $(CARGO_TARGET_DIR),target)/debug
# The last step of `make demo`: "serve" goes on until it is interrupted.
DEMO_ARGS ?=

.PHONY: help demo test check bench bench-peers eval sample clean fmt

help: ## Lists these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Installs what is missing, builds, opens the sample leak and serves the workbench
	@scripts/setup run
	@scripts/web build
	cargo build --workspace --bins
	$(built)/daylight models fetch
	$(built)/daylight demo $(DEMO_ARGS)

# One build for all that follows, and for demo: `cargo run` would choose other features and build some crates twice.
test: ## Installs what is missing and runs every test, browser tests included
	@scripts/setup test
	@scripts/web build
	cargo build --workspace --all-targets
	$(built)/daylight models fetch
	$(built)/xtask tidy
	cargo test --workspace --doc --quiet
	@scripts/test-rust
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

bench-peers: ## Measures beside peers, which it installs: encodings, throughput
	@scripts/setup run
	@bench/peers encodings
	@bench/peers throughput
	@bench/peers search

# Public sets of names are brought by whoever runs it: make eval SETS=DIR
eval: ## Scores what is understood against answer keys (SETS=DIR: on public sets of names too)
	@scripts/setup run
	@scripts/web build
	cargo build --workspace --bins
	cargo build -p daylight-understand --example understand
	$(built)/daylight models fetch
	@bench/accuracy --write $(if $(SETS),--sets $(SETS))

sample: ## Makes the sample leak and its answer key anew
	cargo xtask sample

clean: ## Removes what was built and installed in this checkout
	cargo clean
	rm -rf .tools web/dist web/node_modules

fmt: ## Formats the Rust code
	cargo fmt --all
