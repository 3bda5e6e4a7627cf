package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Plan is what reading a table in would do to records of a kind: it is shown before anything is done.
type Plan[T any] struct {
	Added, Changed []Change[T]
	Same           int // lines that change nothing
	Refused        []Refused
}

// Change is a record that a line adds or changes.
type Change[T any] struct {
	Line     int
	Was, Now T // Was is zero of one that is added
}

// Refused is a line that is left out, and why: a key of words with its arguments.
type Refused struct {
	Line int
	Key  string
	Args []any
}

// Any tells whether the plan would do anything.
func (p Plan[T]) Any() bool { return len(p.Added)+len(p.Changed) > 0 }

// Refuse leaves a line out.
func (p *Plan[T]) Refuse(line int, key string, args ...any) {
	p.Refused = append(p.Refused, Refused{line, key, args})
}

// Digest tells two plans apart, so that what is done is what was shown.
func (p Plan[T]) Digest() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // records are texts, numbers and times
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
