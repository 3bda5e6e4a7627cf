package privacyweb

import (
	"net/http"
	"strconv"

	"linli/internal/errs"
	"linli/internal/few"
	"linli/internal/privacy"
	"linli/internal/web"
	"linli/internal/web/i18n"
)

type noticePage struct {
	web.Page
	Notice  privacy.Notice
	Day     string // from which it holds
	Lines   []line
	Former  bool // another version holds now
	All     []versionLink
	Figures few.Shown
	Least   int
}

type versionLink struct {
	Label, URL string
	Current    bool
}

// notice is GET /privacy: what people are told, for everybody, in large type.
func (h *Handler) notice(w http.ResponseWriter, r *http.Request) {
	n, err := privacy.NoticeAt(r.Context(), h.DB, h.DB.Now())
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showNotice(w, r, n, false)
}

// version is GET /privacy/{version}: a text that held once, or will.
func (h *Handler) version(w http.ResponseWriter, r *http.Request) {
	v, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		web.Fail(w, r, errs.New(errs.NotFound, "error.not_found"))
		return
	}
	n, err := privacy.NoticeOf(r.Context(), h.DB, v)
	var now privacy.Notice
	if err == nil {
		now, err = privacy.NoticeAt(r.Context(), h.DB, h.DB.Now())
	}
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	h.showNotice(w, r, n, now.Version != n.Version)
}

func (h *Handler) showNotice(w http.ResponseWriter, r *http.Request, n privacy.Notice, former bool) {
	ctx := r.Context()
	all, err := privacy.Notices(ctx, h.DB)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p := noticePage{Page: web.NewPage(w, r, web.T(ctx, "privacy.notice.title")), Notice: n, Former: former}
	if p.Figures, p.Least, err = h.Privacy.Figures(ctx); err != nil {
		web.Fail(w, r, err)
		return
	}
	p.Here, p.Day = NoticePath, day(p.L(), n.From)
	text := n.Zh
	if p.L().Lang() == i18n.English {
		text = n.En
	}
	p.Lines = lines(text)
	for _, x := range all {
		p.All = append(p.All, versionLink{p.T("privacy.notice.version", x.Version, day(p.L(), x.From)), NoticePath + "/" + strconv.FormatInt(x.Version, 10), x.Version == n.Version})
	}
	web.Render(w, r, http.StatusOK, noticeSheet(p))
}

// figure is a figure about people as it is shown.
func (p noticePage) figure(c few.Cell) string {
	switch {
	case c.Few:
		return p.T("privacy.figures.few", p.Least)
	case c.Held:
		return p.T("privacy.figures.held")
	}
	return strconv.Itoa(c.N)
}
