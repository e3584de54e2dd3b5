package main

import "github.com/tintinh/tintinh/crawler"

// printable makes text that came from a page safe for a terminal.
func printable(s string) string { return crawler.Printable(s) }
