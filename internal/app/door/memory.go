package door

import (
	"os"
	"runtime/debug"
)

// How much a server lets lie before it collects: each request makes garbage of some 100 kB, and what it keeps is small, so that the
// collector of the usual setting runs many times a second for next to nothing. The limit holds what Go keeps, not SQLite's caches, well
// under a gibibyte; from there on it collects as often as it must.
const (
	garbage = 300
	most    = 640 << 20
)

// Memory sets how memory is collected in a process that serves, unless GOGC or GOMEMLIMIT say so.
func Memory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(most)
	}
}
