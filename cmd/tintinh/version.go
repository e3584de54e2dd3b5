package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// release is set by the linker in release builds: -X main.release=1.2.3.
var release = "0.1.0"

func version() string { return release }

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version, the Go it was built with, and the commit",
		Example: "  tintinh version",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			goVersion, commit := "", ""
			if b, ok := debug.ReadBuildInfo(); ok {
				goVersion = b.GoVersion
				for _, s := range b.Settings {
					if s.Key == "vcs.revision" {
						commit = " " + s.Value[:min(12, len(s.Value))]
					}
				}
			}
			_, err := fmt.Fprintf(a.stdout, "tintinh %s (%s%s)\n", version(), goVersion, commit)
			return err
		},
	}
}
