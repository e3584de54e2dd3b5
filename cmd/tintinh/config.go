package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tintinh/tintinh/portal"
)

// Config is config.yaml, for the operator. What sites look like is not here:
// that is the catalogue's. Every field is documented in config.yaml itself.
type Config struct {
	Data      string
	UserAgent string
	Crawl     struct {
		Workers int
		MaxTime time.Duration
		MaxBody int64
		Timeout time.Duration
		Delay   time.Duration
		Revisit []time.Duration
	}
	Raw struct {
		Keep    string // all, articles, none
		MaxSize int64  // 0 = no limit
	}
	Export struct {
		Format       string
		NoDuplicates bool
	}
	Serve  struct{ Listen string }
	Notify struct {
		Webhook string
		Command []string
		Timeout time.Duration
	}
	Log struct {
		Level  slog.Level
		Format string
	}
	Cluster struct{ Postgres string }

	File      string            // "" where there was none
	Catalogue *portal.Catalogue // embedded entries, and what the configuration adds
	Portals   []*portal.Portal  // those to crawl
}

// defaultConfig is what holds where config.yaml is silent.
func defaultConfig() *Config {
	c := &Config{Data: "./data", UserAgent: "tintinh/" + version() + " (+https://github.com/tintinh/tintinh)"}
	c.Crawl.MaxBody, c.Crawl.Timeout, c.Crawl.Delay = 8<<20, 30*time.Second, time.Second
	c.Crawl.Revisit = []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour, 168 * time.Hour, 720 * time.Hour}
	c.Raw.Keep = "all"
	c.Export.Format = "ndjson"
	c.Serve.Listen = "127.0.0.1:8080"
	c.Notify.Timeout = 10 * time.Second
	c.Log.Level, c.Log.Format = slog.LevelInfo, "text"
	return c
}

// loadConfig reads the file ("" = ./config.yaml where there is one), then the
// TINTINH_* environment. Paths inside are relative to the file's folder, so
// that cron's working directory does not matter.
func loadConfig(file string, getenv func(string) string) (*Config, error) {
	c := defaultConfig()
	var err error
	if c.Catalogue, err = portal.Embedded(); err != nil {
		return nil, err
	}
	if file == "" {
		if _, err := os.Stat("config.yaml"); err == nil {
			file = "config.yaml"
		}
	}
	if file != "" {
		src, err := os.ReadFile(file)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("configuration %s: there is no such file", file)
			}
			return nil, fmt.Errorf("read the configuration: %w", err)
		}
		if err := c.read(file, src); err != nil {
			return nil, err
		}
	}
	return c, c.environment(getenv)
}

func (c *Config) read(file string, src []byte) error {
	c.File = file
	var doc yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(src))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil // an empty file is all defaults
	} else if err != nil {
		return portal.NotYAML(file, err)
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: one YAML document expected, and there is a second ('---')", file)
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("%s:%d: expected keys such as 'portals:', found %s", file, root.Line, kindName(root))
	}
	if err := c.readMapping(file, "", root); err != nil {
		return err
	}
	if !filepath.IsAbs(c.Data) {
		c.Data = filepath.Join(filepath.Dir(file), c.Data)
	}
	return nil
}

// readMapping goes through one level of keys; all errors of the file are
// reported together.
func (c *Config) readMapping(file, prefix string, n *yaml.Node) error {
	var errs []error
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		path := prefix + k.Value
		if seen[path] {
			errs = append(errs, fmt.Errorf("%s:%d: %s: stands twice", file, k.Line, path))
			continue
		}
		seen[path] = true
		if err := c.readKey(file, path, k, v); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (c *Config) readKey(file, path string, k, v *yaml.Node) error {
	_, scalar := settings[path]
	known := scalar || path == "portals" || isSection(path)
	if known && v.Kind == yaml.ScalarNode && v.Tag == "!!null" {
		return nil // nothing stands there: the default
	}
	at := func(err error) error { return fmt.Errorf("%s:%d: %s: %w", file, v.Line, path, err) }
	switch {
	case path == "portals":
		return c.readPortals(file, v)
	case isSection(path):
		if v.Kind != yaml.MappingNode {
			return at(fmt.Errorf("expected keys below it, found %s", kindName(v)))
		}
		return c.readMapping(file, path+".", v)
	case path == "crawl.revisit":
		if v.Kind != yaml.SequenceNode {
			return at(fmt.Errorf("expected a list of durations such as [1h, 6h, 24h], found %s", kindName(v)))
		}
		var list []string
		for _, e := range v.Content {
			list = append(list, e.Value)
		}
		if err := c.set(path, strings.Join(list, ",")); err != nil {
			return at(err)
		}
		return nil
	}
	if !scalar {
		return fmt.Errorf("%s:%d: %s: there is no such key; known here: %s", file, k.Line, path, strings.Join(keysBeside(path), ", "))
	}
	if path == "notify.command" && v.Kind == yaml.SequenceNode { // arguments may hold spaces
		for _, e := range v.Content {
			if e.Kind != yaml.ScalarNode {
				return at(fmt.Errorf("expected a program and its arguments, found %s among them", kindName(e)))
			}
			c.Notify.Command = append(c.Notify.Command, e.Value)
		}
		return nil
	}
	if v.Kind != yaml.ScalarNode {
		return at(fmt.Errorf("expected %s, found %s", settings[path].want, kindName(v)))
	}
	if err := c.set(path, v.Value); err != nil {
		return at(err)
	}
	return nil
}

// readPortals resolves the list: catalogue ids, inline definitions, files.
func (c *Config) readPortals(file string, v *yaml.Node) error {
	if v.Kind != yaml.SequenceNode {
		return fmt.Errorf("%s:%d: portals: expected a list of catalogue ids, definitions or files, found %s", file, v.Line, kindName(v))
	}
	var errs []error
	chosen := map[string]bool{}
	for _, e := range v.Content {
		found, err := c.Catalogue.Resolve(filepath.Dir(file), e, file)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, p := range found {
			if chosen[p.ID] {
				errs = append(errs, fmt.Errorf("%s:%d: portals: %s stands twice", file, e.Line, p.ID))
				continue
			}
			chosen[p.ID] = true
			c.Portals = append(c.Portals, p)
		}
	}
	return errors.Join(errs...)
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return fmt.Sprintf("%q", n.Value)
}
