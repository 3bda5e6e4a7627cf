package open311

import (
	"slices"
	"strings"
	"time"

	"linli/internal/place"
	"linli/internal/wish"
	"linli/internal/workday"
)

// Stamp is a moment as the specification wants it: ISO 8601 with its offset, which is China's. Empty for none.
func Stamp(t time.Time) Text {
	if t.IsZero() {
		return ""
	}
	return Text(t.In(workday.Zone).Format(time.RFC3339))
}

// Changeset is a moment as a discovery writes it: sortable, to the minute, in China's time.
func Changeset(t time.Time) Text { return Text(t.In(workday.Zone).Format("2006-01-02 15:04")) }

// Said is what a request says in words.
type Said struct {
	Notes       string // what its state means, and the answer where neighbours read that
	Service     string // name of its topic
	Description string // its title where neighbours read that
	Agency      string // name of the unit that has it
	Address     string
}

// AddressOf is the code of the place that is told of a wish: never closer than its 邻里.
func AddressOf(w wish.Wish) string { return place.NeighbourhoodOf(w.Place) }

// RequestOf is a wish in the words of the specification: those fields only that everybody may read of a public one, whoever asks.
func RequestOf(w wish.Wish, said Said) Request {
	r := Request{
		ID: Text(w.Number), Status: Open, StatusNotes: Text(said.Notes), ServiceName: Text(said.Service), ServiceCode: Text(w.Topic),
		Description: Text(said.Description), Agency: Text(said.Agency), Address: Text(said.Address), AddressID: Text(AddressOf(w)),
		Requested: Stamp(w.FiledAt), Updated: Stamp(updated(w)),
	}
	switch {
	case !w.Open():
		r.Status = Closed
	case wish.Working(w.State):
		r.Expected = Stamp(w.Due)
	}
	return r
}

// updated is when a wish last came a step further; of one that is closed, when it was.
func updated(w wish.Wish) time.Time {
	if !w.Open() {
		return w.ClosedAt
	}
	last := w.FiledAt
	for _, t := range []time.Time{w.AcceptedAt, w.ClassifiedAt, w.TakenAt, w.AnsweredAt} {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// AddressLine is a place with all above it that is known, from the most specific to the most general, as the specification wants it.
func AddressLine(code string, known map[string]place.Place) string {
	var names []string
	all := append(place.Ancestors(code), code)
	for _, c := range slices.Backward(all) {
		if p, ok := known[c]; ok {
			names = append(names, p.Short())
		}
	}
	return strings.Join(names, ", ")
}
