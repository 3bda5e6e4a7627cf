package receptionweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linli/internal/actor"
	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/person"
	"linli/internal/place"
	"linli/internal/reception"
	"linli/internal/web"
	"linli/internal/wish"
)

// The table in which the wishes of a tea are typed, one line a wish.
const (
	firstLines = 5  // lines of an empty table
	moreLines  = 5  // by the button, where no script adds them
	mostLines  = 24 // of one table: with lines of reception.MaxLine characters it stays below the limit of a form
)

// hearPage is the table.
type hearPage struct {
	web.Page
	Form   *web.Form
	At     string
	Tea    string
	Lines  []hearLine
	Places []web.Option
	Topics []web.Option
	See    []web.Option
	Wrong  []wrongLine // the box on top
	Most   int
	Blank  hearLine // what a script adds
}

// hearLine is one line. N begins at 1; names of its fields end with it.
type hearLine struct {
	N     int
	Filed string       // its number: it is filed already and only shown
	URL   string       // of the wish
	Found []web.Option // people of the typed name, and “none of them”
	Wrong map[string]string
}

func (l hearLine) name(field string) string { return field + "_" + strconv.Itoa(l.N) }

// wrongLine is an entry of the box of errors.
type wrongLine struct{ Field, Text string }

// somebodyNew is the answer “none of them” to the question which of the namesakes it is.
const somebodyNew = "new"

// typed is one line as it was read.
type typed struct {
	hearLine
	in        wish.Filing
	phone     string
	namesakes []person.Person
}

// lineFields are the fields of a line in the order of Tab.
func lineFields() []string { return []string{"name", "phone", "text", "place", "topic", "see"} }

// askHear is GET /receptions/{id}/hear.
func (h *Handler) askHear(w http.ResponseWriter, r *http.Request) {
	h.showHear(w, r, web.NewForm("key", id.New()), nil, firstLines, http.StatusOK)
}

// hear is POST /receptions/{id}/hear. Nothing is filed before every line is right; then each line is filed by itself, under
// a key of its own, so that what is sent again, or once more after something broke in the middle, is filed once.
func (h *Handler) hear(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		_, _, err = h.may(r, reception.Hear)
	}
	if err != nil && (f == nil || !errs.Is(err, errs.Conflict)) {
		h.fail(w, r, err)
		return
	}
	rows := rowsOf(f)
	if f.Value("do") == "more" {
		h.showHear(w, r, f, nil, min(rows+moreLines, mostLines), http.StatusOK)
		return
	}
	lines, err := h.read(r, f, rows)
	if err == nil {
		err = h.check(r, f, lines)
	}
	if err == nil && len(lines) == 0 {
		f.Bad("name_1", "tea.hear.error.none")
	}
	if err == nil && !f.OK() {
		h.showHear(w, r, f, lines, rows, http.StatusUnprocessableEntity)
		return
	}
	if err == nil {
		err = h.fileAll(r, lines)
	}
	if err != nil {
		h.stopped(w, r, f, lines, rows, err)
		return
	}
	at := Root + "/" + r.PathValue("id")
	web.Redirect(w, r, at, web.Flash{
		Key: "tea.done.hear", Args: []string{strconv.Itoa(len(lines))},
		Link: at + "/receipts?" + url.Values{"key": {f.Value("key")}}.Encode(), Word: "tea.receipts.print",
	})
}

// stopped shows the table again where filing broke off: what is filed says so, the rest is still there to be sent.
func (h *Handler) stopped(w http.ResponseWriter, r *http.Request, f *web.Form, lines []typed, rows int, err error) {
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Forbidden) || errs.Is(err, errs.Unauthenticated) {
		h.fail(w, r, err)
		return
	}
	key := "tea.hear.error.stopped"
	if errs.Is(err, errs.Conflict) {
		key = "reception.conflict"
	} else {
		web.LogFailure(r.Context(), err)
	}
	f.Bad("", key)
	h.showHear(w, r, f, lines, rows, web.Status(errs.KindOf(err)))
}

