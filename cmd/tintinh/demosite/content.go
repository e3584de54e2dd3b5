package demosite

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed content
var contentFiles embed.FS

// ids of the portals, in the order of Site.Portal.
var portalIDs = [...]string{"bao-vi-du", "dai-mau"}

// zone of Vietnam. It has no daylight saving time.
var zone = time.FixedZone("", 7*60*60)

// outlet is the content of one portal, as in content/*.yaml.
type outlet struct {
	Outlet   string
	Slogan   string
	Media    string // where photos and audio would be; nothing is served there
	Dateline string // stands before each lead
	Sections []section
	Articles []*article // newest first
	Hidden   *article   // below what robots.txt closes
}

type section struct {
	ID   int
	Name string
	Path string
}

type article struct {
	ID        int
	Section   int
	Slug      string
	Since     int // the first day it is there; 0 = from the start
	Until     int // the last day it is there; 0 = for good
	Published time.Time
	Link      string // how lists link to it: "" = its address, category, short
	Title     string
	Lead      string
	Views     []int64 // on day 1, day 2; none = not printed
	Edit      *edit   // what day 2 changes
	Body      []block
	Reprint   int // the id of the other portal's article whose body it has
	Byline    string
}

type edit struct {
	At       time.Time
	From, To string // in the paragraphs
}

// block is one of its fields.
type block struct {
	P       string
	Heading string
	Audio   string
	Photo   *photo
}

type photo struct{ File, Caption, Credit string }

// outlets reads the embedded content.
func outlets() ([]*outlet, error) {
	var all []*outlet
	for _, id := range portalIDs {
		src, err := contentFiles.ReadFile("content/" + id + ".yaml")
		if err != nil {
			return nil, err
		}
		o := new(outlet)
		d := yaml.NewDecoder(bytes.NewReader(src))
		d.KnownFields(true)
		if err := d.Decode(o); err != nil {
			return nil, fmt.Errorf("content/%s.yaml: %w", id, err)
		}
		for _, a := range o.Articles {
			if a.Reprint != 0 {
				a.Body = original(all, a.Reprint)
			}
		}
		all = append(all, o)
	}
	return all, nil
}

func original(outlets []*outlet, id int) []block {
	for _, o := range outlets {
		for _, a := range o.Articles {
			if a.ID == id {
				return a.Body
			}
		}
	}
	return nil
}

// on returns the articles that are there on a day, newest first.
func (o *outlet) on(day int) []*article {
	var list []*article
	for _, a := range o.Articles {
		if a.on(day) {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, func(a, b *article) int { return cmp.Or(b.Published.Compare(a.Published), b.ID-a.ID) })
	return list
}

func (a *article) on(day int) bool { return a.Since <= day && (a.Until == 0 || day <= a.Until) }

// find returns the article with an id on a day, nil if it is not there.
func (o *outlet) find(id, day int) *article {
	if o.Hidden != nil && o.Hidden.ID == id {
		return o.Hidden
	}
	for _, a := range o.Articles {
		if a.ID == id && a.on(day) {
			return a
		}
	}
	return nil
}

func (o *outlet) section(id int) section {
	i := slices.IndexFunc(o.Sections, func(s section) bool { return s.ID == id })
	return o.Sections[i] // unreachable where it is missing: a test reads every page
}

// body is the text on a day.
func (a *article) body(day int) []block {
	if a.Edit == nil || day < 2 {
		return a.Body
	}
	body := slices.Clone(a.Body)
	for i := range body {
		body[i].P = strings.Replace(body[i].P, a.Edit.From, a.Edit.To, 1)
	}
	return body
}

// modified is when the text was last changed, as of a day.
func (a *article) modified(day int) time.Time {
	if a.Edit != nil && day >= 2 {
		return a.Edit.At
	}
	return a.Published
}

// views is the printed count on a day, −1 where none is printed.
func (a *article) views(day int) int64 {
	if len(a.Views) == 0 {
		return -1
	}
	return a.Views[min(day, len(a.Views))-1]
}
