package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"linli/internal/errs"
)

// purpose is what a key is for.
type purpose string

const (
	sealing purpose = "seal"
	looking purpose = "lookup"
	signing purpose = "sign"
)

// key is one line of a key file.
type key struct {
	purpose purpose
	id      string
	suite   Suite
	secret  []byte
	from    time.Time // in use for new values from then on; zero: at once
	aead    cipher.AEAD
	signer  *Signer
}

// Ring is the keys that are known here. It is safe for concurrent use. With a source it reads the keys again by itself
// when they have changed.
type Ring struct {
	now    func() time.Time
	source string // empty: throw-away keys

	mu      sync.RWMutex
	keys    []key         // of each purpose in the order in which they come into use
	seen    time.Time     // when the source was last looked at
	mark    string        // what the source looked like when it was read
	asking  chan struct{} // closed when the command that is being asked has answered; nil: none is
	known   time.Time     // when the source was asked that gave the keys
	failing bool          // it did not give them when it was last asked
	log     *slog.Logger
	said    string // why the source could not be read, as the log was told; empty: it could
}

// current is the key of a purpose that new values get: the last that has come into use.
func (r *Ring) current(p purpose) key {
	r.fresh(false)
	r.mu.RLock()
	defer r.mu.RUnlock()
	now := r.now()
	var out key
	for _, k := range r.keys {
		if k.purpose == p && !k.from.After(now) {
			out = k
		}
	}
	return out // a ring without a seal and a lookup key in use cannot be made; a sign key may be missing
}

// all are the keys of a purpose, the current one first, then the younger ones first, those not in use yet included.
func (r *Ring) all(p purpose) []key {
	now := r.current(p)
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := []key{now}
	for i := len(r.keys) - 1; i >= 0; i-- {
		if k := r.keys[i]; k.purpose == p && k.id != now.id {
			out = append(out, k)
		}
	}
	return out
}

// version begins every text, so that a later form can stand beside it.
const version = "v1"

// Seal encrypts a value for one field of one record, named by context (person.phone and the person's id): moved to another
// field or record the text no longer opens. The result is ASCII: v1.KEY.BASE64URL. No value gives the empty text.
func (r *Ring) Seal(v Value, context string) string {
	if v.IsZero() {
		return ""
	}
	k := r.current(sealing)
	nonce := make([]byte, k.aead.NonceSize(), k.aead.NonceSize()+len(v.s)+k.aead.Overhead())
	_, _ = rand.Read(nonce) // crypto/rand does not fail; it ends the program instead
	sealed := k.aead.Seal(nonce, nonce, []byte(v.s), bound(k.id, context))
	return strings.Join([]string{version, k.id, base64.RawURLEncoding.EncodeToString(sealed)}, ".")
}

func bound(keyID, context string) []byte { return []byte(version + "." + keyID + "\x00" + context) }

// Open is the value of a text that Seal made with the same context. Unavailable when its key is not known here; Internal
// when the text was altered or belongs elsewhere.
func (r *Ring) Open(text, context string) (Value, error) {
	if text == "" {
		return Value{}, nil
	}
	id, body, ok := split(text)
	if !ok {
		return Value{}, errs.Because(errs.Internal, shut{fmt.Sprintf("seal: a text of %s is none", context)}, "")
	}
	k, ok := r.byID(sealing, id)
	if !ok {
		return Value{}, errs.Because(errs.Unavailable, shut{fmt.Sprintf("seal: key %q is not among the keys; add it again", id)}, "error.unavailable")
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil || len(raw) < k.aead.NonceSize() {
		return Value{}, errs.Because(errs.Internal, shut{fmt.Sprintf("seal: a text of %s is none", context)}, "")
	}
	plain, err := k.aead.Open(nil, raw[:k.aead.NonceSize()], raw[k.aead.NonceSize():], bound(id, context))
	if err != nil {
		return Value{}, errs.Because(errs.Internal, shut{fmt.Sprintf("seal: a text of %s was altered or belongs elsewhere", context)}, "")
	}
	return Value{string(plain)}, nil
}

func split(text string) (keyID, body string, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || parts[0] != version {
		return "", "", false
	}
	return parts[1], parts[2], true
}

// byID is a key by its id; a key that is not known may have been added since.
func (r *Ring) byID(p purpose, id string) (key, bool) {
	for _, again := range []bool{false, true} {
		if again {
			r.fresh(true)
		}
		r.mu.RLock()
		for _, k := range r.keys {
			if k.purpose == p && k.id == id {
				r.mu.RUnlock()
				return k, true
			}
		}
		r.mu.RUnlock()
	}
	return key{}, false
}

// Lookup is the keyed hash under which a value is found, for a field named by field (person.phone): the same value gives
// the same hash in every record of that field, and nothing in another. KEY.BASE64URL; empty for no value.
func (r *Ring) Lookup(v Value, field string) string {
	if v.IsZero() {
		return ""
	}
	return r.current(looking).lookup(v, field)
}

// Lookups are the hashes under which a value may stand while the look-up key is being changed, the current one first.
func (r *Ring) Lookups(v Value, field string) []string {
	if v.IsZero() {
		return nil
	}
	var out []string
	for _, k := range r.all(looking) {
		out = append(out, k.lookup(v, field))
	}
	return out
}

func (k key) lookup(v Value, field string) string {
	m := k.suite.mac(k.secret)
	_, _ = m.Write([]byte(field + "\x00" + v.s)) // a hash takes everything
	return k.id + "." + base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

// Current names the keys that new values get, for the job that brings older ones to them.
func (r *Ring) Current() (sealKey, lookupKey string) {
	return r.current(sealing).id, r.current(looking).id
}

// Prefixes begin every text that Seal and Lookup make now: what is stored with others is to be made anew.
func (r *Ring) Prefixes() (seal, lookup string) {
	s, l := r.Current()
	return version + "." + s + ".", l + "."
}

// What texts of Seal and Lookup are made of.
const (
	idLetters     = "abcdefghijklmnopqrstuvwxyz0123456789"
	base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	drawnID       = 8  // letters of an id that newKey draws
	lookupBody    = 43 // letters of a hash
	sealBody      = 39 // at least: nonce, one byte and tag
)

// KeyOf names the key of a text that Seal or Lookup made, empty for any other text. It looks at the form only, and a hash
// is known by an id as newKey draws them.
func KeyOf(text string) string {
	inner, sealed := strings.CutPrefix(text, version+".")
	id, body, _ := strings.Cut(inner, ".")
	if id == "" || body == "" || strings.Trim(id, idLetters) != "" || strings.Trim(body, base64Letters) != "" {
		return ""
	}
	if sealed && len(body) >= sealBody || !sealed && len(id) == drawnID && id[:1] == string(looking[:1]) && len(body) == lookupBody {
		return id
	}
	return ""
}

// Missing are those keys, by their ids, that the ring does not have.
func (r *Ring) Missing(ids []string) []string {
	var out []string
	for _, id := range ids {
		_, seals := r.byID(sealing, id)
		_, finds := r.byID(looking, id)
		if !seals && !finds {
			out = append(out, id)
		}
	}
	return out
}

// Has tells whether what was sealed with a key of this id can be opened.
func (r *Ring) Has(id string) bool {
	_, ok := r.byID(sealing, id)
	return ok
}