// rowsOf is how many lines the form has.
func rowsOf(f *web.Form) int {
	rows := firstLines
	for n := 1; n <= mostLines; n++ {
		if f.Values("text_"+strconv.Itoa(n)) != nil {
			rows = max(rows, n)
		}
	}
	return rows
}

// read is the lines in which something is typed. Place, kind and who may read it go on from the line above where they are
// left open.
func (h *Handler) read(r *http.Request, f *web.Form, rows int) ([]typed, error) {
	var out []typed
	above := map[string]string{}
	for n := 1; n <= rows; n++ {
		x := typed{hearLine: hearLine{N: n}}
		for _, field := range []string{"place", "topic", "see"} {
			if v := f.Value(x.name(field)); v != "" {
				above[field] = v
			}
		}
		name, text := strings.Join(strings.Fields(f.Value(x.name("name"))), " "), f.Value(x.name("text"))
		x.phone = f.Value(x.name("phone"))
		if name == "" && text == "" && x.phone == "" {
			continue
		}
		x.in = wish.Filing{
			ForName: name, Text: text, Place: above["place"], Topic: wish.Topic(above["topic"]), Visibility: wish.Visibility(above["see"]),
			Channel: wish.Tea, Key: lineKey(f.Value("key"), n),
		}
		if x.in.Topic == "" {
			x.in.Topic = "-" // a kind has to be chosen once
		}
		if anonymous(name) {
			x.in.Anonymous, x.in.ForName = true, ""
		}
		filed, err := h.filedBefore(r.Context(), h.Who(r), x.in.Key)
		if err != nil {
			return nil, err
		}
		x.Filed, x.URL = filed.ShortNumber(), "/wishes/"+filed.ID
		out = append(out, x)
	}
	return out, nil
}

// lineKey is the idempotency key of a line: the form's, and its place in it.
func lineKey(key string, n int) string { return key + "-" + strconv.Itoa(n) }

// anonymous tells whether somebody wants to leave no name, as the table's hint says it is typed.
func anonymous(name string) bool { return name == "匿名" || strings.EqualFold(name, "anonymous") }

// filedBefore is the wish that a line has been filed as already; the zero wish when it was not.
func (h *Handler) filedBefore(ctx context.Context, a actor.Actor, key string) (wish.Wish, error) {
	w, err := h.Wishes.DeskReceipt(ctx, a, key)
	if errs.Is(err, errs.NotFound) {
		return wish.Wish{}, nil
	}
	return w, err
}

// check finds what is wrong with each line that is not filed yet, and puts it into the form.
func (h *Handler) check(r *http.Request, f *web.Form, lines []typed) error {
	ctx, a := r.Context(), h.Who(r)
	for i := range lines {
		x := &lines[i]
		if x.Filed != "" {
			continue
		}
		if err := h.whose(ctx, a, f, x); err != nil {
			return err
		}
		if _, err := person.ParsePhone(x.phone); x.phone != "" && err != nil {
			for _, e := range errs.FieldsOf(errs.In("phone", err)) {
				f.Bad(x.name("phone"), e.Key, e.Args...)
			}
		}
		err := h.Teas.CheckLine(ctx, a, r.PathValue("id"), x.in)
		if err != nil && !errs.Is(err, errs.Invalid) {
			return err
		}
		for _, e := range errs.FieldsOf(err) {
			f.Bad(x.name(x.field(e.Name)), x.key(e), e.Args...)
		}
	}
	return nil
}

// field is the field of the table in which something is wrong that the service names otherwise.
func (x typed) field(name string) string {
	switch name {
	case "visibility":
		return "see"
	case "for_name", "anonymous", "channel":
		return "name"
	case "for":
		if len(x.namesakes) > 0 {
			return "for"
		}
		return "name"
	}
	return name
}

// key is what is said of it in this table.
func (x typed) key(e errs.Field) string {
	switch {
	case e.Name == "for" && len(x.namesakes) > 0:
		return "tea.hear.error.which"
	case e.Name == "for", e.Name == "for_name" && x.in.ForName == "":
		return "tea.hear.error.name"
	case e.Key == "wish.error.not_at_desk":
		return "wish.error.place"
	}
	return e.Key
}

