#!/bin/bash
# usage: scripts/test.sh
# All that `make test` does: under ten minutes on two quiet cores. A test that hangs is stopped and shown.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0

scripts/need.sh
export PREAU_NEED=1 # from here on what a test lacks is a failure, not a skip
scripts/lint.sh
source scripts/memory.sh
scripts/postgres.sh timeout --kill-after=20 840 go test -timeout=12m ./...
