#!/bin/bash
# usage: scripts/dev.sh DATA
# Serves the demonstration from DATA, and again after each save. A build that fails leaves the last good one serving.
set -euo pipefail
cd "$(dirname "$0")/.."
data=$1
stamp=$(mktemp)
server=

stop() {
	[ -z "$server" ] || { kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
	server=
}
trap 'stop; rm -f "$stamp"' EXIT
trap 'exit 130' INT TERM

changed() {
	find . \( -name .git -o -name bin -o -name data -o -name node_modules \) -prune -o -type f -newer "$stamp" \
		\( -name '*.templ' -o -name '*.sql' -o -name '*.css' -o -name '*.js' -o -name '*.json' -o -name '*.svg' -o -name '*.md' \
		-o \( -name '*.go' ! -name '*_test.go' ! -name '*_templ.go' \) \) -print -quit
}

while :; do
	touch "$stamp"
	if make generate build; then
		stop
		[ -n "$(ls -A "$data" 2>/dev/null)" ] || bin/preau demo -data "$data"
		bin/preau serve -data "$data" &
		server=$!
	fi
	until [ -n "$(changed)" ]; do sleep 0.4; done
	echo "dev: $(changed)"
done
