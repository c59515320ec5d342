#!/bin/bash
# usage: scripts/bench.sh
# All that `make bench` does: measures bin/preau on SQLite and on a PostgreSQL of its own and prints one table.
# PREAU_BENCH_SECONDS: how long each measure lasts, 8 unless told; 1 gives the whole table in two minutes.
# It ends within fifteen minutes; however it ends, no process is left.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0 PREAU_BENCH_SECONDS=${PREAU_BENCH_SECONDS:-8}
export PREAU_POSTGRES_DURABLE=on # a commit is on the disk, as SQLite's is

# The test's binary itself, not `go test`: it hears the signal that ends it.
go test -c -o bin/bench.test ./bench
cd bench
exec timeout --kill-after=20 900 ../scripts/postgres.sh ../bin/bench.test -test.run='^TestTable$' -test.timeout=15m
