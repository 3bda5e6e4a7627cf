// Package web is the kit that every page is made with: the frame around the page, the components of the visual
// language, forms that keep what was typed, errors as pages, languages, and the assets.
//
// A feature's pages live in a package of their own (internal/wish/wishweb). A page is one struct that embeds Page, and
// one templ component:
//
//	type inboxPage struct {
//		web.Page
//		Wishes []row
//		Pager  web.Pager
//	}
//
//	templ inbox(p inboxPage) {
//		@web.Layout(p.Page) {
//			<div class="ll-title"><h1>{ p.T("inbox.title") }</h1></div>
//			@templ.Fragment("list") {
//				<section class="ll-panel" id="list">
//					for _, w := range p.Wishes {
//						@web.Mark(w.Colour)
//						@web.Clock(w.Clock, w.Due)
//					}
//					@web.Pages(p.Pager)
//				</section>
//			}
//		}
//	}
//
// Its handler reads, asks the feature, and renders; every failure goes to Fail:
//
//	func (h *Handler) inbox(w http.ResponseWriter, r *http.Request) {
//		wishes, err := h.wishes.Inbox(r.Context(), who(r), place)
//		if err != nil {
//			web.Fail(w, r, err)
//			return
//		}
//		p := inboxPage{Page: web.NewPage(w, r, web.T(r.Context(), "inbox.title")), Wishes: rows(wishes)}
//		p.Here = "/inbox"
//		web.Render(w, r, http.StatusOK, inbox(p), "list") // an htmx request gets only the fragment "list"
//	}
//
// A form is posted, shown again with 422 and everything still in it, or answered with a redirect and one line:
//
//	func (h *Handler) file(w http.ResponseWriter, r *http.Request) {
//		f, err := web.ReadForm(w, r)
//		if err != nil {
//			web.Fail(w, r, err)
//			return
//		}
//		filed, err := h.wishes.File(r.Context(), who(r), wish.Filing{Text: f.Value("text")})
//		if f.Take(err) { // Invalid: the fields' errors now stand in the form
//			p := filePage{Page: web.NewPage(w, r, web.T(r.Context(), "file.title")), Form: f}
//			web.Render(w, r, http.StatusUnprocessableEntity, filing(p))
//			return
//		}
//		if err != nil {
//			web.Fail(w, r, err)
//			return
//		}
//		web.Redirect(w, r, "/wishes/"+filed.Number, web.Flash{Key: "file.done", Args: []string{filed.Number}})
//	}
//
//	templ filing(p filePage) {
//		@web.Layout(p.Page) {
//			<form method="post" action="/wishes" novalidate>
//				<section class="ll-group">
//					<h1>{ p.T("file.question") }</h1>
//					@web.ErrorSummary(p.Form)
//					@web.TextArea(p.Form, web.Area{Field: web.Field{Name: "text", Label: p.T("file.what")}})
//				</section>
//				<div class="ll-bar">
//					@web.Submit(p.T("file.send"), true)
//				</div>
//			</form>
//		}
//	}
//
// Words stand in one table per feature, both languages side by side (package i18n); app joins them into the catalogue.
// Inside a component without a Page, T(ctx, key) speaks the page's language. In templ an icon and its word stand on
// two lines: what follows @web.Ico(…) in braces on the same line would be taken for its children.
//
// Nothing is inline: no style attribute, no script, no handler. What a script may add is said in data- attributes (see
// static/linli.js); every page works without it.
package web
