package extract

import "time"

// SchemaVersion is the value of Article.Schema: it grows when a field changes
// its meaning, never when one is added.
const SchemaVersion = 1

// Article is one record: what a page says, where each field came from, and
// what the store adds when it takes the record in. It is the Go form of one
// NDJSON line; docs/article.schema.json is generated from it.
//
// Extraction fills the fields that a page can give. Fields marked (store) are
// set by the store's commit, fields marked (crawler) by the crawler. A field
// that is not known is absent; nothing is guessed.
type Article struct {
	Schema int    `json:"schema"`
	ID     string `json:"id"` // portal:key, see Identity

	Seq           uint64   `json:"seq,omitempty"`            // (store) 1, 2, 3 … within the portal, in commit order
	Revision      int      `json:"revision,omitempty"`       // (store) from 1
	Change        Change   `json:"change,omitempty"`         // (store)
	ChangedFields []string `json:"changed_fields,omitempty"` // (store) what an edit changed

	Portal             string `json:"portal"`
	Outlet             string `json:"outlet,omitempty"`
	Province           string `json:"province,omitempty"`
	ProvinceBefore2025 string `json:"province_before_2025,omitempty"`

	URL          string   `json:"url"`                     // where the page was fetched, after redirects
	CanonicalURL string   `json:"canonical_url,omitempty"` // identity
	URLAliases   []string `json:"url_aliases,omitempty"`   // every other URL seen for it, sorted

	Title string `json:"title,omitempty"`
	Lead  string `json:"lead,omitempty"` // sapo

	PublishedAt        time.Time `json:"published_at,omitzero"`
	PublishedRaw       string    `json:"published_raw,omitempty"`
	PublishedPrecision string    `json:"published_precision,omitempty"` // second minute day month
	PublishedSource    string    `json:"published_source,omitempty"`    // json-ld meta selector feed sitemap url auto
	ModifiedAt         time.Time `json:"modified_at,omitzero"`

	Authors      []Author `json:"authors,omitempty"`
	BylineRaw    string   `json:"byline_raw,omitempty"`
	SourceCredit string   `json:"source_credit,omitempty"` // Theo TTXVN, (Nguồn: …)

	Section []string `json:"section,omitempty"` // breadcrumb path, outermost first
	Tags    []string `json:"tags,omitempty"`

	ViewCount   *int64    `json:"view_count,omitempty"` // nil where none is printed; 0 placeholders are nil
	ViewCountAt time.Time `json:"view_count_at,omitzero"`

	Body        []Block `json:"body,omitempty"` // in page order
	Text        string  `json:"text,omitempty"` // prose of Body, blocks joined by blank lines
	Images      []Media `json:"images,omitempty"`
	Audio       []Media `json:"audio,omitempty"`
	Video       []Media `json:"video,omitempty"`
	Attachments []Media `json:"attachments,omitempty"`

	Lang string `json:"lang,omitempty"` // BCP 47, detected

	TextHash    string `json:"text_hash,omitempty"`    // sha256: + hex of the normalised text
	SimHash     string `json:"simhash,omitempty"`      // 16 hex digits
	DuplicateOf string `json:"duplicate_of,omitempty"` // (store) id of the earliest record that says the same

	FirstSeenAt time.Time `json:"first_seen_at,omitzero"` // (store)
	FetchedAt   time.Time `json:"fetched_at,omitzero"`    // (crawler)
	ChangedAt   time.Time `json:"changed_at,omitzero"`    // (store)

	HTTP      *HTTP       `json:"http,omitempty"`      // (crawler)
	Raw       *Raw        `json:"raw,omitempty"`       // (crawler) where the bytes are kept
	Feed      *Feed       `json:"feed,omitempty"`      // (crawler) what a feed or sitemap said of it
	Extractor *Provenance `json:"extractor,omitempty"` // which rules read the page
	Warnings  []string    `json:"warnings,omitempty"`  // stable codes, sorted
}

// Change says why a record got a new number.
type Change string

const (
	ChangeNew         Change = "new"
	ChangeEdited      Change = "edited"
	ChangeGone        Change = "gone" // 404, 410 or soft 404, seen twice
	ChangeBack        Change = "back"
	ChangeReextracted Change = "reextracted"
)

// Author is one name of the byline; Role only where it is printed.
type Author struct {
	Name string `json:"name"`
	Role string `json:"role,omitempty"` // text photo video graphics audio …
}

// Block is one piece of the body, in page order. Type decides which other
// fields are set.
type Block struct {
	Type    string     `json:"type"` // paragraph heading quote list table image audio video attachment
	Text    string     `json:"text,omitempty"`
	Level   int        `json:"level,omitempty"` // heading: 1–6
	Items   []string   `json:"items,omitempty"` // list
	Rows    [][]string `json:"rows,omitempty"`  // table
	URL     string     `json:"url,omitempty"`
	Title   string     `json:"title,omitempty"`
	Caption string     `json:"caption,omitempty"`
	Credit  string     `json:"credit,omitempty"`
	TTS     bool       `json:"tts,omitempty"` // audio: a machine reading of the text
}

// Block types.
const (
	Paragraph  = "paragraph"
	Heading    = "heading"
	Quote      = "quote"
	List       = "list"
	Table      = "table"
	Image      = "image"
	Audio      = "audio"
	Video      = "video"
	Attachment = "attachment"
)

// Media is an image, audio, video or attachment block once more, without its
// place in the text. Credit is split off "Ảnh: …" at the end of a caption.
type Media struct {
	URL     string `json:"url"`
	Title   string `json:"title,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
	TTS     bool   `json:"tts,omitempty"`
}

// HTTP is what the server said with the page.
type HTTP struct {
	Status        int    `json:"status"`
	ETag          string `json:"etag,omitempty"`
	LastModified  string `json:"last_modified,omitempty"`
	Charset       string `json:"charset,omitempty"`
	CharsetSource string `json:"charset_source,omitempty"` // utf-8-valid bom header meta sniff
	TLSVerified   *bool  `json:"tls_verified,omitempty"`   // nil without TLS
}

// Raw is the place of the capture's response record in a WARC file.
type Raw struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
}

// Feed is the evidence of the feed or sitemap entry that led to the page.
type Feed struct {
	URL         string    `json:"url"`
	Title       string    `json:"title,omitempty"`
	GUID        string    `json:"guid,omitempty"`
	PublishedAt time.Time `json:"published_at,omitzero"`
}

// Provenance names the rules that read the page, and the source of each field:
// "selector h1.title", "meta og:title", "json-ld headline", "auto" …
type Provenance struct {
	Family  string            `json:"family,omitempty"`
	Rule    string            `json:"rule,omitempty"` // hash of the compiled rule
	Version string            `json:"version,omitempty"`
	Fields  map[string]string `json:"fields,omitempty"`
}
