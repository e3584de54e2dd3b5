package extract

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tintinh/tintinh/extract/vntext"
	"github.com/tintinh/tintinh/portal"
)

// media reads pictures, players and embeds; it reports whether n was one.
func (w *walker) media(n *html.Node, l look) bool {
	switch n.DataAtom {
	case atom.Img:
		if hidden(n) {
			return true
		}
		w.picture(imageURL(n, w.base), n, l)
	case atom.Noscript:
		w.noscript(n, l)
	case atom.Audio:
		w.player(n, Audio)
	case atom.Video:
		w.player(n, Video)
	case atom.Iframe, atom.Embed, atom.Object:
		w.embed(n)
	default:
		return false
	}
	return true
}

func (w *walker) picture(u string, n *html.Node, l look) {
	if u == "" {
		return
	}
	w.flush()
	w.out = append(w.out, piece{Block: Block{Type: Image, URL: u}, node: n, align: l.align})
}

// noscript holds the real picture of lazy loading where the visible one is a
// placeholder. Its content is one text node.
func (w *walker) noscript(n *html.Node, l look) {
	if n.FirstChild == nil || !strings.Contains(n.FirstChild.Data, "<img") {
		return
	}
	nodes, err := html.ParseFragment(strings.NewReader(n.FirstChild.Data), &html.Node{
		Type: html.ElementNode, Data: "div", DataAtom: atom.Div,
	})
	if err != nil {
		return // nested too deep for a picture
	}
	for _, root := range nodes {
		if root.DataAtom == atom.Img {
			w.once(imageURL(root, w.base), n, l)
		}
		for c := range root.Descendants() {
			if c.DataAtom == atom.Img {
				w.once(imageURL(c, w.base), n, l)
			}
		}
	}
}

// once takes a picture that is not there yet.
func (w *walker) once(u string, n *html.Node, l look) {
	for i := range w.out {
		if w.out[i].Type == Image && sameFile(w.out[i].URL, u) {
			return
		}
	}
	w.picture(u, n, l)
}

// player reads <audio> and <video>: the source of its own or of its children.
func (w *walker) player(n *html.Node, kind string) {
	sources := []string{attr(n, "src"), attr(n, "data-src"), attr(n, "data-file")}
	for c := range n.Descendants() {
		if c.DataAtom == atom.Source {
			sources = append(sources, attr(c, "src"), attr(c, "data-src"))
		}
	}
	for _, s := range sources {
		if u := absolute(w.base, s); u != "" && !silence(u) {
			w.flush()
			w.out = append(w.out, piece{node: n, Block: Block{
				Type: kind, URL: u, Title: vntext.Clean(attr(n, "title")), TTS: kind == Audio && speech(n, u),
			}})
			return
		}
	}
}

// embed reads <iframe>, <embed> and <object>: videos of the known players,
// documents and sound files. Other frames (maps, advertisements, posts of
// social networks) are no part of a record.
func (w *walker) embed(n *html.Node) {
	src := attr(n, "src")
	if src == "" || strings.HasPrefix(src, "about:") {
		src = attr(n, "data-src")
	}
	if n.DataAtom == atom.Object {
		src = attr(n, "data")
	}
	u := absolute(w.base, src)
	kind := fileKind(u)
	if kind == "" && videoFrame(u) {
		kind = Video
	}
	if kind == "" || hidden(n) {
		return
	}
	w.flush()
	w.out = append(w.out, piece{node: n, Block: Block{Type: kind, URL: u, Title: vntext.Clean(attr(n, "title"))}})
}

// anchor reads a link: the text goes on, a linked file is a block after it.
func (w *walker) anchor(n *html.Node, l look) {
	u := absolute(w.base, attr(n, "href"))
	kind := fileKind(u)
	if isBlock(n) {
		w.flush()
		defer w.flush()
	}
	if u != "" {
		l.href = u
	}
	w.children(n, l)
	if kind == "" {
		return
	}
	title := vntext.Clean(nodeText(n))
	if title == "" && kind != Attachment {
		return // a picture that links to a film is no block of its own
	}
	if title == "" {
		title = fileName(u)
	}
	p := piece{node: n, Block: Block{Type: kind, URL: u, Title: title, TTS: kind == Audio && speech(n, u)}}
	if w.runes > 0 {
		w.pending = append(w.pending, p)
		return
	}
	w.out = append(w.out, p)
}

