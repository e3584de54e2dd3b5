package main

import "runtime/debug"

// garbage is how much memory, in percent of what is in use, may be filled
// before it is collected. The program keeps some MB in use and makes a MB of
// garbage a page: at Go's 100 a sixth of the processor time goes into
// collecting it, at 400 a twentieth, for 20 MB more.
const garbage = 400

// spareCollector sets that, unless the environment (GOGC) says otherwise.
func spareCollector(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}
