package seal

import (
	"errors"
	"fmt"
	"log/slog"
)

// Value is a sealed value opened in memory. It can be compared; what prints it, logs it or marshals it gets a mark instead
// of the value. Reveal is the one way out, so that a search for it finds every place where a value leaves.
type Value struct{ s string }

// Of is a value from its text; the empty text is the zero Value.
func Of(s string) Value { return Value{s} }

// Reveal is the value itself.
func (v Value) Reveal() string { return v.s }

// IsZero tells whether there is no value.
func (v Value) IsZero() bool { return v.s == "" }

// mark stands for a value wherever one is printed.
const mark = "[sealed]"

// String is a mark, or nothing when there is no value.
func (v Value) String() string {
	if v.s == "" {
		return ""
	}
	return mark
}

// Format prints the mark whatever the verb: %+v of a struct would else show what is inside.
func (v Value) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(v.String())) }

// LogValue is the mark.
func (v Value) LogValue() slog.Value { return slog.StringValue(v.String()) }

// errMarshal says that a program tried to write a sealed value down.
var errMarshal = errors.New("seal: a sealed value is never marshalled")

// MarshalText always fails.
func (v Value) MarshalText() ([]byte, error) { return nil, errMarshal }

// MarshalJSON always fails.
func (v Value) MarshalJSON() ([]byte, error) { return nil, errMarshal }
