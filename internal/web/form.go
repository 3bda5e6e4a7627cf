package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"linli/internal/errs"
)

// formLimit is far more than any form here needs; photos have limits of their own (ReadUpload).
const formLimit = 64 << 10

// lingers is how much more of a form that is too large is read, and thrown away: a browser looks at the answer only when it
// has sent everything, and shows a broken connection otherwise.
const lingers = 8 << 20

// Form is what somebody typed, and what is wrong with it. A page shows the same form again with everything still in
// it. A nil Form is an empty one.
type Form struct {
	values url.Values
	wrong  []errs.Field
	files  []spooled
	empty  []string // fields in which a file was chosen that holds nothing
}

// NewForm is a form that already says something: pairs of name and value.
func NewForm(pairs ...string) *Form {
	f := &Form{values: url.Values{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.values.Add(pairs[i], pairs[i+1])
	}
	return f
}

// ReadForm reads a posted form: at most 64 kB, UTF-8, blanks around values cut off, line ends as \n. It fails with
// Invalid.
func ReadForm(w http.ResponseWriter, r *http.Request) (*Form, error) {
	rest := r.Body
	r.Body = http.MaxBytesReader(w, rest, formLimit)
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			_, _ = io.CopyN(io.Discard, rest, lingers)
			return nil, errs.New(errs.Invalid, "error.too_large")
		}
		return nil, errs.New(errs.Invalid, "error.unreadable")
	}
	return clean(r.PostForm)
}

// ReadQuery reads the form of a GET page (search, filters) in the same way.
func ReadQuery(r *http.Request) (*Form, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, errs.New(errs.Invalid, "error.unreadable")
	}
	return clean(values)
}

func clean(values url.Values) (*Form, error) {
	f := &Form{values: make(url.Values, len(values))}
	for name, list := range values {
		for _, v := range list {
			if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
				return nil, errs.New(errs.Invalid, "error.unreadable")
			}
			v = strings.ReplaceAll(v, "\r\n", "\n")
			f.values[name] = append(f.values[name], strings.TrimSpace(v))
		}
	}
	return f, nil
}

// Value is the first value of a name, without blanks around it; empty when there is none.
func (f *Form) Value(name string) string {
	if f == nil {
		return ""
	}
	return f.values.Get(name)
}

// Values is every value of a name.
func (f *Form) Values(name string) []string {
	if f == nil {
		return nil
	}
	return f.values[name]
}

// Has tells whether a name has a value: one of the ticks, or the one choice.
func (f *Form) Has(name, value string) bool {
	for _, v := range f.Values(name) {
		if v == value {
			return true
		}
	}
	return false
}

// Set says something before anybody has typed.
func (f *Form) Set(name, value string) { f.values.Set(name, value) }

// Add says one more of several ticks before anybody has chosen.
func (f *Form) Add(name, value string) { f.values.Add(name, value) }

// Bad marks a field: key is a sentence that says what to do. Said before of the same field it is not said again.
func (f *Form) Bad(name, key string, args ...any) {
	if !slices.ContainsFunc(f.wrong, func(x errs.Field) bool { return x.Name == name && x.Key == key }) {
		f.wrong = append(f.wrong, errs.Field{Name: name, Key: key, Args: args})
	}
}

// Take takes what a use case found wrong. It is true when the page must be shown again (422); any other error is left
// to Fail.
func (f *Form) Take(err error) bool {
	if !errs.Is(err, errs.Invalid) {
		return false
	}
	fields := errs.FieldsOf(err)
	if len(fields) == 0 {
		var e *errs.Error
		errors.As(err, &e)
		fields = []errs.Field{{Name: "", Key: e.Key, Args: e.Args}}
	}
	for _, x := range fields {
		f.Bad(x.Name, x.Key, x.Args...)
	}
	return true
}

// OK tells whether nothing is wrong.
func (f *Form) OK() bool { return f == nil || len(f.wrong) == 0 }

// Wrong is what is wrong, in the order found.
func (f *Form) Wrong() []errs.Field {
	if f == nil {
		return nil
	}
	return f.wrong
}

// wrongIn is the first thing wrong with a field.
func (f *Form) wrongIn(name string) (errs.Field, bool) {
	for _, w := range f.Wrong() {
		if w.Name == name {
			return w, true
		}
	}
	return errs.Field{}, false
}

// secret tells whether a field must never be sent back to the browser.
func secret(name string) bool {
	name = strings.ToLower(name)
	for _, s := range []string{"password", "code", "token", "secret"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

// Hidden is one value that a form carries along unseen.
type Hidden struct{ Name, Value string }

// hidden is everything typed, to be sent once more; nothing when a secret is among it.
func (f *Form) hidden() []Hidden {
	if f == nil {
		return nil
	}
	var all []Hidden
	for name, values := range f.values {
		if secret(name) {
			return nil
		}
		for _, v := range values {
			all = append(all, Hidden{name, v})
		}
	}
	sortHidden(all)
	return all
}

// minutes is a waiting time for people: whole minutes, at least one.
func minutes(d time.Duration) int {
	return max(1, int((d+time.Minute-1)/time.Minute))
}
