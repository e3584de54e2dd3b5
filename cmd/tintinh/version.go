package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Set by the linker in release builds: -X main.release=1.2.3 -X main.commit=….
// The commit is said there because a release is built from an archive of the
// tree, where Go finds no repository to ask.
var (
	release = "0.1.0"
	commit  = ""
)

func version() string { return release }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, the commit, the Go it was built with, and the platform",
		Example: "  tintinh version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintln(a.stdout, versionLine(debug.ReadBuildInfo()))
			return err
		},
	}
}

// versionLine is what a bug report needs to name a build:
// "tintinh 0.1.0 (commit 0123456789ab, go1.26.0, linux/amd64)".
func versionLine(b *debug.BuildInfo, ok bool) string {
	at, goVersion := commit, runtime.Version()
	if ok {
		at, goVersion = cmp.Or(at, committed(b)), b.GoVersion
	}
	return fmt.Sprintf("tintinh %s (commit %s, %s, %s/%s)", version(), cmp.Or(at, "unknown"), goVersion, runtime.GOOS, runtime.GOARCH)
}

// committed is the commit that Go noted when it built from a repository, with
// "-dirty" where files differed from it.
func committed(b *debug.BuildInfo) string {
	revision, dirty := "", ""
	for _, s := range b.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + dirty
}
