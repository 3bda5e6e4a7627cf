// Package errs gives every failure one of eight kinds. A kind decides the HTTP status, whether the visitor is told
// anything, and whether trying again makes sense. Messages are translation keys, never sentences.
package errs

import (
	"errors"
	"fmt"
	"time"
)

// Kind is what a failure means to the person who caused it.
type Kind uint8

// The kinds and the status each answers with.
const (
	Internal        Kind = iota // 500: our fault, silent to the visitor
	Invalid                     // 422: input that can be corrected, with fields
	NotFound                    // 404: not there, or not for this person
	Forbidden                   // 403: may be seen, may not be acted on
	Unauthenticated             // 401: sign in first
	Conflict                    // 409: somebody was there before
	Limited                     // 429: too often
	Unavailable                 // 503: try again later
)

var kindNames = [...]string{"internal", "invalid", "not_found", "forbidden", "unauthenticated", "conflict", "limited", "unavailable"}

// String is the kind as logs and the API name it.
func (k Kind) String() string { return kindNames[k] }

// Field is one thing wrong with one input.
type Field struct {
	Name string // the input's name in the form and in JSON
	Key  string // translation key
	Args []any
}

// Error is a failure with a kind. Key may be empty: the kind then speaks for itself.
type Error struct {
	Kind       Kind
	Key        string
	Args       []any
	Fields     []Field
	RetryAfter time.Duration // for Limited and Unavailable
	op         string
	cause      error
}

// New makes a failure of a kind with a translation key.
func New(k Kind, key string, args ...any) *Error { return &Error{Kind: k, Key: key, Args: args} }

// Because makes a failure of a kind that keeps its cause for the log; the visitor never sees the cause.
func Because(k Kind, cause error, key string, args ...any) *Error {
	return &Error{Kind: k, Key: key, Args: args, cause: cause}
}

// BadFields is Invalid with what is wrong in each field; nil when there is nothing wrong, so that a validation may end
// with `return errs.BadFields(fields)`.
func BadFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "error.fields", Args: []any{len(fields)}, Fields: fields}
}

func (e *Error) Error() string {
	s := e.Kind.String()
	if e.op != "" {
		s = e.op + ": " + s
	}
	if e.Key != "" {
		s += " (" + e.Key + ")"
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Name, f.Key) // names and keys only, never what was typed
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.cause }

// Wrap is deferred once in each exported verb: it names the verb and leaves the kind as it is. An error without a kind
// becomes Internal.
func Wrap(err *error, op string) {
	if *err == nil {
		return
	}
	var e *Error
	if errors.As(*err, &e) {
		if e.op != "" {
			return
		}
		c := *e
		c.op = op
		*err = &c
		return
	}
	*err = &Error{Kind: Internal, op: op, cause: *err}
}

// KindOf is the kind of err; Internal for an error that has none.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is tells whether err is of kind k; false for nil.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// FieldsOf is what is wrong field by field, nil when err does not say.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// In says of a parser's error which input it is about; nil for nil.
func In(name string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	return BadFields([]Field{{Name: name, Key: e.Key, Args: e.Args}})
}
