// Command reliability puts the release binary on trial: real processes, a real
// web server that counts what reaches it, real signals, system calls that fail.
// Each trial stands for one promise of docs/reliability.md and says of how many
// attempts how many broke it.
//
//	go run ./reliability short            every promise, as in CI (minutes)
//	go run ./reliability full             the same with the figures of a release
//	go run ./reliability short R1 R9      these promises only
//
// It prints a table of promise, N, failures, note and seconds, and ends with 1
// when a promise was broken, with 77 when a tool is missing (jq, node,
// python3; mounting needs root). Work files are in a folder of their own under
// TMPDIR; it is kept when something failed.
//
// One file per promise. The site, the workspace and the audit are shared:
// paper.go, workspace.go, audit.go.
package main
