package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"
)

// webhook posts JSON. Its address is the operator's own, written into the
// configuration: it may be private, unlike what pages lead to, and so does not
// go through the crawl's address guard. Redirects are not followed, for they
// would lead where the operator did not point.
type webhook struct {
	url       string
	timeout   time.Duration // of one attempt
	userAgent string
	wait      time.Duration // before the second attempt; the third waits thrice as long
}

const (
	attempts  = 3
	retryWait = 2 * time.Second
)

func (w webhook) send(ctx context.Context, body []byte) error {
	wait := w.wait
	for i := 1; ; i++ {
		again, err := w.once(ctx, body)
		if err == nil {
			return nil
		}
		if !again || i == attempts {
			return fmt.Errorf("POST to %s, attempt %d: %w", w.place(), i, err)
		}
		if !pause(ctx, wait) {
			return ctx.Err()
		}
		wait *= 3
	}
}

// place is the address without what may be a secret: chat services put tokens
// into path and query.
func (w webhook) place() string {
	u, err := url.Parse(w.url)
	if err != nil {
		return "the webhook"
	}
	return u.Scheme + "://" + u.Host
}

// once makes one attempt; again says whether another one may do better.
func (w webhook) once(ctx context.Context, body []byte) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return false, errors.New("notify.webhook is no URL")
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", w.userAgent)
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(req)
	if err != nil {
		var inner *url.Error
		if errors.As(err, &inner) { // without the address
			err = inner.Err
		}
		return true, err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection ends in order; what it says is not needed
	if resp.StatusCode/100 == 2 {
		return false, nil
	}
	return resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests, fmt.Errorf("it answered %s", resp.Status)
}

// hook runs a program, without a shell, with the JSON on its standard input.
type hook struct {
	argv    []string
	timeout time.Duration
}

// maxSaid is how much of a failed program's output is shown.
const maxSaid = 500

func (h hook) send(ctx context.Context, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	c := exec.CommandContext(ctx, h.argv[0], h.argv[1:]...)
	c.Stdin = bytes.NewReader(body)
	c.WaitDelay = time.Second // for what it has started
	said := &tailWriter{}
	c.Stdout, c.Stderr = said, said
	err := c.Run()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("%s had not ended after %s (notify.timeout) and was stopped", h.argv[0], h.timeout)
	}
	if text := strings.TrimSpace(string(said.last)); text != "" {
		return fmt.Errorf("%s: %w: %s", h.argv[0], err, text)
	}
	return fmt.Errorf("%s: %w", h.argv[0], err)
}

// tailWriter keeps the end of what is written to it.
type tailWriter struct{ last []byte }

func (t *tailWriter) Write(p []byte) (int, error) {
	t.last = append(t.last, p...)
	t.last = t.last[max(0, len(t.last)-maxSaid):]
	return len(p), nil
}
