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
	Schema int    `json:"schema"` // version of this form: it grows when a field changes its meaning, never when one is added
	ID     string `json:"id"`     // portal:key; key is the site's own article id where the portal's article pattern has one, else 16 hex digits of the canonical URL's SHA-256

	Seq           uint64   `json:"seq,omitempty"`            // (store) 1, 2, 3 … within the portal, in commit order
	Revision      int      `json:"revision,omitempty"`       // (store) from 1; grows only when title, lead, body, media, authors or publish time changed
	Change        Change   `json:"change,omitempty"`         // (store) why the record has this number: new, edited, gone (404, 410 or soft 404, seen twice), back, reextracted
	ChangedFields []string `json:"changed_fields,omitempty"` // (store) what an edit changed

	Portal             string `json:"portal"`                         // id of the portal definition
	Outlet             string `json:"outlet,omitempty"`               // the portal's name
	Province           string `json:"province,omitempty"`             // since 2025-07-01
	ProvinceBefore2025 string `json:"province_before_2025,omitempty"` // where it was another one before the merger

	URL          string   `json:"url,omitempty"`           // where the page was fetched, after redirects; absent only where 'extract' read a file that nothing gives an address
	CanonicalURL string   `json:"canonical_url,omitempty"` // what the id was made of
	URLAliases   []string `json:"url_aliases,omitempty"`   // every other URL seen for it, sorted

	Title string `json:"title,omitempty"` // headline of the article
	Lead  string `json:"lead,omitempty"`  // sapo; with the paper's dateline unless the definition takes it off

	PublishedAt        time.Time `json:"published_at,omitzero"`         // as precise as the page, with its offset; never the fetch time, never a guess
	PublishedRaw       string    `json:"published_raw,omitempty"`       // the text it was read from
	PublishedPrecision string    `json:"published_precision,omitempty"` // second minute day month
	PublishedSource    string    `json:"published_source,omitempty"`    // json-ld meta selector feed sitemap url auto
	ModifiedAt         time.Time `json:"modified_at,omitzero"`          // when the page says it was changed

	Authors      []Author `json:"authors,omitempty"`       // names of the byline
	BylineRaw    string   `json:"byline_raw,omitempty"`    // the byline as printed
	SourceCredit string   `json:"source_credit,omitempty"` // Theo TTXVN, (Nguồn: …)

	Section []string `json:"section,omitempty"` // breadcrumb path, outermost first
	Tags    []string `json:"tags,omitempty"`    // keywords of the article

	ViewCount   *int64    `json:"view_count,omitempty"`   // only where one is printed for the article; a placeholder 0 is none
	ViewCountAt time.Time `json:"view_count_at,omitzero"` // (crawler) when the count was read

	Body        []Block `json:"body,omitempty"`        // in page order
	Text        string  `json:"text,omitempty"`        // prose of Body, blocks joined by blank lines
	Images      []Media `json:"images,omitempty"`      // image blocks of Body once more
	Audio       []Media `json:"audio,omitempty"`       // audio blocks of Body once more
	Video       []Media `json:"video,omitempty"`       // video blocks of Body once more
	Attachments []Media `json:"attachments,omitempty"` // files that the body links to, once more

	Lang string `json:"lang,omitempty"` // BCP 47, detected

	TextHash    string `json:"text_hash,omitempty"`    // sha256: + hex of the normalised text
	SimHash     string `json:"simhash,omitempty"`      // 16 hex digits
	DuplicateOf string `json:"duplicate_of,omitempty"` // (store) id of the earliest record that says the same

	FirstSeenAt time.Time `json:"first_seen_at,omitzero"` // (store) when the article first came in
	FetchedAt   time.Time `json:"fetched_at,omitzero"`    // (crawler) when the page of this content was asked for
	ChangedAt   time.Time `json:"changed_at,omitzero"`    // (store) when this change was committed

	HTTP      *HTTP       `json:"http,omitempty"`      // (crawler) what the server said with the page
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
	Name string `json:"name"`           // as printed
	Role string `json:"role,omitempty"` // only where it is printed: text photo video graphics audio …
}

// Block is one piece of the body, in page order. Type decides which other
// fields are set.
type Block struct {
	Type    string     `json:"type"`              // paragraph heading quote list table image audio video attachment
	Text    string     `json:"text,omitempty"`    // paragraph, heading, quote
	Level   int        `json:"level,omitempty"`   // heading: 1–6
	Items   []string   `json:"items,omitempty"`   // list: its items, in order
	Rows    [][]string `json:"rows,omitempty"`    // table: its rows of cells
	URL     string     `json:"url,omitempty"`     // image, audio, video, attachment: absolute
	Title   string     `json:"title,omitempty"`   // audio, video, attachment: its name on the page
	Caption string     `json:"caption,omitempty"` // image, audio, video: the line below it; a credit that is a sentence of its own is cut off
	Credit  string     `json:"credit,omitempty"`  // image, audio, video: who made it
	TTS     bool       `json:"tts,omitempty"`     // audio: a machine reading of the text
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
	URL     string `json:"url"`               // absolute
	Title   string `json:"title,omitempty"`   // its name on the page
	Caption string `json:"caption,omitempty"` // the line below it; a credit that is a sentence of its own is cut off
	Credit  string `json:"credit,omitempty"`  // who made it
	TTS     bool   `json:"tts,omitempty"`     // audio: a machine reading of the text
}

// HTTP is what the server said with the page.
type HTTP struct {
	Status        int    `json:"status"`                   // status code of the answer
	ETag          string `json:"etag,omitempty"`           // as the server sent it
	LastModified  string `json:"last_modified,omitempty"`  // as the server sent it
	Charset       string `json:"charset,omitempty"`        // what the page was decoded from
	CharsetSource string `json:"charset_source,omitempty"` // utf-8-valid bom header meta sniff
	TLSVerified   *bool  `json:"tls_verified,omitempty"`   // whether the certificate was good; absent without TLS
}

// Raw is the place of the capture's response record in a WARC file.
type Raw struct {
	File   string `json:"file"`   // name of the WARC file, without its folder
	Offset int64  `json:"offset"` // bytes before the record
	Length int64  `json:"length"` // bytes of the record as stored
}

// Feed is the evidence of the feed or sitemap entry that led to the page.
type Feed struct {
	URL         string    `json:"url"`                   // of the feed or sitemap
	Title       string    `json:"title,omitempty"`       // what it calls the article
	GUID        string    `json:"guid,omitempty"`        // the feed's own id of the entry
	PublishedAt time.Time `json:"published_at,omitzero"` // when it says the article was published
}

// Provenance names the rules that read the page, and the source of each field:
// "selector h1.title", "meta og:title", "json-ld headline", "auto" …
type Provenance struct {
	Family  string            `json:"family,omitempty"`  // id of the CMS family, if one was recognised
	Rule    string            `json:"rule,omitempty"`    // hash of the compiled rule
	Version string            `json:"version,omitempty"` // of the program
	Fields  map[string]string `json:"fields,omitempty"`  // field → source
}
