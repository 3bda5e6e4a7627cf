package deskweb

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"linli/internal/errs"
	"linli/internal/id"
	"linli/internal/web"
	"linli/internal/wish"
	"linli/internal/wish/list"
)

// shownCards is how many cards a column shows (look.md 5).
const shownCards = 5

// boardPage is the wishes of a community as they are sorted.
type boardPage struct {
	web.Page
	Places  []web.View // the communities that the actor sorts, when there are several
	Columns []boardColumn
}

type boardColumn struct {
	Colour web.Colour
	Title  string
	Rule   string
	Total  int
	Cards  []boardCard
	More   string // address of the whole column
	Rest   int    // how many it does not show
	Focus  bool   // nothing is left to sort: the heading takes the focus after a swap
}

type boardCard struct {
	ID    string
	Row   row
	Hint  string // how the same kind was sorted lately
	Same  string // 可能重复 2 件
	State string // instead of the clock: nobody has taken it up
	Key   string
	At    int  // its place in the column
	Focus bool // takes the focus after a swap
}

// board is GET /board?place=: only for who may sort.
func (h *Handler) board(w http.ResponseWriter, r *http.Request) {
	p, err := h.readBoard(w, r, r.URL.Query().Get("place"))
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	web.Render(w, r, http.StatusOK, board(p), "board")
}

func (h *Handler) readBoard(w http.ResponseWriter, r *http.Request, community string) (boardPage, error) {
	t, err := h.teller(r)
	if err != nil {
		return boardPage{}, err
	}
	ctx, mine := r.Context(), wish.SortsAt(t.Reader)
	if !slices.Contains(mine, community) && len(mine) > 0 {
		community = mine[0]
	}
	columns, err := h.Lists.Board(ctx, t.Reader, community, shownCards)
	if err != nil {
		return boardPage{}, err
	}
	similar, err := h.Lists.SimilarCounts(ctx, t.Reader, community)
	if err != nil {
		return boardPage{}, err
	}
	var p boardPage
	for _, c := range columns {
		col, err := h.column(ctx, t, community, c, similar)
		if err != nil {
			return boardPage{}, err
		}
		if c.Colour == wish.Unsorted {
			if err := h.markSame(ctx, t, community, c.Wishes, col.Cards); err != nil {
				return boardPage{}, err
			}
		}
		p.Columns = append(p.Columns, col)
	}
	for _, code := range mine {
		if len(mine) > 1 {
			t.LearnPlace(ctx, h.DB, code)
			p.Places = append(p.Places, web.View{Label: t.Where(code), URL: "/board?place=" + code, Current: code == community})
		}
	}
	p.Page = web.NewPage(w, r, t.L.T("desk.nav.board"))
	p.Here = "/board"
	return p, nil
}

// column tells one column: what its rule asks for, its cards, and where the rest is.
func (h *Handler) column(ctx context.Context, t teller, community string, c list.Column, similar map[wish.Topic]map[wish.Colour]int) (boardColumn, error) {
	rows, err := h.rows(ctx, t, c.Wishes)
	if err != nil {
		return boardColumn{}, err
	}
	out := boardColumn{Colour: web.Colour(c.Colour), Total: c.Total, Rest: c.Total - len(rows)}
	q := url.Values{"view": {string(list.DeskAll)}, "place": {community}}
	if c.Colour == wish.Unsorted {
		out.Title, out.Rule = t.L.T("wish.state.accepted"), t.L.T("desk.board.rule")
		q.Set("state", string(wish.Accepted))
	} else {
		out.Title = t.L.T(out.Colour.Key()) + " " + t.L.T(out.Colour.LevelKey())
		out.Rule = t.L.T("desk.board.rule."+string(c.Colour), t.Span("wish.clock.answer."+string(c.Colour), community))
		q.Set("colour", string(c.Colour))
		q.Set("state", list.Working)
	}
	if c.Late > 0 {
		out.Rule = t.L.T("wish.due.both", out.Rule, t.L.T("desk.board.late", c.Late))
	}
	out.More = "/inbox?" + q.Encode()
	for i, w := range c.Wishes {
		card := boardCard{ID: w.ID, Row: rows[i], At: i}
		switch {
		case c.Colour == wish.Unsorted:
			card.Key, card.Hint = id.New(), t.similar(w.Topic, similar)
		case w.State == wish.Classified && (c.Colour != wish.Blue || t.Apart(w)) && rows[i].Clock.State == web.ClockOK:
			card.State = rows[i].State
		}
		out.Cards = append(out.Cards, card)
	}
	return out, nil
}

