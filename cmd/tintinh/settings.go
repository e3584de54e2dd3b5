package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tintinh/tintinh/portal"
)

// setting is one scalar key of config.yaml: what it takes, and where it goes.
type setting struct {
	want string
	set  func(*Config, string) error
}

// settings are all scalar keys. The environment variable of a key is
// TINTINH_ and its path in capitals with '_' for '.': TINTINH_CRAWL_WORKERS.
var settings = map[string]setting{
	"data":                 {"a directory", filled(func(c *Config) *string { return &c.Data })},
	"user_agent":           {"a product token, a version and a contact address", setUserAgent},
	"crawl.workers":        {"a whole number from 1 to 256, or 0 for as many as the portals need", setWorkers},
	"crawl.max_time":       {"a duration such as 50m (0 = no limit)", length(func(c *Config) *time.Duration { return &c.Crawl.MaxTime }, 0)},
	"crawl.max_body":       {"a size such as 8MiB, at least 64KiB", size(func(c *Config) *int64 { return &c.Crawl.MaxBody }, 64<<10)},
	"crawl.timeout":        {"a duration such as 30s", length(func(c *Config) *time.Duration { return &c.Crawl.Timeout }, time.Millisecond)},
	"crawl.delay":          {"a duration such as 1s", length(func(c *Config) *time.Duration { return &c.Crawl.Delay }, 0)},
	"crawl.revisit":        {"durations such as [1h, 6h, 24h], rising", setRevisit},
	"raw.keep":             {"all, articles or none", oneOf(func(c *Config) *string { return &c.Raw.Keep }, "all", "articles", "none")},
	"raw.max_size":         {"a size such as 100GiB (0 = no limit)", size(func(c *Config) *int64 { return &c.Raw.MaxSize }, 0)},
	"export.format":        {strings.Join(exportFormats, " or "), oneOf(func(c *Config) *string { return &c.Export.Format }, exportFormats...)},
	"export.no_duplicates": {"true or false", truth(func(c *Config) *bool { return &c.Export.NoDuplicates })},
	"serve.listen":         {"an address such as 127.0.0.1:8080", setListen},
	"notify.webhook":       {"a URL such as https://example.org/hook, or nothing", setWebhook},
	"notify.command":       {"a program and its arguments such as [/usr/local/bin/tell, news]", func(c *Config, s string) error { c.Notify.Command = strings.Fields(s); return nil }},
	"notify.timeout":       {"a duration such as 10s, at least 1s", length(func(c *Config) *time.Duration { return &c.Notify.Timeout }, time.Second)},
	"log.level":            {"debug, info, warn or error", setLevel},
	"log.format":           {"text or json", oneOf(func(c *Config) *string { return &c.Log.Format }, "text", "json")},
	"cluster.postgres":     {"a DSN such as postgres://user@host/db, or nothing", text(func(c *Config) *string { return &c.Cluster.Postgres })},
}

// reason is why a value does not do, where that is more than its form.
type reason string

func (r reason) Error() string { return string(r) }

// exportFormats are the encodings that export knows.
var exportFormats = []string{"ndjson", "parquet", "csv", "text"}

// set takes one scalar, whether it came from the file, the environment or a flag.
func (c *Config) set(path, value string) error {
	s := settings[path]
	err := s.set(c, strings.TrimSpace(value))
	var why reason
	switch {
	case errors.As(err, &why):
		return fmt.Errorf("expected %s, found %q: %w", s.want, value, err)
	case err != nil: // a parser's own words add nothing
		return fmt.Errorf("expected %s, found %q", s.want, value)
	}
	return nil
}

func (c *Config) environment(getenv func(string) string) error {
	for _, path := range slices.Sorted(maps.Keys(settings)) {
		name := "TINTINH_" + strings.ToUpper(strings.ReplaceAll(path, ".", "_"))
		if v := getenv(name); v != "" {
			if err := c.set(path, v); err != nil {
				return fmt.Errorf("environment %s: %w", name, err)
			}
		}
	}
	return nil
}

