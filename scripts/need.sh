#!/bin/bash
# usage: scripts/need.sh
# Makes sure that what the tests run is there: installs what is missing as root on Debian, else names it and fails.
# Go itself is never installed: Debian's is too old.
set -euo pipefail
cd "$(dirname "$0")/.."

postgres_bin() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has() {
	case $1 in
	postgresql) postgres_bin ;;
	default-jre-headless) command -v java >/dev/null ;;
	nodejs) command -v node >/dev/null ;;
	fonts-dejavu-core) [ -d /usr/share/fonts/truetype/dejavu ] ;; # a headless browser without any font measures nothing
	*) command -v "$1" >/dev/null ;;
	esac
}

command -v go >/dev/null || { echo "need: Go $(awk '$1 == "go" {print $2}' go.mod) or later (https://go.dev/dl)" >&2; exit 1; }

missing=()
for package in chromium postgresql default-jre-headless nodejs npm git gcc fonts-dejavu-core; do
	has "$package" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
		echo "need: missing, as Debian's packages are named: ${missing[*]}" >&2
		echo "need: as root: apt-get install --no-install-recommends ${missing[*]}" >&2
		exit 1
	fi
	echo "need: installing ${missing[*]}"
	export DEBIAN_FRONTEND=noninteractive
	apt-get update -qq
	# Our own clusters are made by scripts/postgres.sh: the one that Debian makes at install would only hold a port.
	if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
		mkdir -p /etc/postgresql-common
		echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
	fi
	apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "${missing[@]}" >/dev/null
fi

# The page checkers, at the versions that e2e/package-lock.json pins. They run no script at install.
stamp=e2e/node_modules/.preau-installed
if ! cmp -s e2e/package-lock.json "$stamp"; then
	npm ci --prefix e2e --ignore-scripts --no-audit --no-fund --loglevel=error
	cp e2e/package-lock.json "$stamp"
fi
