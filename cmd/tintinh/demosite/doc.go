// Package demosite is two sample portals for the demo command and for tests:
// Báo Ví Dụ, a paper on the froala-news-id system, and Đài Mẫu, a broadcaster
// on fck-a-id. Outlets, places, people and news are made up.
//
// A Site stands on day 1 until Tick moves it to day 2, when one article has
// been edited, one is gone, and each portal has a new one, of which one
// reprints an article of the other portal. The paper also has what crawlers
// stumble over: a list of two pages, an article under a second category, a
// short address that redirects, an endless calendar, a page that robots.txt
// closes, and a page that always fails.
//
// The texts stand in content/, the markup in pages/. The package serves HTTP
// and keeps a log of requests; it opens no sockets and knows nothing of the
// crawler.
package demosite
