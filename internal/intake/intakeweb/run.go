package intakeweb

import (
	"net/http"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/intake"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

// shownLines is how many lines of a tab a page shows.
const shownLines = 100

// line is a line of the file in words.
type line struct {
	N    int
	What string
	Says string // in the columns that its kind shows
	Why  []string
	In   bool
}

// runPage is one file that is read in.
type runPage struct {
	web.Page
	Run    intake.Run
	At     string
	Said   string
	Why    []string // why it has failed, or was stopped
	Views  []web.View
	Show   intake.Outcome
	Lines  []line
	More   bool
	Begin  int  // how many lines the button puts in; 0: no button
	Report bool // there is a copy with reasons
	Poll   string
	Done   int // per cent; -1: not known
}

// see is GET /import/{table}/{id}?show=.
func (h *Handler) see(w http.ResponseWriter, r *http.Request) {
	q, err := web.ReadQuery(r)
	var run intake.Run
	if err == nil {
		run, err = h.run(r)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := runPage{Run: run, At: url(run), Show: shown(run, q.Value("show"))}
	p.Page = web.NewPage(w, r, web.T(r.Context(), "intake.run", web.T(r.Context(), "intake.kind."+run.Kind)))
	p.Here, p.Back = Path, Path+"/"+run.Kind
	if err := h.fill(r, &p); err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Say(r, p.Said)
	web.Render(w, r, http.StatusOK, oneRun(p), "run")
}

// shown is the tab that is open: the one asked for, else what is refused, else what there is.
func shown(r intake.Run, asked string) intake.Outcome {
	for _, o := range []intake.Outcome{intake.Refused, intake.Added, intake.Changed} {
		if asked == string(o) {
			return o
		}
	}
	switch {
	case r.Refused+r.Late > 0:
		return intake.Refused
	case r.Added > 0:
		return intake.Added
	}
	return intake.Changed
}

func (h *Handler) fill(r *http.Request, p *runPage) error {
	run := p.Run
	p.Said, p.Done = Said(p.L(), run), -1
	for _, f := range run.WhyNot() {
		p.Why = append(p.Why, Why(p.L(), nil, errs.Field{Key: f.Key, Args: f.Args}))
	}
	if run.Works() {
		p.Poll = p.At
		if run.State == intake.Doing {
			p.Done = 100 * (run.In + run.Late) / max(run.Planned(), 1)
		}
		return nil
	}
	if run.State == intake.Dropped || run.State == intake.Failed {
		return nil
	}
	p.Report = run.Refused+run.Late > 0
	if run.State == intake.Planned {
		p.Begin = run.Planned()
	}
	for _, x := range []struct {
		o intake.Outcome
		n int
	}{{intake.Refused, run.Refused + run.Late}, {intake.Added, run.Added}, {intake.Changed, run.Changed}} {
		p.Views = append(p.Views, web.View{Label: p.T("intake.tab." + string(x.o)), URL: p.At + "?show=" + string(x.o), Count: x.n, Counted: true, Current: p.Show == x.o})
	}
	lines, err := h.intake.Lines(r.Context(), h.who(r), run, p.Show, shownLines+1)
	if err != nil {
		return err
	}
	if p.More = len(lines) > shownLines; p.More {
		lines = lines[:shownLines]
	}
	for _, x := range lines {
		p.Lines = append(p.Lines, h.words(p, x))
	}
	return nil
}

func (h *Handler) words(p *runPage, x intake.Line) line {
	out, kind := line{N: x.N, What: x.Label, In: x.In}, h.intake.Kinds.Named(p.Run.Kind)
	for _, f := range x.Bad {
		out.Why = append(out.Why, Why(p.L(), kind, f))
	}
	var says []string
	for _, s := range x.Says {
		says = append(says, p.T("intake.why", columnName(p.L(), kind, s.Column), s.Text))
	}
	out.Says = strings.Join(says, " · ")
	if len(x.Changes) > 0 {
		var heads []string
		for _, key := range x.Changes {
			heads = append(heads, columnName(p.L(), kind, key))
		}
		out.Why = append(out.Why, p.T("intake.changes", strings.Join(heads, "、")))
	}
	return out
}

// columnName is what a column is called; its key where the kind has none of it.
func columnName(l i18n.Localizer, kind intake.Kind, key string) string {
	if kind != nil {
		for _, c := range kind.Columns() {
			if c.Key == key {
				return head(l, c)
			}
		}
	}
	return key
}

// Why is a reason as people read it: the column, and what is wrong.
func Why(l i18n.Localizer, kind intake.Kind, f errs.Field) string {
	text := l.T(f.Key, f.Args...)
	if f.Name == "" {
		return text
	}
	return l.T("intake.why", columnName(l, kind, f.Name), text)
}

// Said is how a run stands, in a sentence.
func Said(l i18n.Localizer, r intake.Run) string {
	switch r.State {
	case intake.Reading:
		return l.T("intake.said.reading", r.Lines)
	case intake.Planned:
		return l.T("intake.said.planned", r.Added, r.Changed, r.Same, r.Refused)
	case intake.Doing:
		return l.T("intake.said.doing", r.In, r.Planned())
	case intake.Stopped:
		return l.T("intake.said.stopped", r.In, r.UpTo, r.Planned()-r.In-r.Late)
	case intake.Done:
		return l.T("intake.said.done", r.In, r.Same, r.Refused+r.Late)
	case intake.Failed:
		return l.T("intake.said.failed")
	}
	return l.T("intake.said.dropped")
}

func number(n int) string { return strconv.Itoa(n) }
