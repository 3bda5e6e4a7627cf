package list

import (
	"net/url"
	"slices"
	"time"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/place"
	"linli/internal/wish"
)

// What a list may be narrowed to that waits, as an address says it.
const (
	WaitDecision = "decision" // 等决定: the actor decides it
	WaitNote     = "note"     // 红心愿缺进展: wish.Wish.Unnoted
)

// Working is the stage of the board's columns in an address: sorted, and not answered yet.
const Working = "working"

// Names are the parameters of an address that narrow a list, in the order of an address. Which stretch of the list it is
// (after, before) is none of them.
func Names() []string {
	return []string{"view", "place", "state", "colour", "urgency", "topic", "wait"}
}

// Address writes those of Names that say something: colour=red&state=working.
func Address(get func(name string) string) string {
	q := url.Values{}
	for _, name := range Names() {
		if v := get(name); v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

// Said reads what Address has written, or any address's query. What is broken says nothing.
func Said(query string) func(name string) string {
	q, _ := url.ParseQuery(query) // what could be read of it
	return q.Get
}

// Read is a filter as an address says it. cut is since when a red wish must have a note that its submitter can read. sound
// is false when the address says something that no list knows, or knows no more: such a value finds nothing.
func Read(get func(name string) string, cut time.Time) (f Filter, sound bool) {
	f = Filter{
		Place: get("place"), Topic: wish.Topic(get("topic")), Urgency: wish.Urgency(get("urgency")),
		After: get("after"), Before: get("before"),
	}
	sound = known(f.Urgency, wish.Urgencies()) && known(Desk(get("view")), Desks()) &&
		placed(f.Place)
	switch colour := get("colour"); colour {
	case "":
	case "none":
		c := wish.Unsorted
		f.Colour = &c
	default:
		c := wish.Colour(colour)
		f.Colour = &c
		sound = sound && known(c, wish.Colours())
	}
	if state := get("state"); state == Working {
		f.Working = true
	} else {
		f.State = wish.State(state)
		sound = sound && known(f.State, wish.Flow.States)
	}
	switch wait := get("wait"); wait {
	case "":
	case WaitDecision:
		f.Decides = true
	case WaitNote:
		f.Unnoted = cut
	default:
		f.never, sound = true, false
	}
	return f, sound
}

func placed(code string) bool {
	trimmed, err := place.Parse(code)
	return code == "" || err == nil && trimmed == code
}

func known[T ~string](v T, all []T) bool { return v == "" || slices.Contains(all, v) }

// waiting adds what the filter says of waiting.
func waiting(w *db.Where, a actor.Actor, f Filter) {
	if f.never {
		w.And("1 = 0")
	}
	if !f.Unnoted.IsZero() {
		since := f.Unnoted.UnixMicro()
		w.And(Unnoted, since, since, since, since)
	}
	if f.Decides {
		var any db.Alternatives
		decided(a)(&any)
		any.Into(w)
		w.And("closed_at IS NULL")
	}
}

// What waits, as conditions on wishes: for lists, and for what counts them. A property test holds each and the policy
// together, row by row. States and colours stand in the text, so that partial indexes serve.
const (
	// ToRule: returned as often as may be, or refused by the level that it was to go to; by the street, or above it.
	ToRule      = isOpen + " AND ruling_due IS NOT NULL"
	StreetRules = "colour = 'blue' AND COALESCE(asked_colour, 'blue') = 'blue'"
	AboveRules  = "(colour <> 'blue' OR COALESCE(asked_colour, 'blue') <> 'blue')"

	// AsksTime: more time or a pause is asked for; of that the street decides where wish.Level is blue, else who is named.
	AsksTime    = "asked IN ('extend', 'suspend')"
	StreetGives = "(colour = 'blue' OR returned > 0 AND sender IS NULL)"
	AboveGives  = "NOT " + StreetGives + " AND (colour = 'yellow' OR asked_role = 'group_leader')"
	AsksColour  = "asked = 'recolour'" // asked_colour is whose

	// Unnoted is wish.Wish.Unnoted; each of the four moments is since when.
	Unnoted = isOpen + " AND colour = 'red' AND " + working + " AND (noted_at IS NULL OR noted_at < ?)" +
		" AND (classified_at IS NULL OR classified_at < ?) AND (answer_from IS NULL OR answer_from < ?) AND (paused_until IS NULL OR paused_until < ?)"
)
