package workday

import (
	"strconv"
	"strings"

	"linli/internal/errs"
)

// Unit is how a period is counted.
type Unit string

// The units. The first three are those of urban management cases (工作时, 紧急工作时, 工作日), where a plain duration would
// be wrong; the fourth is how laws say “三个月”.
const (
	WorkHour Unit = "wh" // 工作时: only office hours of working days count
	Hour     Unit = "h"  // 紧急工作时: round the clock
	Workday  Unit = "wd" // 工作日: from the day after the start, ends at closing time of the last day
	Month    Unit = "mo" // calendar month: ends on the same day of the month, or its last, at closing time
)

const maxN = 9999

// Span is a period as a rule states it: 4 工作时, 5 工作日, three months. Its text form, for configuration and storage, is
// the number and the unit: 4wh, 24h, 5wd, 3mo.
type Span struct {
	N    int // 1 to 9999
	Unit Unit
}

// ParseSpan reads the text form; anything else, also a zero or a leading zero, is Invalid.
func ParseSpan(text string) (Span, error) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(digits)
	s := Span{N: n, Unit: Unit(text[len(digits):])}
	if err != nil || !s.valid() || s.String() != text {
		return Span{}, errs.New(errs.Invalid, "workday.span", text)
	}
	return s, nil
}

// String is the text form.
func (s Span) String() string { return strconv.Itoa(s.N) + string(s.Unit) }

// MarshalText is the text form, for JSON and configuration files.
func (s Span) MarshalText() ([]byte, error) {
	if !s.valid() {
		return nil, errs.New(errs.Invalid, "workday.span", s.String())
	}
	return []byte(s.String()), nil
}

// UnmarshalText is ParseSpan.
func (s *Span) UnmarshalText(text []byte) error {
	v, err := ParseSpan(string(text))
	if err == nil {
		*s = v
	}
	return err
}

func (s Span) valid() bool { return s.N >= 1 && s.N <= maxN && s.Unit.valid() }

func (u Unit) valid() bool { return u == WorkHour || u == Hour || u == Workday || u == Month }
