package dispatchweb

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/topic"
	"linli/internal/web"
	"linli/internal/wish/wishweb"
)

// topicsPage is the tree.
type topicsPage struct {
	web.Page
	Rows []topicRow
	New  string // empty: not by this reader
	File string

	Form     *web.Form
	Purposes []web.Option // why the table may go out
}

type topicRow struct {
	Name, Code, URL, Above string
	Depth                  int
}

// tree lets those read it who read the catalogue.
func (h *Handler) tree(r *http.Request) (*wishweb.Teller, *topic.Tree, error) {
	t, err := h.teller(r)
	if err != nil {
		return nil, nil, err
	}
	tree, err := h.Deps.Topics.Tree(r.Context(), h.DB)
	return t, tree, err
}

// topics is GET /topics.
func (h *Handler) topics(w http.ResponseWriter, r *http.Request) {
	h.showTopics(w, r, web.NewForm(), http.StatusOK, web.Flash{})
}

func (h *Handler) showTopics(w http.ResponseWriter, r *http.Request, f *web.Form, status int, said web.Flash) {
	t, tree, err := h.tree(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := topicsPage{}
	for _, x := range tree.All(t.Now) {
		p.Rows = append(p.Rows, topicRow{Name: x.Name(string(t.L.Lang())), Code: x.Code, URL: topicURL(x.Code), Depth: x.Depth})
	}
	if _, ok := topic.MayEdit(t.Reader); ok {
		p.New, p.File = Topics+"/new", Topics+"/file"
	}
	p.Page = web.NewPage(w, r, t.L.T("topic.title"))
	p.Here, p.Back = Path, Path
	if said.Key != "" {
		p.Flash = said
	}
	p.Form, p.Purposes = outForm(t, f)
	web.Render(w, r, status, topicsSheet(p))
}

func topicURL(code string) string { return Topics + "/of/" + url.PathEscape(code) }

// topicPage is one topic: its form, for who may change it, and what it was before.
type topicPage struct {
	web.Page
	Form   *web.Form
	Code   string // empty: a new one
	Full   string
	Edit   bool
	Ended  string // since when; empty: it is in use
	Merged string
	Above  []web.Option
	States []topicState
	End    string
}

// topicState is what a topic was called for some time.
type topicState struct{ Name, Above, Days string }

// askTopic is GET /topics/new?above=.
func (h *Handler) askTopic(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showTopic(w, r, "", web.NewForm("key", id.New(), "parent", q.Value("above")), http.StatusOK)
}

// topic is GET /topics/of/{topic}.
func (h *Handler) topic(w http.ResponseWriter, r *http.Request) {
	h.showTopic(w, r, r.PathValue("topic"), nil, http.StatusOK)
}

// showTopic makes the page of a topic; without a form what it is now stands in it.
func (h *Handler) showTopic(w http.ResponseWriter, r *http.Request, code string, f *web.Form, status int) {
	t, tree, err := h.tree(r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	last, known := tree.Last(code)
	_, may := topic.MayEdit(t.Reader)
	switch {
	case code != "" && !known:
		err = errs.New(errs.NotFound, "error.not_found")
	case code == "" && !may:
		err = errs.New(errs.Forbidden, "topic.forbidden")
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := topicPage{Form: f, Code: code, Edit: may && (code == "" || last.Holds(t.Now))}
	if f == nil {
		p.Form = web.NewForm("key", id.New(), "code", code, "parent", last.Parent, "zh", last.Zh, "en", last.En)
	}
	p.Above = append([]web.Option{{Label: t.L.T("topic.top")}}, slices.DeleteFunc(t.AllTopics(""), func(o web.Option) bool { return o.Value == code })...)
	title := t.L.T("topic.new")
	if code != "" {
		title = tree.Name(code, string(t.L.Lang()))
		p.tell(t, tree, last)
	}
	p.Page = web.NewPage(w, r, title)
	p.Here, p.Back = Path, Topics
	web.Render(w, r, status, topicSheet(p))
}

// tell fills what a topic is and was.
func (p *topicPage) tell(t *wishweb.Teller, tree *topic.Tree, last topic.Topic) {
	p.Full = t.FullTopic(p.Code)
	if !last.Holds(t.Now) {
		p.Ended = t.L.Date(last.To)
		if last.Merged != "" {
			p.Merged = t.FullTopic(last.Merged)
		}
	} else if p.Edit && p.Code != topic.Other {
		p.End = topicURL(p.Code) + "/end"
	}
	for _, s := range tree.States(p.Code) {
		days := t.L.T("topic.since", t.L.Date(s.From))
		if s.From.Unix() == 0 {
			days = t.L.T("topic.shipped")
		}
		if !s.To.IsZero() {
			days += t.L.T("topic.until", t.L.Date(s.To))
		}
		above := t.L.T("topic.top")
		if s.Parent != "" {
			above = tree.Name(s.Parent, string(t.L.Lang()))
		}
		p.States = append(p.States, topicState{s.Name(string(t.L.Lang())), above, days})
	}
}

// saveTopic is POST /topics: code empty adds one.
func (h *Handler) saveTopic(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	done, err := h.Deps.Topics.Save(r.Context(), t.Reader, topic.Change{
		Code: f.Value("code"), Parent: f.Value("parent"), Zh: f.Value("zh"), En: f.Value("en"), Key: f.Value("key"),
	})
	switch {
	case err == nil:
		web.Redirect(w, r, topicURL(done.Code), web.Flash{Key: "topic.saved", Args: []string{done.Name(string(t.L.Lang()))}})
	case f.Take(err):
		h.showTopic(w, r, f.Value("code"), f, http.StatusUnprocessableEntity)
	default:
		web.Fail(w, r, err)
	}
}

// endTopicPage asks whether a topic is to end, and by which its matters go on.
type endTopicPage struct {
	web.Page
	Form   *web.Form
	Code   string
	Full   string
	Merged []web.Option
}

// askEndTopic is GET /topics/of/{topic}/end.
func (h *Handler) askEndTopic(w http.ResponseWriter, r *http.Request) {
	h.showEndTopic(w, r, web.NewForm("key", id.New()), http.StatusOK)
}

func (h *Handler) showEndTopic(w http.ResponseWriter, r *http.Request, f *web.Form, status int) {
	t, tree, err := h.tree(r)
	code := r.PathValue("topic")
	if err == nil {
		_, open := tree.Open(code, t.Now)
		if _, may := topic.MayEdit(t.Reader); !may {
			err = errs.New(errs.Forbidden, "topic.forbidden")
		} else if !open {
			err = errs.New(errs.NotFound, "error.not_found")
		}
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := endTopicPage{Form: f, Code: code, Full: t.FullTopic(code)}
	p.Merged = append([]web.Option{{Label: t.L.T("topic.end.nothing")}}, slices.DeleteFunc(t.AllTopics(""), func(o web.Option) bool { return o.Value == code })...)
	p.Page = web.NewPage(w, r, t.L.T("topic.end"))
	p.Here, p.Back = Path, topicURL(code)
	web.Render(w, r, status, endTopicSheet(p))
}

// endTopic is POST /topics/of/{topic}/end.
func (h *Handler) endTopic(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	var t *wishweb.Teller
	if err == nil {
		t, err = h.teller(r)
	}
	if err == nil {
		err = h.Deps.Topics.End(r.Context(), t.Reader, r.PathValue("topic"), f.Value("merged"), f.Value("key"))
	}
	switch {
	case err == nil:
		web.Redirect(w, r, topicURL(r.PathValue("topic")), web.Flash{Key: "topic.ended"})
	case f != nil && (f.Take(err) || errs.Is(err, errs.Conflict)):
		if errs.Is(err, errs.Conflict) {
			f.Bad("merged", keyOf(err), argsOf(err)...)
		}
		h.showEndTopic(w, r, f, http.StatusUnprocessableEntity)
	default:
		web.Fail(w, r, err)
	}
}

// keyOf and argsOf are the sentence of a refusal.
func keyOf(err error) string {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e.Key
	}
	return "error.invalid"
}

func argsOf(err error) []any {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e.Args
	}
	return nil
}
