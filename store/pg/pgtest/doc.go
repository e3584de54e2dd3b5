// Package pgtest runs private PostgreSQL servers for tests, benchmarks and the
// chaos program: in a temporary folder, on loopback, as an unprivileged user
// where the caller is root (PostgreSQL refuses to be). It uses the server's own
// programs, which it finds by itself (Find); it downloads nothing.
//
// It imports nothing of ours.
package pgtest
