#!/bin/bash
# usage: scripts/postgres.sh COMMAND…
# Runs COMMAND beside a PostgreSQL of its own, whose address is in PREAU_TEST_POSTGRES, and leaves nothing behind:
# the cluster is stopped and removed however COMMAND ends, interrupted included. Exits as COMMAND does.
# The cluster listens on the loopback at a free port and forgets everything at a power cut: it is for tests only.
# PREAU_POSTGRES_DURABLE=on: commits reach the disk and tables are kept in order, as on a real server, for measures.
set -euo pipefail

bin=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 | xargs -r dirname)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)")
durable=${PREAU_POSTGRES_DURABLE:-off}
dir=$(mktemp -d "${TMPDIR:-/tmp}/preau-postgres.XXXXXX")
echo $$ >"$dir/owner"
child=

# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as() { setpriv --reuid=postgres --regid=postgres --init-groups env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@"; }
else
	as() { env -i PATH="$PATH" LC_ALL=C.UTF-8 "$@"; }
fi

# What a run that was killed outright could not take away, the next one does.
for old in "${TMPDIR:-/tmp}"/preau-postgres.*; do
	[ -O "$old/owner" ] && ! kill -0 "$(cat "$old/owner")" 2>/dev/null || continue
	[ ! -e "$old/data/postmaster.pid" ] || as "$bin/pg_ctl" stop -D "$old/data" -m immediate -s || true
	rm -rf "$old"
done

finish() {
	local code=$?
	trap - EXIT INT TERM HUP
	if [ -n "$child" ] && kill -0 "$child" 2>/dev/null; then
		kill -TERM "$child" 2>/dev/null || true
		wait "$child" 2>/dev/null || true
	fi
	[ ! -e "$dir/data/postmaster.pid" ] || as "$bin/pg_ctl" stop -D "$dir/data" -m immediate -s || true
	rm -rf "$dir"
	exit "$code"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && echo "$password" >"$dir/password")
[ "$(id -u)" != 0 ] || chown postgres "$dir/password"
cd "$dir"
as "$bin/initdb" -D "$dir/data" -U preau --pwfile="$dir/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 -N >"$dir/initdb.log" 2>&1 ||
	{ cat "$dir/initdb.log" >&2; exit 1; }
cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
shared_buffers = 128MB
fsync = $durable
synchronous_commit = $durable
full_page_writes = $durable
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
autovacuum = $durable
log_min_messages = fatal
CONF

# A port is free until somebody takes it: try others when somebody did.
started=
for _ in 1 2 3 4 5 6 7 8; do
	port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
	if as "$bin/pg_ctl" start -D "$dir/data" -w -s -t 60 -l "$dir/server.log" -o "-p $port" >/dev/null 2>&1; then
		started=yes
		break
	fi
done
[ -n "$started" ] || { echo "postgres: the server did not start" >&2; cat "$dir/server.log" >&2; exit 1; }

cd "$OLDPWD"
export PREAU_TEST_POSTGRES="postgres://preau:$password@127.0.0.1:$port/postgres?sslmode=disable"
"$@" &
child=$!
code=0
wait "$child" || code=$?
child=
exit "$code"
