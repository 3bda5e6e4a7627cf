package rule

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"linli/internal/db"
	"linli/internal/errs"
)

// A list of names is the rules whose keys share their beginning up to the last dot, of the form Name: wish.return.ground.not_ours
// is one of wish.return.ground. Unlike other rules they may come and end: a district adds a name by a key of its own, and what
// has ended is offered no more but still says what it was called.

// Named is one of a list: what is stored, and what people read.
type Named struct{ Code, Zh, En string }

// In is the name in a language.
func (n Named) In(lang string) string {
	if lang == "en" {
		return n.En
	}
	return n.Zh
}

// Limits of a name and of the code by which it is stored, in characters.
const (
	maxNamed = 40
	maxCode  = 30
)

// Names are those of a list that hold for a place at a time: the eldest first, those of one day in the order as shipped.
func (b *Book) Names(list, place string, at time.Time) (out []Named) {
	type dated struct {
		Named
		since string
		rank  int
	}
	var all []dated
	for key, rows := range b.rules {
		if code, ok := strings.CutPrefix(key, list+"."); ok {
			if r, holds := b.Find(key, place, at); holds {
				all = append(all, dated{named(code, r.Value), first(rows), rank(key)})
			}
		}
	}
	slices.SortFunc(all, func(x, y dated) int {
		return cmp.Or(cmp.Compare(x.since, y.since), cmp.Compare(x.rank, y.rank), cmp.Compare(x.Code, y.Code))
	})
	for _, x := range all {
		out = append(out, x.Named)
	}
	return out
}

// Name is what a code of a list was called for a place at a time; where it did not hold then, what it was called last. What
// nobody has ever named is called by its code.
func (b *Book) Name(list, code, place string, at time.Time) Named {
	key := list + "." + code
	if r, ok := b.Find(key, place, at); ok {
		return named(code, r.Value)
	}
	last := Rule{Value: code}
	for _, r := range b.rules[key] {
		if near := strings.HasPrefix(place, r.Place); r.From > last.From && (near || last.From == "") {
			last = r
		}
	}
	return named(code, last.Value)
}

// named reads a value of the form Name.
func named(code, value string) Named {
	zh, en, ok := strings.Cut(value, "/")
	if !ok {
		en = zh
	}
	return Named{code, zh, en}
}

func first(rows []Rule) string {
	return slices.MinFunc(rows, func(x, y Rule) int { return cmp.Compare(x.From, y.From) }).From
}

// ranks is where each shipped key stands among them.
var ranks = sync.OnceValue(func() map[string]int {
	out := map[string]int{}
	for i, d := range Known() {
		out[d.Key] = i
	}
	return out
})

// rank is where a key stands among those shipped; behind them all where it is not.
func rank(key string) int {
	if i, ok := ranks()[key]; ok {
		return i
	}
	return len(ranks())
}

// list is the key of the list to which a key of the form Name belongs.
func list(key string) string { return key[:max(0, strings.LastIndexByte(key, '.'))] }

// ofList is the definition of a key that is not shipped: of a name in a list that is.
func ofList(key string) (Definition, bool) {
	code := key[strings.LastIndexByte(key, '.')+1:]
	fits := len(code) > 0 && len(code) <= maxCode && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
	for _, d := range Known() {
		if fits && d.Form == Name && list(d.Key) == list(key) {
			d.Key = key
			return d, true
		}
	}
	return Definition{}, false
}

// wrongName is the key of what is wrong with a value of the form Name; empty when nothing is.
func wrongName(value string) string {
	zh, en, ok := strings.Cut(value, "/")
	if !ok || strings.Contains(en, "/") || !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl) {
		return "rule.error.name"
	}
	for _, s := range []string{zh, en} {
		if n := utf8.RuneCountInString(s); n == 0 || n > maxNamed || strings.TrimSpace(s) != s {
			return "rule.error.name"
		}
	}
	return ""
}

// staysTx is Conflict where a name is the last of its list that holds everywhere: a list without names lets nobody choose.
func staysTx(ctx context.Context, tx *db.Tx, key string) error {
	if err := tx.Lock(ctx, "rule", list(key)); err != nil {
		return err
	}
	others, err := db.All(ctx, tx, scanRule, "SELECT "+columns+" FROM rule WHERE place = '' AND valid_to IS NULL")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(others, func(r Rule) bool { return r.Key != key && list(r.Key) == list(key) }) {
		return errs.New(errs.Conflict, "rule.error.only")
	}
	return nil
}
