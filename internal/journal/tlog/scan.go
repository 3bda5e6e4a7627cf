package tlog

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"linli/internal/db"
)

// columns of an Entry, in the order of scanEntry.
const columns = "pos, id, at, act, kind, subject, place, account, person, post, on_behalf_of, stands_for, " +
	"salt, origin, before, after, key, erased_at, payload_hash"

// width is how many columns these are.
const width = 19

// scanEntry reads a row as it is stored. SQLite keeps any kind of value in any column: bytes where a text belongs are the
// same to most programs, and are not found by a query for the text. So every value must be of the kind that linli writes,
// and a text one that PostgreSQL would take, too; the first that is not is the entry's Odd, and no reason to stop reading.
func scanEntry(r db.Row) (e Entry, err error) {
	var c cells
	into := make([]any, width)
	for i := range c.values {
		into[i] = &c.values[i]
	}
	if err := r.Scan(into...); err != nil {
		return e, err
	}
	e = Entry{
		Pos: -1, ID: c.number(1), At: c.number(2), Act: c.text(3), Kind: c.text(4), Subject: c.text(5), Place: c.text(6),
		Account: c.textOrNone(7), Person: c.textOrNone(8), Post: c.textOrNone(9), OnBehalfOf: c.textOrNone(10),
		StandsFor: c.textOrNone(11), Salt: c.textOrNone(12), Origin: c.textOrNone(13), Before: c.textOrNone(14), After: c.textOrNone(15),
		Key: c.textOrNone(16), ErasedAt: c.numberOrNone(17), PayloadHash: c.textOrNone(18),
	}
	if pos := c.numberOrNone(0); pos != nil {
		e.Pos = *pos
	}
	if c.odd > 0 {
		e.Odd = strings.Split(columns, ", ")[c.odd-1]
	}
	return e, nil
}

// cells are the values of a row, and the number of the first that is of another kind, from 1; 0: there is none.
type cells struct {
	values [width]any
	odd    int
}

func (c *cells) wrong(i int) {
	if c.odd == 0 {
		c.odd = i + 1
	}
}

func (c *cells) numberOrNone(i int) *int64 {
	switch n := c.values[i].(type) {
	case nil:
		return nil
	case int64:
		return &n
	}
	c.wrong(i)
	return new(int64)
}

func (c *cells) number(i int) int64 {
	n := c.numberOrNone(i)
	if n == nil {
		c.wrong(i)
		return 0
	}
	return *n
}

func (c *cells) textOrNone(i int) *string {
	v := c.values[i]
	if v == nil {
		return nil
	}
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprintf("%s", v)
	}
	if !ok || !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		c.wrong(i)
		s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd") // as it can be shown
	}
	return &s
}

func (c *cells) text(i int) string {
	s := c.textOrNone(i)
	if s == nil {
		c.wrong(i)
		return ""
	}
	return *s
}