// markSame tells on the cards that are being sorted what is probably the same matter as another wish.
func (h *Handler) markSame(ctx context.Context, t teller, community string, wishes []wish.Wish, cards []boardCard) error {
	same, err := h.Alike.Among(ctx, t.Reader, community, wishes)
	for i, card := range cards {
		if n := len(same[card.ID]); n > 0 {
			cards[i].Same = t.L.T("alike.hint", n)
		}
	}
	return err
}

// similar is the hint of a card: 近三个月同类 6 件：黄 5，蓝 1, the most frequent first. What has no kind has no hint.
func (t teller) similar(topic wish.Topic, counts map[wish.Topic]map[wish.Colour]int) string {
	byColour, all := counts[topic], 0
	if topic == wish.Other {
		return ""
	}
	colours := wish.Colours()
	slices.SortStableFunc(colours, func(x, y wish.Colour) int { return cmp.Compare(byColour[y], byColour[x]) })
	var parts []string
	for _, c := range colours {
		if n := byColour[c]; n > 0 {
			all += n
			parts = append(parts, t.L.T(web.Colour(c).Key())+" "+strconv.Itoa(n))
		}
	}
	if all == 0 {
		return ""
	}
	return t.L.T("desk.similar", all, strings.Join(parts, t.L.T("desk.comma")))
}

// sortCard is POST /board/{id}: to=blue sorts at once; yellow and red ask first for the reason and the unit.
func (h *Handler) sortCard(w http.ResponseWriter, r *http.Request) {
	f, err := web.ReadForm(w, r)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	ctx, wishID, to := r.Context(), r.PathValue("id"), wish.Colour(f.Value("to"))
	if to == wish.Yellow || to == wish.Red {
		web.Redirect(w, r, "/wishes/"+url.PathEscape(wishID)+"/classify?from=board&to="+string(to), web.Flash{})
		return
	}
	done, err := h.Wishes.Classify(ctx, h.Who(r), wishID, wish.Classification{Colour: to, Key: f.Value("key")})
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	if !web.Partial(r) {
		web.Redirect(w, r, "/board?place="+done.Community, web.Flash{Key: "desk.done.classify.blue", Args: []string{spokenNumber(done)}, Link: "/wishes/" + done.ID, Word: "desk.see"})
		return
	}
	p, err := h.readBoard(w, r, done.Community)
	if err != nil {
		web.Fail(w, r, err)
		return
	}
	p.focus(f.Value("at"))
	web.Say(r, web.T(ctx, "desk.done.classify.blue", spokenNumber(done)))
	web.Render(w, r, http.StatusOK, board(p), "board")
}

// focus moves the keyboard to the card that now stands where the sorted one stood, or to the column's heading.
func (p *boardPage) focus(at string) {
	col := &p.Columns[0]
	if len(col.Cards) == 0 {
		col.Focus = true
		return
	}
	n, err := strconv.Atoi(at)
	if err != nil || n < 0 {
		n = 0
	}
	col.Cards[min(n, len(col.Cards)-1)].Focus = true
}

// spokenNumber is a number as colleagues of one community say it: 000142.
func spokenNumber(w wish.Wish) string {
	return w.Number[strings.LastIndexByte(w.Number, '-')+1:]
}

// askClassify is GET /wishes/{id}/classify?to=: the wish's page with the question for reason and unit.
func (h *Handler) askClassify(w http.ResponseWriter, r *http.Request) {
	s, err := h.Wishes.See(r.Context(), h.Who(r), r.PathValue("id"))
	switch {
	case err != nil || s.May(wish.Classify):
	case !h.Who(r).SignedIn():
		err = errs.New(errs.Unauthenticated, "error.unauthenticated")
	default:
		err = errs.New(errs.Forbidden, "wish.forbidden.classify")
	}
	if err != nil {
		h.Fail(w, r, err)
		return
	}
	q := r.URL.Query()
	open := opened{act: wish.Classify, to: wish.Colour(q.Get("to")), status: http.StatusOK}
	open.form = web.NewForm("key", id.New(), "colour", q.Get("to"), "from", onlyBoard(q.Get("from")), "unit", q.Get("unit"), "by", q.Get("by"))
	h.show(w, r, s, open)
}

// onlyBoard is where sorting may have begun, besides the wish's own page.
func onlyBoard(from string) string {
	if from != "board" {
		return ""
	}
	return from
}
