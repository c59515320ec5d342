# usage: source scripts/memory.sh
# Puts the tests' temporary files in memory where there is room: they make thousands of small databases, each of which
# waits for the disk at every commit. What they prove holds on either: a killed process loses what it holds, not what
# the kernel does. They go when the shell ends; a second run at once uses the disk. One name for all runs, so that Go
# remembers the tests that passed.
memory=/dev/shm/preau-tests
if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt $((4 << 20)) ] &&
	! kill -0 "$(cat $memory/owner 2>/dev/null || echo none)" 2>/dev/null; then
	rm -rf $memory
	mkdir -m 755 $memory
	echo $$ >$memory/owner
	export TMPDIR=$memory
	trap 'rm -rf $memory' EXIT
fi
