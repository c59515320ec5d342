// Package bench measures the program as it is served: `make bench` starts bin/preau on each engine, reads it from
// connections kept open, and prints one table, in the words of doc/performance.md. It has only tests: TestTable is the
// measure, and does nothing unless PREAU_BENCH_SECONDS says how long each cell lasts.
package bench
