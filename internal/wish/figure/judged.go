package figure

import (
	"context"

	"linli/internal/errs"
	"linli/internal/few"
	"linli/internal/metric"
	"linli/internal/place"
)

// Judgement is how residents judged what was answered them at a place, as everybody may read it (domain.md B15): a figure too
// small is not shown, nor is one that would give it away. It is of the twelve months before this one, so that nobody sees
// it grow by the wish that was judged yesterday.
type Judgement struct {
	Content few.Cell // 满意 and 基本满意
	Not     few.Cell // 不满意
	Least   int      // cases below which there is no rate
	Few     int      // the smallest figure that is shown
	Counted bool     // false: what is from before the counts were kept is still being counted
}

// Rate is the share of the content ones; ok: both figures are shown, and are cases enough.
func (j Judgement) Rate() (r metric.Rate, ok bool) {
	for _, c := range []few.Cell{j.Content, j.Not} {
		if c.Few || c.Held {
			return r, false
		}
	}
	r = metric.Of(j.Content.N, j.Content.N+j.Not.N)
	return r, r.N >= j.Least
}

// Judgement is what residents judged at a community or at one of its 邻里. The figures of a community and of all its 邻里
// are one table, so that none of them is the difference of others.
func (s *Service) Judgement(ctx context.Context, code string) (j Judgement, err error) {
	defer errs.Wrap(&err, "figure.Judgement")
	if len(code) != communityWidth && len(code) != neighbourhoodWidth {
		return j, notFound()
	}
	at, err := place.Resolve(ctx, s.d, code[:communityWidth])
	if err != nil {
		return j, err
	}
	codes, err := s.known.Codes(ctx, at.Code)
	if err != nil {
		return j, err
	}
	book, err := s.rules.Book(ctx)
	if err != nil {
		return j, err
	}
	now := s.d.Now()
	j.Least, j.Few = book.Int("metric.least", at.Code, now), book.Int("statistic.least", "", now)
	last := metric.MonthOf(now) - 1
	v := View{Place: at, Period: metric.Period{Kind: metric.LastYear, First: last - 11, Last: last}}
	r := reading{v: &v, codes: codes, parts: map[string]*Part{}}
	if err := r.learn(ctx, s.d); err != nil {
		return j, err
	}
	err = s.d.Read(ctx, r.counts)
	j.Counted = v.Counted
	j.shown(append([]Part{r.rest}, v.Parts...), code)
	return j, err
}

// shown is the figures of the place out of the table of all parts.
func (j *Judgement) shown(parts []Part, code string) {
	content, not, own := make([]int, len(parts)), make([]int, len(parts)), -1
	for i, p := range parts {
		content[i] = p.Counts[Satisfied] + p.Counts[Basically]
		not[i] = p.Counts[Judged] - content[i]
		if p.Place == code {
			own = i
		}
	}
	c, n := few.Shared(content, j.Few), few.Shared(not, j.Few)
	if j.Content, j.Not = c.All, n.All; own >= 0 {
		j.Content, j.Not = c.Cells[own], n.Cells[own]
	}
}