func isSection(path string) bool {
	for k := range settings {
		if strings.HasPrefix(k, path+".") {
			return true
		}
	}
	return false
}

// keysBeside lists the keys that could stand where path stands.
func keysBeside(path string) []string {
	prefix := path[:strings.LastIndex(path, ".")+1]
	names := map[string]bool{}
	if prefix == "" {
		names["portals"] = true
	}
	for k := range settings {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			first, _, _ := strings.Cut(rest, ".")
			names[first] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func text(at func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error { *at(c) = s; return nil }
}

func filled(at func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if s == "" {
			return errors.New("nothing is there")
		}
		*at(c) = s
		return nil
	}
}

func oneOf(at func(*Config) *string, allowed ...string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if !slices.Contains(allowed, s) {
			return errors.New("not one of them")
		}
		*at(c) = s
		return nil
	}
}

func truth(at func(*Config) *bool) func(*Config, string) error {
	return func(c *Config, s string) (err error) { *at(c), err = strconv.ParseBool(s); return err }
}

func length(at func(*Config) *time.Duration, least time.Duration) func(*Config, string) error {
	return func(c *Config, s string) error {
		d, err := portal.ParseDuration(s)
		if err == nil && d < least {
			err = reason("less than " + least.String())
		}
		*at(c) = d
		return err
	}
}

func size(at func(*Config) *int64, least int64) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := parseSize(s)
		if err == nil && n < least {
			err = reason(fmt.Sprintf("less than %d bytes", least))
		}
		*at(c) = n
		return err
	}
}

func setWorkers(c *Config, s string) error {
	n, err := strconv.Atoi(s)
	if err == nil && (n < 0 || n > 256) {
		err = reason("out of range")
	}
	c.Crawl.Workers = n
	return err
}

// setUserAgent insists on what site owners need: who it is (RFC 9309 product
// token) and whom to write to.
func setUserAgent(c *Config, s string) error {
	token, _, _ := strings.Cut(s, "/")
	if token == "" || strings.ContainsFunc(token, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_')
	}) {
		return reason("it must begin with a product token of letters, '-' and '_', as in tintinh/1.0")
	}
	if !strings.Contains(s, "@") && !strings.Contains(s, "http") {
		return reason("it must hold a contact address, as in tintinh/1.0 (+https://example.org/bot; mail@example.org)")
	}
	c.UserAgent = s
	return nil
}

func setRevisit(c *Config, s string) error {
	var list []time.Duration
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		d, err := portal.ParseDuration(part)
		if err != nil {
			return err
		}
		if d <= 0 || len(list) > 0 && d <= list[len(list)-1] {
			return reason(part + " is not later than what stands before it")
		}
		list = append(list, d)
	}
	c.Crawl.Revisit = list
	return nil
}

func setWebhook(c *Config, s string) error {
	u, err := url.Parse(s)
	if s != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("not a URL that can be posted to")
	}
	c.Notify.Webhook = s
	return nil
}

// setListen refuses what can be no address, before anything is opened for it.
func setListen(c *Config, s string) error {
	_, port, err := net.SplitHostPort(s)
	if err == nil {
		_, err = net.LookupPort("tcp", port)
	}
	c.Serve.Listen = s
	return err
}

func setLevel(c *Config, s string) error {
	return c.Log.Level.UnmarshalText([]byte(s))
}

// parseSize reads bytes, or KiB, MiB, GiB, TiB (also without the i, same value).
func parseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "KMGTiB")
	unit := strings.TrimSuffix(strings.Replace(s[len(digits):], "i", "", 1), "B")
	shift, ok := map[string]uint{"": 0, "K": 10, "M": 20, "G": 30, "T": 40}[unit]
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err != nil || !ok || n < 0 || n > 1<<62>>shift {
		return 0, errors.New("not a size")
	}
	return n << shift, nil
}
