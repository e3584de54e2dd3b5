// Package portal knows what sites look like: portals (one outlet each) and
// families (content systems used by several). All of it is data in YAML; this
// package reads it strictly, tells the family of a page, and gives URLs their
// identity. It fetches nothing, stores nothing and reads no article.
//
// # A portal definition
//
// The same form stands in the catalogue (sites/*.yaml), in a file of one's
// own, and in place in config.yaml. Unknown keys, doubled keys and wrong
// values are errors with file, line and key, all of a file at once.
//
//	id: example                      # [a-z0-9-]+, the first part of every record id
//	outlet: Báo Ví Dụ
//	kind: newspaper                  # newspaper | radio-tv | gov-portal
//	province: Hưng Yên               # since 2025-07-01
//	province_before_2025: Thái Bình
//	hosts: [example.vn, www.example.vn]  # the first is canonical and the politeness key;
//	                                 # www., m. and bare forms of a host are the same site
//	allow_private: false             # true for a portal on loopback or an intranet
//	tls: verify                      # aia: certificates that the server leaves out are fetched and checked;
//	                                 # insecure: none is checked, and records say tls_verified: false
//	delay: 1s                        # start to start; durations: 30s 15m 6h 7d 1d12h
//	max_pages: 0                     # a run's budget; 0 = none
//	obey_noindex: false              # X-Robots-Tag and meta robots: true = noindex pages are not stored,
//	                                 # links of nofollow pages not followed
//	find_feeds: true                 # feeds of the portal's hosts that source pages announce are read, too
//	sources:                         # kind: feed | sitemap | listing | archive
//	  - {kind: listing, url: "https://example.vn/", every: 1h, follow: "a.next"}
//	  - {kind: archive, url: "https://example.vn/tin?ngay={yyyy}-{mm}-{dd}", from: 2015-01-01, budget: 500}
//	                                 # archives: {yyyy} {mm} {dd}, and {m} {d} without leading zero; walked by
//	                                 # crawl --backfill only, budget requests a run, from today back to from
//	article: '^/tin-tuc/\d+/(?P<id>\d+)/'  # on path and query; group id = the site's own article id
//	deny: ['^/tim-kiem', '[?&]ngay=']      # on path and query; see Scope
//	keep_params: []                  # query parameters that are part of an article's identity
//	page_params: []                  # … that choose a page of a listing, where CanonicalPage would drop them
//	examples:                        # URLs that the patterns are proved on, whenever the definition is read
//	  - {url: "https://example.vn/tin-tuc/7/31/bai", id: "31"}  # an article; without id: one that the site does not number
//	  - {url: "https://example.vn/tin-tuc/7", is: page}         # article (also when left out) | page | denied
//	family: some-family              # a hint; the page decides
//	rules:                           # override the family's, field by field
//	  - until: 2025-07-01            # for captures before that day (+07:00); the rule without until is today's
//	    title: ["h1.title"]          # selectors are tried in order; @name takes an attribute
//	    published: ["meta[property='article:published_time']@content"]
//	    # also: lead byline modified section tags views body caption credit audio
//	    #       video attachments related strip; an empty list switches the family's off
//	    dateline: keep               # or strip: the paper's prefix of the lead, "(CTO) - "
//	    date_order: dmy              # or mdy, where a portal prints US order
//	valid: {from: 2015-01-01, until: 2025-07-01}  # when the outlet lived here; after until it is an archive
//	successor: other-id              # the portal that carries it on
//	confidence: B                    # A: seen since December 2025 · B: older or indirect · C: a guess
//	unverified: true                 # the site itself is a guess: nobody has seen a page of it
//	evidence: [{what: hosts, source: "a saved page", date: 2026-01, confidence: A}]
//
// # A family
//
//	id: some-family                  # the file's name
//	fingerprints:                    # a page belongs to the family at a sum of 1; the highest sum wins
//	  - {has: ".fr-view.info", weight: 0.7}          # an element is there
//	  - {matches: '/upload/news/\d', weight: 0.4}    # or the page's bytes hold this
//	trust: {published: [selector, json-ld, meta]}    # order of sources, where the default is wrong
//	rules: […]                       # as above
//	evidence: […]
package portal
