// Package web is the read-only face of a corpus: pages for people, JSON for
// programs, figures for Prometheus. It reads the search view and nothing else,
// so that a crawl may hold the store meanwhile.
//
// Pages are made on the server with html/template and need no script, no
// cookie and nothing from elsewhere. What crawled pages say is text here,
// never markup: photos are links, links are http or https, and the content
// security policy admits one stylesheet and one icon of our own.
//
// It does not authenticate. It listens on loopback unless told otherwise, and
// then only answers to loopback names, so that a page in the reader's browser
// cannot reach it by another name (DNS rebinding).
package web
