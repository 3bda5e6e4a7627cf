package workday

import (
	"fmt"
	"strings"
	"time"

	"linli/internal/errs"
)

// Hours are the office hours of a working day, as time since midnight: 0 <= Open < Close < 24 h, so that closing time
// belongs to its day. Between Noon and Back nobody works, Open < Noon < Back < Close; both are 0 where there is no break.
type Hours struct{ Open, Noon, Back, Close time.Duration }

// DefaultHours are 8:30 to 17:30 without a noon break, the hours printed beside the community's telephone. An
// installation's own are the rule workday.hours.
func DefaultHours() Hours {
	return Hours{Open: 8*time.Hour + 30*time.Minute, Close: 17*time.Hour + 30*time.Minute}
}

// ParseHours reads 08:30-17:30, or with a noon break 08:30-12:00,13:30-17:30. Anything else is Invalid.
func ParseHours(text string) (h Hours, err error) {
	parts := strings.Split(text, ",")
	var ok bool
	switch len(parts) {
	case 1:
		h.Open, h.Close, ok = stretch(parts[0])
	case 2:
		var afternoon bool
		h.Open, h.Noon, ok = stretch(parts[0])
		h.Back, h.Close, afternoon = stretch(parts[1])
		ok = ok && afternoon && h.Back > h.Noon
	}
	if !ok || !h.valid() || h.String() != text {
		return Hours{}, errs.New(errs.Invalid, "workday.hours")
	}
	return h, nil
}

// stretch reads 08:30-12:00.
func stretch(text string) (from, to time.Duration, ok bool) {
	begin, end, ok := strings.Cut(text, "-")
	a, err := time.Parse("15:04", begin)
	b, err2 := time.Parse("15:04", end)
	since := func(t time.Time) time.Duration {
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return since(a), since(b), ok && err == nil && err2 == nil
}

// String is the text form, to the minute.
func (h Hours) String() string {
	clock := func(d time.Duration) string { return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60) }
	if h.Back == 0 {
		return clock(h.Open) + "-" + clock(h.Close)
	}
	return clock(h.Open) + "-" + clock(h.Noon) + "," + clock(h.Back) + "-" + clock(h.Close)
}

func (h Hours) valid() bool {
	if h.Open < 0 || h.Close <= h.Open || h.Close >= daySeconds*time.Second {
		return false
	}
	return h.Noon == 0 && h.Back == 0 || h.Open < h.Noon && h.Noon < h.Back && h.Back < h.Close
}

// length is the office time of a working day.
func (h Hours) length() time.Duration { return h.passed(h.Close) }

// passed is the office time of a working day that has passed so long after midnight.
func (h Hours) passed(since time.Duration) time.Duration {
	morning := min(max(since-h.Open, 0), h.Close-h.Open)
	return morning - min(max(since-h.Noon, 0), h.Back-h.Noon)
}

// when is the moment at which so much office time of a working day has passed, 0 < d <= length: the earliest one, so
// that what ends with the morning ends at noon.
func (h Hours) when(d time.Duration) time.Duration {
	if h.Back != 0 && d > h.Noon-h.Open {
		d += h.Back - h.Noon
	}
	return h.Open + d
}
