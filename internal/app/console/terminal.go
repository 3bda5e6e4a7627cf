package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"linli/internal/archive"
	"linli/internal/errs"
	"linli/internal/web/i18n"
	"linli/internal/workday"
)

// Terminal is where a command tells what it did, in the language of whoever sits there.
type Terminal struct {
	Out     io.Writer
	English bool
}

// T is a sentence in the terminal's language.
func (t Terminal) T(key string, args ...any) string { return tongue(t.English).T(key, args...) }

// line writes a sentence.
func (t Terminal) line(text string) error {
	_, err := fmt.Fprintln(t.Out, text)
	return err
}

// row writes a line of a table, parted by tabs; what is empty is a hyphen, so that columns stay apart.
func (t Terminal) row(cells ...string) error {
	for i, c := range cells {
		if c == "" {
			cells[i] = "-"
		}
	}
	return t.line(strings.Join(cells, "\t"))
}

// tongue is the house's words in one language.
func tongue(english bool) i18n.Localizer {
	words, err := catalogue()
	if err != nil {
		panic(err) // the words are part of the program; a test makes the catalogue
	}
	if english {
		return words.For(i18n.English)
	}
	return words.For(i18n.Chinese)
}

// language is a terminal's as reports name it.
func language(english bool) string {
	if english {
		return "en"
	}
	return "zh"
}

// Say is an error in words: every field that is wrong on a line of its own.
func Say(err error, english bool) string {
	var e *errs.Error
	if !errors.As(err, &e) || e.Key == "" || e.Kind == errs.Internal {
		return file(err, english)
	}
	l := tongue(english)
	var b strings.Builder
	if cause := errors.Unwrap(e); e.Key == "error.unavailable" && cause != nil { // its own sentence is for visitors of the pages
		return l.T("console.unavailable", cause.Error())
	}
	b.WriteString(l.T(e.Key, e.Args...))
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "\n  %s: %s", f.Name, l.T(f.Key, f.Args...))
	}
	return b.String()
}

// file is an error about a file in words; any other stands as it is.
func file(err error, english bool) string {
	var e *fs.PathError
	if !errors.As(err, &e) {
		return err.Error()
	}
	l := tongue(english)
	switch {
	case errors.Is(e, fs.ErrNotExist):
		return l.T("console.file.none", e.Path)
	case errors.Is(e, fs.ErrPermission):
		return l.T("console.file.denied", e.Path)
	case errors.Is(e, fs.ErrExist):
		return l.T("console.file.exists", e.Path)
	}
	return err.Error()
}

// day reads a day as people type it on a terminal, 2026-06-01; 0 when it is empty.
func day(field, text string) (workday.Date, error) {
	if text == "" {
		return 0, nil
	}
	d, err := workday.ParseDate(text)
	if err != nil {
		return 0, errs.BadFields([]errs.Field{{Name: field, Key: "console.date", Args: []any{text}}})
	}
	return d, nil
}

// NewMeter shows how far a backup or a restoration is, on a terminal (live) or elsewhere.
func NewMeter(out io.Writer, live, english bool) *archive.Meter {
	return &archive.Meter{Out: out, Live: live, Say: tongue(english).T}
}
