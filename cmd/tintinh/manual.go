package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// docsCommand writes what packages of the program bring along. Hidden: it is
// for those who build a release.
func (a *app) docsCommand() *cobra.Command {
	c := &cobra.Command{Use: "docs", Hidden: true, Args: cobra.NoArgs, Short: "Write documentation from the commands",
		Example: "  tintinh docs man ./man",
		RunE:    func(*cobra.Command, []string) error { return usagef("docs: say what to write: man DIR") },
	}
	c.AddCommand(&cobra.Command{
		Use: "man DIR", Short: "Write a man page for each command into DIR", Args: cobra.ExactArgs(1),
		Long: `Write a man page for each command into DIR. The pages bear the date of SOURCE_DATE_EPOCH
where that is set, else none, so that the same commands give the same bytes.`,
		Example: "  tintinh docs man ./man",
		RunE: func(cmd *cobra.Command, args []string) error {
			at, err := sourceDate(a.getenv("SOURCE_DATE_EPOCH"))
			if err != nil {
				return err
			}
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return fmt.Errorf("make the folder of the man pages: %w", err)
			}
			return writeManual(cmd.Root(), args[0], at)
		},
	})
	return c
}

// sourceDate reads SOURCE_DATE_EPOCH, seconds since 1970 as reproducible
// builds have it; "" gives "".
func sourceDate(epoch string) (string, error) {
	if epoch == "" {
		return "", nil
	}
	n, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return "", usagef("environment SOURCE_DATE_EPOCH: expected seconds since 1970, found %q", epoch)
	}
	return time.Unix(n, 0).UTC().Format(time.DateOnly), nil
}

func writeManual(c *cobra.Command, dir, date string) error {
	page := manPage(c, date)
	file := filepath.Join(dir, manName(c)+".1")
	if err := os.WriteFile(file, page, 0o644); err != nil {
		return fmt.Errorf("write the man page of %s: %w", c.CommandPath(), err)
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			if err := writeManual(sub, dir, date); err != nil {
				return err
			}
		}
	}
	return nil
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is the help of a command in man(7), the macros that every man reads.
func manPage(c *cobra.Command, date string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, ".TH %s 1 \"%s\" \"tintinh %s\" \"User Commands\"\n", strings.ToUpper(manName(c)), date, version())
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", manName(c), roff(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(c.UseLine()))
	description, codes, _ := strings.Cut(c.Long, exitCodesDoc)
	b.WriteString(".SH DESCRIPTION\n" + manText(description+codes))
	manFlags(&b, "OPTIONS", c.NonInheritedFlags())
	manFlags(&b, "OPTIONS OF EVERY COMMAND", c.InheritedFlags())
	b.WriteString(".SH EXIT STATUS\n")
	for code := range strings.SplitSeq(strings.TrimPrefix(strings.ReplaceAll(exitCodesDoc, "\n", " "), "Exit codes: "), " · ") {
		number, means, _ := strings.Cut(code, " ")
		fmt.Fprintf(&b, ".TP\n.B %s\n%s\n", roff(number), roff(means))
	}
	b.WriteString(".SH EXAMPLES\n.nf\n" + roff(c.Example) + "\n.fi\n")
	b.WriteString(".SH SEE ALSO\n" + strings.Join(manOthers(c), ",\n") + "\n")
	return b.Bytes()
}

// manText sets paragraphs; lines that are indented stay as they are.
func manText(s string) string {
	var b strings.Builder
	for para := range strings.SplitSeq(strings.TrimSpace(s), "\n\n") {
		if strings.HasPrefix(para, " ") {
			b.WriteString(".PP\n.nf\n" + roff(para) + "\n.fi\n")
			continue
		}
		b.WriteString(".PP\n" + roff(para) + "\n")
	}
	return b.String()
}

func manFlags(b *bytes.Buffer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) {
			usage += " (default " + f.DefValue + ")"
		}
		name := "\\fB\\-\\-" + roff(f.Name) + "\\fR"
		if f.Shorthand != "" {
			name = "\\fB\\-" + roff(f.Shorthand) + "\\fR, " + name
		}
		if value != "" {
			name += " \\fI" + roff(value) + "\\fR"
		}
		fmt.Fprintf(b, ".TP\n%s\n%s\n", name, roff(usage))
	})
}

// manOthers are the pages above and below a command's.
func manOthers(c *cobra.Command) (others []string) {
	if c.HasParent() {
		others = append(others, ".BR "+roff(manName(c.Parent()))+" (1)")
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			others = append(others, ".BR "+roff(manName(sub))+" (1)")
		}
	}
	return others
}

// roff escapes text: a backslash, a hyphen that is to be copied as one, and
// what would be a request at the start of a line.
func roff(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
