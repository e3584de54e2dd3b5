// Package robots decides what robots.txt (RFC 9309) lets this crawler fetch.
//
// Parse reads a file for one product token and keeps the rules that bind it;
// Rules.Allowed matches a path with its query. State adds what a crawler must
// remember of one host: when the file was asked for, what came back, and what
// that means (no file allows everything, a broken server nothing). Both go
// through JSON unchanged in meaning, for they are kept with the host's state
// between runs.
//
// Where the RFC leaves room the package does what google/robotstxt, the
// reference behind the RFC, does: it takes the usual misspellings, a missing
// colon, and index.html for its folder. It fetches nothing, follows no
// redirects and reads no clock.
package robots
