# Préau: what one types. Everything behind these words stands in scripts/.
# `make` does all that a change must pass; `make help` lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := all
MAKEFLAGS += --no-print-directory

# No cgo anywhere: one static file that runs on any Linux.
export CGO_ENABLED = 0
DATA ?= ./data

.PHONY: all build run dev test check bench bench-region generate lint help

all: generate build test ## generate, build, lint and test on both engines

build: ## bin/preau, one static file
	@mkdir -p bin
	go build -trimpath -ldflags='-s -w' -o bin/preau .

run: build ## serve the demonstration school on http://127.0.0.1:8080 (DATA=./data)
	@if [ -z "$$(ls -A '$(DATA)' 2>/dev/null)" ]; then bin/preau demo -data '$(DATA)'; fi
	@exec bin/preau serve -data '$(DATA)'

dev: ## the same, built and started again whenever a file is saved
	@scripts/dev.sh '$(DATA)'

generate: ## what machines write: pages from .templ files, the list of applications
	@go tool templ generate -log-level warn
	@go run ./scripts/applist

lint: ## vet, staticcheck, gofumpt
	@scripts/lint.sh

test: ## lint, unit tests and stories on SQLite and PostgreSQL, browser stories: under 10 minutes
	@scripts/test.sh

check: ## the slow side: full page matrix, real clients, races, fuzzing, kill loops: 50 minutes at most
	@scripts/check.sh

bench: build ## speed of a school, one table: 15 minutes at most (PREAU_BENCH_SECONDS=1 for a short one)
	@scripts/bench.sh

bench-region: build ## speed of importing many schools, by hand (PREAU_SCHOOLS=80: 100,000 people)
	@PREAU_SCHOOLS="$${PREAU_SCHOOLS:-80}" scripts/postgres.sh go test -run='^$$' -bench='^BenchmarkImport$$' -benchtime=1x -timeout=0 ./socle/directory/imports

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
