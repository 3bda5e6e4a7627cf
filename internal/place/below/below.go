// Package below brings the 邻里 and buildings below communities in from a file. The tree above them comes by edition.Import;
// what stands below a community is its own (place.Service), and this is how an installation begins with all of it.
package below

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
	"linli/internal/place"
)

// Report is what Import did, or why it did nothing.
type Report struct {
	Source         string // as given, for the reader
	Rows           int    // of the file, without the header and without empty lines
	Neighbourhoods int    // added
	Buildings      int    // added
	Present        int    // rows that say what is there already
	Ignored        []string
	Problems       []place.Problem // every one, by line; when there is one, nothing was added
}

// maxRows is how many rows Import takes: one write holds them all, and whoever writes meanwhile waits for it.
const maxRows = 20_000

// Import adds 邻里 and buildings below communities from r, a CSV file in UTF-8 with the columns
// community (12 digits) and name, and optionally number (of the 邻里 in its community, 1 to 999; else the next free one)
// and building (a name; several rows of one 邻里 name several). What is there under the same name stays as it is, so the
// same file again changes nothing. Names do not change here and nothing ends (place.Service: Rename, End).
//
// All rows are checked, then all is added by one write: when one row is bad, the report lists every bad one, the error
// is Invalid, and nothing was added. source names the file in report and journal. Forbidden; Conflict when somebody
// took one of the codes at the same moment.
func Import(ctx context.Context, d *db.DB, a actor.Actor, r io.Reader, source string) (rep Report, err error) {
	defer errs.Wrap(&err, "below.Import")
	file, err := read(r)
	if err != nil {
		return Report{Source: source}, err
	}
	posts := map[string]string{}
	for _, c := range file.communities() {
		post, ok := place.MayEdit(a, c+"001")
		if !ok {
			return Report{Source: source}, errs.New(errs.Forbidden, "error.forbidden")
		}
		posts[c] = post.ID
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		b := file.fresh() // the function may run twice
		rep = Report{Source: source, Rows: b.read, Ignored: b.ignored}
		if err := b.settle(ctx, tx); err != nil {
			return err
		}
		if len(b.problems) > 0 {
			slices.SortStableFunc(b.problems, func(x, y place.Problem) int { return x.Line - y.Line })
			rep.Problems = b.problems
			return errs.New(errs.Invalid, "place.import.bad", len(b.problems))
		}
		rep.Neighbourhoods, rep.Buildings, rep.Present = b.count()
		return b.addTx(ctx, tx, a, posts, source)
	})
	return rep, err
}

// WriteText prints the report for people, as that of edition.Report is: in English when lang begins with “en”, else in Chinese.
func (r Report) WriteText(w io.Writer, lang string) error {
	say, b := place.Sayer(lang, Words()), bufio.NewWriter(w)
	fmt.Fprintln(b, say("place.below.head", r.Source, r.Rows))
	if len(r.Ignored) > 0 {
		fmt.Fprintln(b, say("place.report.group", say("place.report.ignored"), strings.Join(r.Ignored, ", ")))
	}
	place.WriteProblems(b, say, r.Problems)
	if len(r.Problems) == 0 {
		fmt.Fprintln(b, say("place.below.added", r.Neighbourhoods, r.Buildings, r.Present))
	}
	if len(r.Problems) == 0 && r.Neighbourhoods+r.Buildings == 0 {
		fmt.Fprintln(b, say("place.report.nothing"))
	}
	return b.Flush()
}

// count tells what is to be added, and how many rows named nothing new.
func (b *list) count() (neighbourhoods, buildings, present int) {
	for _, l := range b.lots {
		if !l.there {
			neighbourhoods++
		}
		for _, h := range l.houses {
			if !h.there {
				buildings++
			}
			if l.there && h.there {
				present++
			}
		}
		if l.there && l.bare {
			present++
		}
	}
	return neighbourhoods, buildings, present
}

// addTx writes what is new: rows in batches, and one line of the journal for each community.
func (b *list) addTx(ctx context.Context, tx *db.Tx, a actor.Actor, posts map[string]string, source string) error {
	var rows []place.Place
	added := map[string]map[string]string{}
	add := func(community, parent, code, name string) {
		if added[community] == nil {
			added[community] = map[string]string{}
		}
		added[community][code] = name
		rows = append(rows, place.Place{Code: code, Name: name, Parent: parent})
	}
	for _, l := range b.lots {
		if !l.there {
			add(l.community, l.community, l.code, l.name)
		}
		for _, h := range l.houses {
			if !h.there {
				add(l.community, l.code, h.code, h.name)
			}
		}
	}
	if err := place.AddTx(ctx, tx, rows); err != nil {
		return err
	}
	for _, c := range b.communities() {
		if added[c] == nil {
			continue
		}
		err := journal.WriteTx(ctx, tx, a, journal.Entry{
			Act: "place.import_below", Kind: "place", Subject: c, Place: c, Post: posts[c],
			After: struct {
				Source string            `json:"source"`
				Added  map[string]string `json:"added"`
			}{source, added[c]},
		})
		if err != nil {
			return err
		}
	}
	return nil
}