// whose finds out for whom a line is: somebody known, somebody new, or the question which of several.
func (h *Handler) whose(ctx context.Context, a actor.Actor, f *web.Form, x *typed) error {
	if x.in.Anonymous {
		return nil
	}
	if x.in.ForName == "" {
		x.in.For = "-"
		return nil
	}
	found, err := person.Find(ctx, h.DB, a, x.in.ForName, mostNamesakes)
	x.namesakes = slices.DeleteFunc(found, func(p person.Person) bool { return p.Name != x.in.ForName })
	chosen := f.Value(x.name("for"))
	if err != nil || len(x.namesakes) == 0 || chosen == somebodyNew {
		return err
	}
	x.in.For = "-"
	for _, p := range x.namesakes {
		if p.ID == chosen {
			x.in.For, x.in.ForName = p.ID, ""
		}
	}
	return nil
}

// mostNamesakes bounds how many persons of one name are asked about.
const mostNamesakes = 20

// fileAll files every line, one after the other, and keeps the telephones that were given with them.
func (h *Handler) fileAll(r *http.Request, lines []typed) error {
	ctx, a := r.Context(), h.Who(r)
	for i := range lines {
		x := &lines[i]
		if x.Filed != "" {
			continue
		}
		filed, err := h.Teas.Hear(ctx, a, r.PathValue("id"), x.in)
		if err != nil {
			return err
		}
		x.Filed, x.URL = filed.ShortNumber(), "/wishes/"+filed.ID
		if x.phone == "" || filed.Submitter == "" {
			continue
		}
		if err := h.People.SetContact(ctx, a, filed.Submitter, person.ContactChange{Phone: &x.phone}); err != nil {
			return err
		}
	}
	return nil
}