// mediaLabels are what stands before a link to a file and says nothing.
var mediaLabels = map[string]bool{
	"": true, "audio": true, "nghe": true, "nghe audio": true, "nghe bài": true, "nghe bài viết": true,
	"video": true, "clip": true, "xem video": true, "file": true, "file đính kèm": true,
	"tệp đính kèm": true, "tệp tin đính kèm": true, "tập tin đính kèm": true, "tài liệu đính kèm": true,
	"đính kèm": true, "văn bản đính kèm": true, "tải về": true, "tải file": true, "tải về tại đây": true,
	"download": true, "podcast": true, "tải xuống": true,
}

// onlyMediaLabel reports whether a paragraph is nothing but a label and the
// names of the files linked in it: "Audio: x.mp3". A document's title is text.
func onlyMediaLabel(p piece, files []piece) bool {
	rest := p.Text
	for _, f := range files {
		if f.Type == Attachment && fileKindOf(path.Ext(f.Title)) == "" {
			return false
		}
		if f.Type != Image {
			rest = strings.Replace(rest, f.Title, "", 1)
		}
	}
	return len(files) > 0 && mediaLabels[strings.ToLower(strings.Trim(rest, " :.-–|[]()•"))]
}

// fileKind is the block type of a URL that names a file, by its extension.
func fileKind(u string) string {
	if u == "" {
		return ""
	}
	parsed, err := url.Parse(u)
	if err != nil {
		return ""
	}
	if kind := fileKindOf(path.Ext(parsed.Path)); kind != "" {
		return kind
	}
	// Liferay: /documents/GROUP/FOLDER/NAME.EXT/UUID
	if strings.HasPrefix(parsed.Path, "/documents/") {
		for part := range strings.SplitSeq(parsed.Path, "/") {
			if kind := fileKindOf(path.Ext(part)); kind != "" {
				return kind
			}
		}
	}
	return ""
}

func fileKindOf(ext string) string {
	switch strings.ToLower(ext) {
	case ".mp3", ".m4a", ".wav", ".ogg", ".oga", ".aac", ".wma", ".flac":
		return Audio
	case ".mp4", ".webm", ".m4v", ".mov", ".flv", ".avi", ".wmv":
		return Video
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".rtf",
		".zip", ".rar", ".7z", ".csv":
		return Attachment
	}
	return ""
}

func fileName(u string) string {
	parsed, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return vntext.Clean(path.Base(parsed.Path))
}

// videoFrame reports whether a frame is a video player: by the players' hosts
// and by the paths that content systems use for their own.
func videoFrame(u string) bool {
	parsed, err := url.Parse(u)
	if err != nil || u == "" {
		return false
	}
	host := strings.TrimPrefix(strings.ToLower(parsed.Hostname()), "www.")
	switch host {
	case "youtube.com", "youtube-nocookie.com", "m.youtube.com", "youtu.be", "player.vimeo.com", "dailymotion.com", "geo.dailymotion.com":
		return true
	case "facebook.com", "web.facebook.com":
		return strings.Contains(parsed.Path, "video")
	case "tiktok.com":
		return strings.Contains(parsed.Path, "/embed")
	}
	return strings.HasPrefix(host, "player.") || strings.Contains(parsed.Path, "/embed/video") ||
		strings.Contains(parsed.Path, "/video/embed") || strings.Contains(parsed.Path, "/player/")
}

// speech reports whether a sound is a machine's reading of the text.
func speech(n *html.Node, u string) bool {
	low := strings.ToLower(u)
	if strings.Contains(low, "/tts") || strings.Contains(low, "text2speech") || strings.Contains(low, "text-to-speech") {
		return true
	}
	for up := 0; n != nil && up < 4; n, up = n.Parent, up+1 {
		if hasClass(n, "tts", "audio-article", "select-accent", "text-to-speech", "texttospeech", "voice", "read-news") {
			return true
		}
	}
	return false
}

// silence: players hold a file of silence until a voice is chosen.
func silence(u string) bool { return strings.Contains(strings.ToLower(u), "silence") }

// absolute resolves a link; "" unless it leads to http or https.
func absolute(base *url.URL, href string) string {
	href = strings.TrimSpace(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return ""
	}
	u, err := base.Parse(href)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return portal.WithoutSession(u.String()) // or each look would find other media
}
