// Package doctor looks at an installation and says what is wrong and what to do. Facts are gathered apart (Look); every
// check is a pure function over them, and one table (Checks) names them all. The command, the page and the manual show the
// same findings.
package doctor

import (
	"cmp"
	"slices"
)

// Level is how much a finding matters.
type Level int

// The levels.
const (
	OK      Level = iota
	Warning       // works now; to be done soon
	Problem       // something does not work, or will be lost
)

// String is the level as programs read it.
func (l Level) String() string { return [...]string{"ok", "warning", "problem"}[l] }

// Finding is one line: what was found, and, unless all is well, what to do. Both are translation keys with arguments.
type Finding struct {
	Check string // of the table: disk
	Level Level
	Key   string // doctor.disk.low
	Args  []any
}

// Do is the translation key of what to do; empty when all is well.
func (f Finding) Do() string {
	if f.Level == OK {
		return ""
	}
	return f.Key + ".do"
}

// Check is one thing to look at.
type Check struct {
	Name string
	Look func(Facts) []Finding
}

// Checks are all of them, in the order in which they are told.
func Checks() []Check {
	return []Check{
		{"config", config},
		{"database", database},
		{"clock", clock},
		{"disk", disk},
		{"keys", keys},
		{"certificate", certificate},
		{"jobs", jobs},
		{"journal", proven},
		{"backup", backup},
		{"files", files},
		{"figures", figures},
		{"search", finds},
		{"admins", admins},
		{"channels", channels},
		{"notices", notices},
		{"hooks", hooks},
		{"calendar", calendar},
		{"limits", limits},
	}
}

// Examine is every finding of the facts, in the order of the table, what matters most first within a check. A check that
// finds nothing has nothing to do here (certificates where a proxy has them).
func Examine(f Facts) []Finding {
	var all []Finding
	for _, c := range Checks() {
		found := c.Look(f)
		for i := range found {
			found[i].Check = c.Name
		}
		slices.SortStableFunc(found, func(x, y Finding) int { return cmp.Compare(y.Level, x.Level) })
		all = append(all, found...)
	}
	return all
}

// Worst is the greatest level of some findings, which is the exit status of linli doctor.
func Worst(all []Finding) Level {
	worst := OK
	for _, f := range all {
		worst = max(worst, f.Level)
	}
	return worst
}

// well, soon and bad are findings of the three levels.
func well(key string, args ...any) Finding {
	return Finding{Level: OK, Key: "doctor." + key, Args: args}
}

func soon(key string, args ...any) Finding {
	return Finding{Level: Warning, Key: "doctor." + key, Args: args}
}

func bad(key string, args ...any) Finding {
	return Finding{Level: Problem, Key: "doctor." + key, Args: args}
}

// orWell is what was found, or that all is well.
func orWell(found []Finding, key string, args ...any) []Finding {
	if len(found) == 0 {
		return []Finding{well(key, args...)}
	}
	return found
}
