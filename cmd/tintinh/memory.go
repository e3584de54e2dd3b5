package main

import "runtime/debug"

// garbage is how much memory, in percent of what is in use, may be filled
// before it is collected. The program keeps some MB in use and makes a MB of
// garbage a page: at Go's 100 a sixth of the processor time goes into
// collecting it. With 16 hosts in flight the peak is 39 MB at 200, and 70 MB at
// 400, which spares little more.
const garbage = 200

// spareCollector sets that, unless the environment (GOGC) says otherwise.
func spareCollector(getenv func(string) string) {
	if getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
}
