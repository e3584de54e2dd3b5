// Package crawler is one run: it leases hosts from the store, asks robots.txt,
// fetches, classifies, extracts, archives, and commits what became of each URL.
//
// Colly is the fetcher, and only that: one synchronous request at a time, over
// a transport of ours that guards addresses, keeps the received bytes and caps
// the decoded ones. Redirects are not followed by the client; each hop passes
// robots.txt, the delay, the guard and the portal's scope like any URL.
//
// What is kept of a host between runs (robots.txt, time of the last request,
// failures in a row) is the store's opaque State; see state.go. Intervals,
// retries and recrawl times are decided in schedule.go, for the store decides
// nothing.
//
// The package does not print, read configuration, or know any site.
package crawler
