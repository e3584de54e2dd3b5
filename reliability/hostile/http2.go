//go:build linux

package hostile

import (
	"bytes"
	"crypto/tls"
	"io"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frames is one connection of an HTTP/2 server that says what it likes.
type frames struct {
	*http2.Framer
	site   *site
	stream uint32
}

// headers sends a header block for the request's stream.
func (f *frames) headers(end bool, fields ...string) error {
	return f.WriteHeaders(http2.HeadersFrameParam{StreamID: f.stream, BlockFragment: block(fields...), EndHeaders: true, EndStream: end})
}

func block(fields ...string) []byte {
	var b bytes.Buffer
	enc := hpack.NewEncoder(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = enc.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return b.Bytes()
}

// again repeats until the other side has enough. What that says meanwhile is
// read, or it would wait for us.
func (f *frames) again(write func() error) error {
	go func() {
		for {
			if _, err := f.ReadFrame(); err != nil {
				return
			}
		}
	}()
	for {
		if err := write(); err != nil {
			return err
		}
	}
}

// page sends a page.
func (f *frames) page(body string) error {
	if err := f.headers(false, ":status", "200", "content-type", "text/html; charset=utf-8"); err != nil {
		return err
	}
	return f.WriteData(f.stream, true, []byte(body))
}

// http2Rows are the floods of CVE-2023-45288 and its like, from the server.
func http2Rows() []row {
	flooded := func(name, kind string, flood func(*frames) error) row {
		return row{
			name: "HTTP/2: " + name, want: errors1(kind),
			tls: func(a *authority) *tls.Config {
				return &tls.Config{Certificates: []tls.Certificate{a.sign()}, NextProtos: []string{"h2"}}
			},
			build: func(s *site) { s.bad(nil) },
			raw: func(s *site) {
				for {
					c, err := s.listener.Accept()
					if err != nil {
						return
					}
					go speakHTTP2(s, c, flood)
				}
			},
		}
	}
	return []row{
		flooded("CONTINUATION without end", "protocol", func(f *frames) error {
			if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: f.stream, BlockFragment: block(":status", "200")}); err != nil {
				return err
			}
			more := block("x-dai", strings.Repeat("x", 8000))
			return f.again(func() error { return f.WriteContinuation(f.stream, false, more) })
		}),
		flooded("a huge header list", "header-too-large", func(f *frames) error {
			fields := []string{":status", "200"}
			for range 200 {
				fields = append(fields, "x-dai", strings.Repeat("x", 4000)) // one byte each after the first
			}
			b := block(fields...)
			first := b[:min(len(b), 16000)]
			if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: f.stream, BlockFragment: first, EndHeaders: len(first) == len(b), EndStream: true}); err != nil {
				return err
			}
			for rest := b[len(first):]; len(rest) > 0; {
				piece := rest[:min(len(rest), 16000)]
				rest = rest[len(piece):]
				if err := f.WriteContinuation(f.stream, len(rest) == 0, piece); err != nil {
					return err
				}
			}
			return nil
		}),
		flooded("SETTINGS without end", "timeout", func(f *frames) error { return f.again(func() error { return f.WriteSettings() }) }),
		flooded("PING without end", "timeout", func(f *frames) error { return f.again(func() error { return f.WritePing(false, [8]byte{1}) }) }),
		flooded("GOAWAY and silence", "timeout", func(f *frames) error {
			if err := f.WriteGoAway(f.stream, http2.ErrCodeNo, []byte("đợi chút")); err != nil {
				return err
			}
			return f.again(func() error { time.Sleep(time.Second); return f.WriteWindowUpdate(0, 1) })
		}),
		flooded("a stream that is reset", "reset", func(f *frames) error { return f.WriteRSTStream(f.stream, http2.ErrCodeInternal) }),
	}
}

// speakHTTP2 serves healthy pages, and floods where the bad one is asked for.
func speakHTTP2(s *site, c io.ReadWriteCloser, flood func(*frames) error) {
	defer c.Close()
	if _, err := io.CopyN(io.Discard, c, int64(len(http2.ClientPreface))); err != nil {
		return
	}
	f := &frames{Framer: http2.NewFramer(c, c), site: s}
	f.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if f.WriteSettings() != nil {
		return
	}
	for {
		got, err := f.ReadFrame()
		if err != nil {
			return
		}
		switch got := got.(type) {
		case *http2.SettingsFrame:
			if !got.IsAck() {
				err = f.WriteSettingsAck()
			}
		case *http2.PingFrame:
			if !got.IsAck() {
				err = f.WritePing(true, got.Data)
			}
		case *http2.MetaHeadersFrame:
			f.stream = got.StreamID
			err = f.answer(got.PseudoValue("path"), flood)
		}
		if err != nil {
			return
		}
	}
}

func (f *frames) answer(path string, flood func(*frames) error) error {
	switch path {
	case "/":
		return f.page(f.site.front())
	case f.site.before[0]:
		return flood(f)
	}
	for n := range healthyPages {
		if path == f.site.article(n+1) {
			return f.page(f.site.story(n + 1))
		}
	}
	return f.headers(true, ":status", "404")
}
