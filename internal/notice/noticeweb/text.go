package noticeweb

import (
	"net/http"

	"linli/internal/notice"
	"linli/internal/notice/text"
	"linli/internal/web"
)

// textsPage is every template.
type textsPage struct {
	web.Page
	All []textLine
}

// textLine is one of them.
type textLine struct {
	URL, Name, Line string
	Own             bool
}

// templates is GET /admin/templates.
func (h *Handler) templates(w http.ResponseWriter, r *http.Request) {
	all, err := h.Notices.TemplateList(r.Context(), h.Who(r))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := textsPage{Page: web.NewPage(w, r, web.T(r.Context(), "notice.templates"))}
	p.Here = Texts
	for _, t := range all {
		p.All = append(p.All, textLine{
			URL: Texts + "/" + string(t.Kind), Name: p.T("notice.kind." + string(t.Kind)), Line: t.Preview(lang(r), h.Base, h.DB.Now()).Line, Own: t.Own,
		})
	}
	web.Render(w, r, http.StatusOK, textList(p))
}

// textPage is one template being written, with how it reads.
type textPage struct {
	web.Page
	Form   *web.Form
	Name   string
	Kind   notice.Kind
	Own    bool
	Fields []text.Field
	ZH, EN text.Words // with the example; empty while something in it is wrong
}

// template is GET /admin/templates/{kind}.
func (h *Handler) template(w http.ResponseWriter, r *http.Request) {
	t, err := h.Notices.TemplateFor(r.Context(), h.Who(r), notice.Kind(r.PathValue("kind")))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showText(w, r, t, web.NewForm("zh_line", t.ZH.Line, "en_line", t.EN.Line, "zh_body", t.ZH.Body, "en_body", t.EN.Body), http.StatusOK)
}

func (h *Handler) showText(w http.ResponseWriter, r *http.Request, t notice.Template, f *web.Form, status int) {
	p := textPage{Page: web.NewPage(w, r, web.T(r.Context(), "notice.kind."+string(t.Kind))), Form: f, Kind: t.Kind, Own: t.Own, Fields: notice.Fields(t.Kind)}
	p.Here, p.Back = Texts, Texts
	if t.Check() == nil {
		p.ZH, p.EN = t.Preview(text.Chinese, h.Base, h.DB.Now()), t.Preview(text.English, h.Base, h.DB.Now())
	}
	web.Render(w, r, status, wording(p))
}

// write is POST /admin/templates/{kind}: do says whether to look, to keep, or to take the shipped words back.
func (h *Handler) write(w http.ResponseWriter, r *http.Request) {
	ctx, a, k := r.Context(), h.Who(r), notice.Kind(r.PathValue("kind"))
	f, err := web.ReadForm(w, r)
	var t notice.Template
	if err == nil {
		t, err = h.Notices.TemplateFor(ctx, a, k)
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	t.ZH = text.Words{Line: f.Value("zh_line"), Body: f.Value("zh_body")}
	t.EN = text.Words{Line: f.Value("en_line"), Body: f.Value("en_body")}
	switch f.Value("do") {
	case "reset":
		h.done(w, r, h.Notices.Reset(ctx, a, k), Texts+"/"+string(k), "notice.template.reset")
		return
	case "save":
		err = h.Notices.SetTemplate(ctx, a, t)
	default:
		if !f.Take(t.Check()) {
			h.showText(w, r, t, f, http.StatusOK)
			return
		}
	}
	if f.Take(err) || !f.OK() {
		h.showText(w, r, t, f, http.StatusUnprocessableEntity)
		return
	}
	h.done(w, r, err, Texts+"/"+string(k), "notice.template.saved")
}
