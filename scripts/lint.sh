#!/bin/bash
# usage: scripts/lint.sh
# Go's vet, staticcheck and gofumpt over the whole module. The house's own rules are tests: see house/.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0

go vet ./...
go tool staticcheck ./...
# gofumpt leaves generated files alone by itself.
unformatted=$(git ls-files -co --exclude-standard -- '*.go' | grep -v '_templ\.go$' | grep -v '/testdata/' | xargs -r go tool gofumpt -l)
if [ -n "$unformatted" ]; then
	echo "gofumpt: these files are not formatted (go tool gofumpt -w FILE):" >&2
	echo "$unformatted" >&2
	exit 1
fi
