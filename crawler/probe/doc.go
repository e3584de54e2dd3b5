// Package probe looks at what of a portal's definition works on the live site:
// robots.txt, home page, sources, feeds and sitemaps that the site names, one
// listing, three articles. It asks about a dozen pages, politely, stores
// nothing, and proposes edits of the definition; it makes none.
package probe
