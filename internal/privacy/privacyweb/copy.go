package privacyweb

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/privacy"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

type copyPage struct {
	web.Page
	Form *web.Form
	Way  string // password, code; empty: a tick
	Bad  string // what was wrong with what was typed
}

// askCopy is GET /account/data/copy.
func (h *Handler) askCopy(w http.ResponseWriter, r *http.Request) {
	h.showCopy(w, r, web.NewForm("key", id.New()), "", http.StatusOK)
}

func (h *Handler) showCopy(w http.ResponseWriter, r *http.Request, f *web.Form, bad string, status int) {
	a := h.Who(r)
	if a.Person == "" {
		web.Fail(w, r, unauthenticated())
		return
	}
	way, err := h.Confirm.Way(r.Context(), a)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := copyPage{Page: page(w, r, "privacy.copy.title"), Form: f, Way: way, Bad: bad}
	web.Render(w, r, status, copySheet(p))
}

// copy is POST /account/data/copy: after a fresh confirmation, the file itself. It is built while it is sent and kept
// nowhere.
func (h *Handler) copy(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	a := h.Who(r)
	if a.Person == "" {
		web.Fail(w, r, unauthenticated())
		return
	}
	way, err := h.Confirm.Way(r.Context(), a)
	if err == nil && way != "" {
		err = h.Confirm.Confirm(r.Context(), a, f.Value("secret"))
	}
	var e *errs.Error
	if errors.As(err, &e) && (e.Kind == errs.Unauthenticated || e.Kind == errs.Limited) {
		h.showCopy(w, r, f, web.T(r.Context(), e.Key, e.Args...), web.Status(e.Kind))
		return
	}
	if err == nil && way == "" && !f.Has("sure", "1") {
		f.Bad("sure", "privacy.copy.sure.missing")
		h.showCopy(w, r, f, "", http.StatusUnprocessableEntity)
		return
	}
	var c privacy.Copy
	if err == nil {
		c, err = h.Privacy.Copy(r.Context(), a, f.Value("key"))
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	w.Header().Set("Content-Disposition", `attachment; filename="`+c.Stamp.File()+`.zip"`)
	w.Header().Set("Cache-Control", "no-store")
	if err := writeZip(w, web.L(r.Context()), c); err != nil {
		panic(http.ErrAbortHandler) // half a file is out: the connection must break, or it would look whole
	}
}

// writeZip writes the copy: a readme with the stamp, the data, the files.
func writeZip(w io.Writer, l i18n.Localizer, c privacy.Copy) error {
	z := zip.NewWriter(w)
	data := map[string]any{"export": c.Stamp, "looks_at_contact": c.Looks}
	for _, x := range c.Data {
		if x.Copy != nil {
			data[x.Entity] = x.Copy
		}
	}
	body, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return err
	}
	for _, x := range []struct{ name, body string }{{"README.txt", readme(l, c)}, {"data.json", string(body) + "\n"}} {
		if err := add(z, c, x.name, strings.NewReader(x.body)); err != nil {
			return err
		}
	}
	for i, file := range c.Files {
		body, err := file.Open()
		if err != nil {
			return err
		}
		err = add(z, c, fmt.Sprintf("files/%03d-%s", i+1, path.Base(file.Name)), body)
		if err = errors.Join(err, body.Close()); err != nil {
			return err
		}
	}
	return z.Close()
}

func add(z *zip.Writer, c privacy.Copy, name string, body io.Reader) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: c.Stamp.At})
	if err == nil {
		_, err = io.Copy(w, body)
	}
	return err
}

// readme says what is in the file, and its number: who took it, when, for what.
func readme(l i18n.Localizer, c privacy.Copy) string {
	var b strings.Builder
	for _, lang := range []i18n.Lang{l.Lang(), other(l.Lang())} {
		l := l.In(lang)
		fmt.Fprintf(&b, "%s\n\n%s\n%s\n\n", l.T("privacy.copy.readme.title"), l.T("privacy.copy.readme.what"),
			l.T("export.stamp", number(c.Stamp.Number), c.Stamp.By, l.DateLong(c.Stamp.At)+" "+l.Clock(c.Stamp.At), l.T("export.purpose."+c.Stamp.Purpose), c.Stamp.Records))
	}
	return b.String()
}

func other(lang i18n.Lang) i18n.Lang {
	if lang == i18n.English {
		return i18n.Chinese
	}
	return i18n.English
}