func (h *Handler) showHear(w http.ResponseWriter, r *http.Request, f *web.Form, lines []typed, rows, status int) {
	x, t, err := h.may(r, reception.Hear)
	if errs.Is(err, errs.Conflict) && lines != nil {
		err = nil // what was typed is shown, whatever has become of the tea
	}
	p := hearPage{Form: f, At: Root + "/" + r.PathValue("id"), Tea: x.Session.Title, Most: mostLines, Topics: t.kinds()}
	if err == nil {
		p.Places, err = h.placesIn(r.Context(), x.Session.Place)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	for _, v := range []wish.Visibility{wish.Public, wish.Private} {
		p.See = append(p.See, web.Option{Value: string(v), Label: t.L.T("tea.hear.see." + string(v))})
	}
	p.Page = web.NewPage(w, r, t.L.T("tea.act.hear"))
	p.Here = Root
	for n := 1; n <= rows; n++ {
		p.Lines = append(p.Lines, t.line(f, n, lines))
	}
	for _, e := range f.Wrong() {
		p.Wrong = append(p.Wrong, wrongLine{e.Name, t.lineSays(e)})
	}
	web.Render(w, r, status, hearTable(p))
}

// line is a line as the page shows it.
func (t teller) line(f *web.Form, n int, lines []typed) hearLine {
	out := hearLine{N: n, Wrong: map[string]string{}}
	for _, x := range lines {
		if x.N != n {
			continue
		}
		out.Filed, out.URL = x.Filed, x.URL
		for _, p := range x.namesakes {
			label := p.Name
			if p.Birth != "" {
				label += " · " + p.Birth[:4]
			}
			out.Found = append(out.Found, web.Option{Value: p.ID, Label: label})
		}
		if len(x.namesakes) > 0 {
			out.Found = append(out.Found, web.Option{Value: somebodyNew, Label: t.L.T("tea.hear.new")})
		}
	}
	for _, e := range f.Wrong() {
		if field, ok := strings.CutSuffix(e.Name, "_"+strconv.Itoa(n)); ok && out.Wrong[field] == "" {
			out.Wrong[field] = t.L.T(e.Key, e.Args...)
		}
	}
	return out
}

// lineSays is an error with its line: 第 3 行：……
func (t teller) lineSays(e errs.Field) string {
	text := t.L.T(e.Key, e.Args...)
	if _, n, ok := strings.Cut(e.Name, "_"); ok {
		return t.L.T("tea.hear.error.line", n, text)
	}
	return text
}

// placesIn are a community, its 邻里 and their buildings, as a line offers them.
func (h *Handler) placesIn(ctx context.Context, community string) ([]web.Option, error) {
	here, err := place.Resolve(ctx, h.DB, community)
	if err != nil {
		return nil, err
	}
	out := []web.Option{{Value: here.Code, Label: here.Short()}}
	linli, err := place.Children(ctx, h.DB, here.Code)
	for _, n := range linli {
		buildings, err := place.Children(ctx, h.DB, n.Code)
		if err != nil {
			return nil, err
		}
		out = append(out, web.Option{Value: n.Code, Label: n.Short()})
		for _, b := range buildings {
			out = append(out, web.Option{Value: b.Code, Label: n.Short() + " " + b.Short()})
		}
	}
	return out, err
}

// receiptsPage is the receipts of one table: for each who brought a wish.
type receiptsPage struct {
	web.Page
	At   string
	Rows []receiptRow
}

// receiptRow is one receipt.
type receiptRow struct {
	Title, Number, Code string
	QR                  web.QR
}

// receipts is GET /receptions/{id}/receipts?key=: only for who has typed the table, only on that day (wish.DeskReceipt).
func (h *Handler) receipts(w http.ResponseWriter, r *http.Request) {
	_, _, err := h.may(r, reception.Hear)
	if err != nil && !errs.Is(err, errs.Conflict) {
		h.fail(w, r, err)
		return
	}
	key := r.URL.Query().Get("key")
	p := receiptsPage{At: Root + "/" + r.PathValue("id")}
	for n := 1; n <= mostLines && key != ""; n++ {
		filed, err := h.filedBefore(r.Context(), h.Who(r), lineKey(key, n))
		if err == nil && filed.ID == "" {
			continue
		}
		row := receiptRow{Title: filed.Title}
		if err == nil {
			row.Number, row.Code, row.QR, err = h.Paper(r, filed)
		}
		if err != nil {
			h.fail(w, r, err)
			return
		}
		p.Rows = append(p.Rows, row)
	}
	if len(p.Rows) == 0 {
		h.fail(w, r, errors.Join(notFound()))
		return
	}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "tea.receipts.title"))
	p.Here, p.Viewer.Post = Root, "" // these papers go out of the house
	w.Header().Set("Cache-Control", "no-store")
	web.Render(w, r, http.StatusOK, receiptSheet(p))
}

// put is POST /receptions/{id}/agenda: wishes that stand already, by their numbers with blanks between.
func (h *Handler) put(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err == nil {
		numbers := strings.FieldsFunc(f.Value("number"), func(c rune) bool { return strings.ContainsRune(" ,，、;；\n\t　", c) })
		if len(numbers) == 0 {
			err = errs.BadFields([]errs.Field{{Name: "number", Key: "reception.error.numbers"}})
		}
		for i := 0; err == nil && i < len(numbers) && i < mostLines; i++ {
			_, err = h.Teas.Put(r.Context(), h.Who(r), r.PathValue("id"), numbers[i], lineKey(f.Value("key"), i))
		}
	}
	if err == nil || f == nil || !f.Take(err) {
		h.done(w, r, err, "tea.done.put")
		return
	}
	p, err := h.tea(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p.Form = f
	web.Render(w, r, http.StatusUnprocessableEntity, tea(p))
}

// drop is POST /receptions/{id}/agenda/drop.
func (h *Handler) drop(w http.ResponseWriter, r *http.Request) {
	h.act(w, r, nil, "tea.done.drop", func(f *web.Form) error {
		_, err := h.Teas.Drop(r.Context(), h.Who(r), r.PathValue("id"), f.Value("wish"), f.Value("key"))
		return err
	})
}
