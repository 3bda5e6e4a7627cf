package tlog

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
)

// Entry is a row of the journal with what the log adds. A pointer is nil where the column is NULL.
type Entry struct {
	Pos        int64   `json:"pos"` // in the log, from 0
	ID         int64   `json:"id"`
	At         int64   `json:"at"` // microseconds UTC since 1970
	Act        string  `json:"act"`
	Kind       string  `json:"kind"`
	Subject    string  `json:"subject"`
	Place      string  `json:"place"`
	Account    *string `json:"account"`
	Person     *string `json:"person"`
	Post       *string `json:"post"`
	OnBehalfOf *string `json:"on_behalf_of"`
	StandsFor  *string `json:"stands_for,omitempty"` // whose post it was, where the person stood in

	// The payload, with the salt that is hashed with it. Retention erases all five.
	Salt   *string `json:"salt"`
	Origin *string `json:"origin"`
	Before *string `json:"before"`
	After  *string `json:"after"`
	Key    *string `json:"key"`

	ErasedAt    *int64  `json:"erased_at,omitempty"`
	PayloadHash *string `json:"payload_hash,omitempty"` // hexadecimal; only where the payload was erased

	// Odd is the first column that holds what linli does not write there (scanEntry). Such an entry was altered, whatever
	// its hash says: it reads the same, and a query does not find it.
	Odd string `json:"odd,omitempty"`
}

// The first field of what is hashed says what it is, and in which form.
const (
	entryForm   = "linli entry 1"
	standForm   = "linli entry 2" // with whose post it was; every entry without that is hashed as before
	payloadForm = "linli payload 1"
)

// errStripped is an entry whose payload is gone without the marks of an erasure, or erased only in part.
var errStripped = errors.New("tlog: the payload is gone without a mark")

// erased tells whether retention has erased the payload.
func (e *Entry) erased() bool { return e.ErasedAt != nil }

// erases is how many entries an act of erasure says it erased; 0 for any other act.
func (e *Entry) erases() int64 {
	var said erasure
	if e.Act != ActErase || e.After == nil || json.Unmarshal([]byte(*e.After), &said) != nil {
		return 0
	}
	return max(0, int64(said.Entries))
}

// strange is the column that shows that no release of linli wrote this row, as long as it waits to be taken in: a value of
// another kind, a number that no row gets, or marks of an erasure, which is only ever done in the log. Empty where there is
// none.
func (e *Entry) strange() string {
	switch {
	case e.Odd != "":
		return e.Odd
	case e.ID < 1:
		return "id"
	case e.ErasedAt != nil:
		return "erased_at"
	case e.PayloadHash != nil:
		return "payload_hash"
	}
	return ""
}

// payload is the hash of what may be erased: computed while it is there, afterwards what was kept of it.
func (e *Entry) payload(h hasher) ([]byte, error) {
	if !e.erased() {
		if e.Salt == nil || e.PayloadHash != nil {
			return nil, errStripped
		}
		form := payloadForm
		return h.sum(payloadPrefix, pack(&form, e.Salt, e.Origin, e.Before, e.After, e.Key)), nil
	}
	if e.PayloadHash == nil || e.Salt != nil || e.Origin != nil || e.Before != nil || e.After != nil || e.Key != nil {
		return nil, errStripped
	}
	b, err := hex.DecodeString(*e.PayloadHash)
	if err != nil || len(b) != hashSize || hex.EncodeToString(b) != *e.PayloadHash {
		return nil, errStripped
	}
	return b, nil
}

// leaf is the entry's hash in the log.
func (e *Entry) leaf(h hasher) ([]byte, error) {
	p, err := e.payload(h)
	if err != nil {
		return nil, err
	}
	form, id, at, payload := entryForm, strconv.FormatInt(e.ID, 10), strconv.FormatInt(e.At, 10), hex.EncodeToString(p)
	if e.StandsFor != nil {
		form = standForm
		return h.HashLeaf(pack(&form, &id, &at, &e.Act, &e.Kind, &e.Subject, &e.Place, e.Account, e.Person, e.Post, e.OnBehalfOf, e.StandsFor, &payload)), nil
	}
	return h.HashLeaf(pack(&form, &id, &at, &e.Act, &e.Kind, &e.Subject, &e.Place, e.Account, e.Person, e.Post, e.OnBehalfOf, &payload)), nil
}
