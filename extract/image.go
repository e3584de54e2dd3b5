package extract

import (
	"net/url"
	"path"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lazyAttributes hold the picture while src holds a placeholder, the largest
// form first.
var lazyAttributes = []string{
	"data-original", "data-original-src", "data-src", "data-lazy-src", "data-lazy", "data-echo", "data-url", "data-image-src",
}

// imageURL is the address of a picture, resolved; "" for placeholders, icons
// and tracking pixels. Of several sources the largest is taken.
func imageURL(n *html.Node, base *url.URL) string {
	if small(n) {
		return ""
	}
	var sources []string
	for _, name := range lazyAttributes {
		sources = append(sources, attr(n, name))
	}
	sources = append(sources, largest(attr(n, "data-srcset")), largest(attr(n, "srcset")), attr(n, "src"))
	if n.Parent != nil && n.Parent.DataAtom == atom.Picture {
		for s := range n.Parent.ChildNodes() {
			if s.DataAtom == atom.Source {
				sources = append(sources, largest(attr(s, "data-srcset")), largest(attr(s, "srcset")))
			}
		}
	}
	for _, s := range sources {
		if u := absolute(base, s); u != "" && !placeholder(u) {
			return u
		}
	}
	return ""
}

// small reports whether the markup gives a size of an icon or a pixel.
func small(n *html.Node) bool {
	const icon = 40 // CSS pixels
	for _, name := range []string{"width", "height"} {
		for _, value := range []string{attr(n, name), style(n, name)} {
			px, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), "px"), 64)
			if err == nil && px > 0 && px <= icon {
				return true
			}
		}
	}
	return false
}

// largest is the URL of the widest candidate of a srcset.
func largest(srcset string) string {
	best, width := "", -1.0
	for candidate := range strings.SplitSeq(srcset, ", ") {
		fields := strings.Fields(strings.Trim(candidate, ", \t\r\n"))
		if len(fields) == 0 {
			continue
		}
		size := 1.0
		if len(fields) > 1 {
			if v, err := strconv.ParseFloat(strings.TrimRight(fields[1], "wx"), 64); err == nil {
				size = v
			}
		}
		if size > width {
			best, width = fields[0], size
		}
	}
	return best
}

// placeholder reports whether a picture's file stands for another one, or for
// nothing: lazy-loading fillers, spacers, pixels, share buttons.
func placeholder(u string) bool {
	parsed, err := url.Parse(u)
	if err != nil {
		return true
	}
	name := strings.ToLower(path.Base(parsed.Path))
	if dot := strings.LastIndexByte(name, '.'); dot > 0 {
		name = name[:dot]
	}
	switch name {
	case "grey", "gray", "blank", "spacer", "pixel", "loading", "loader", "lazy", "lazyload", "placeholder", "transparent",
		"1x1", "0", "noimage", "no-image", "no_image", "noimg", "default", "default-image", "image_default", "img_default",
		"bg", "clear", "dot", "empty", "ajax-loader", "pic_blank", "lazy-placeholder", "icon", "print", "icon_print", "tr":
		return true
	}
	host := strings.ToLower(parsed.Hostname())
	return strings.HasSuffix(host, "doubleclick.net") || strings.HasSuffix(host, "scorecardresearch.com") ||
		host == "www.facebook.com" || host == "www.google-analytics.com"
}

// sameFile compares pictures without query and size segment: content systems
// serve one file under several addresses.
func sameFile(a, b string) bool {
	return a == b || b != "" && file(a) == file(b) && file(a) != ""
}

func file(u string) string {
	parsed, err := url.Parse(u)
	if err != nil {
		return ""
	}
	return parsed.Host + "/" + path.Base(parsed.Path)
}
