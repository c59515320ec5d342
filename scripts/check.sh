#!/bin/bash
# usage: scripts/check.sh
# All that `make check` does: the tests that are too slow for each save (they look at PREAU_SLOW), races, fuzzing.
# Go runs again only the packages that look at PREAU_SLOW or at the database's address: the others are remembered.
# PREAU_FUZZ_SECONDS: the time of all fuzz targets together, 120 unless told.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0
step() { printf '\n== %s (%d min %02d s)\n' "$1" $((SECONDS / 60)) $((SECONDS % 60)); }

scripts/need.sh
export PREAU_NEED=1 # from here on what a test lacks is a failure, not a skip

source scripts/memory.sh

step "slow tests: full page matrix, real clients, kill loops"
PREAU_SLOW=1 scripts/postgres.sh timeout --kill-after=20 2100 go test -timeout=34m ./...

# On SQLite alone: what runs at once is ours there, and the server's on PostgreSQL.
step "data races"
PREAU_NEED='' CGO_ENABLED=1 timeout --kill-after=20 900 go test -race -short -timeout=14m ./base/... ./socle/...

# Making each new input as small as can be would take a minute of its own: only a few tries.
step "fuzzing"
targets=$(go test -list='^Fuzz' ./... | awk '/^Fuzz/ { names[++n] = $1 } /^ok/ { for (i = 1; i <= n; i++) print $2, names[i]; n = 0 }')
count=$(grep -c . <<<"$targets" || true)
if [ "$count" -gt 0 ]; then
	each=$((${PREAU_FUZZ_SECONDS:-120} / count))
	each=$((each > 30 ? 30 : each < 3 ? 3 : each))
	while read -r package name; do
		timeout --kill-after=20 $((each + 120)) go test -run='^$' -fuzz="^$name\$" -fuzztime="${each}s" -fuzzminimizetime=50x "$package" </dev/null
	done <<<"$targets"
fi
step "done: $count fuzz targets"
