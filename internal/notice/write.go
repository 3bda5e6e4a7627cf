package notice

import (
	"context"
	"slices"
	"strings"

	"linli/internal/actor"
	"linli/internal/db"
	"linli/internal/errs"
	"linli/internal/journal"
)

// TemplateList is every template, as it holds. NotFound for who does not write them.
func (s *Service) TemplateList(ctx context.Context, a actor.Actor) (out []Template, err error) {
	defer errs.Wrap(&err, "notice.TemplateList")
	if _, ok := MayConfigure(a); !ok {
		return nil, errs.New(errs.NotFound, "error.not_found")
	}
	own, err := db.All(ctx, s.DB, scanTemplate, "SELECT "+templateColumns+" FROM notification_template")
	if err != nil {
		return nil, err
	}
	for _, k := range Templates() {
		t := shipped[k]
		if i := slices.IndexFunc(own, func(x Template) bool { return x.Kind == k }); i >= 0 {
			t = own[i]
		}
		out = append(out, t)
	}
	return out, nil
}

// TemplateFor is one of them. NotFound.
func (s *Service) TemplateFor(ctx context.Context, a actor.Actor, k Kind) (_ Template, err error) {
	defer errs.Wrap(&err, "notice.TemplateFor")
	if _, ok := MayConfigure(a); !ok || !slices.Contains(Templates(), k) {
		return Template{}, errs.New(errs.NotFound, "error.not_found")
	}
	return s.template(ctx, k)
}

// SetTemplate gives a kind the installation's own words, or, where they are the shipped ones, none of its own. Invalid: zh_line,
// en_line, zh_body, en_body; NotFound.
func (s *Service) SetTemplate(ctx context.Context, a actor.Actor, t Template) (err error) {
	defer errs.Wrap(&err, "notice.SetTemplate")
	post, ok := MayConfigure(a)
	if !ok || !slices.Contains(Templates(), t.Kind) {
		return errs.New(errs.NotFound, "error.not_found")
	}
	for _, p := range []*string{&t.ZH.Line, &t.EN.Line, &t.ZH.Body, &t.EN.Body} {
		*p = strings.TrimSpace(*p)
	}
	if err := t.Check(); err != nil {
		return err
	}
	own := t.ZH != shipped[t.Kind].ZH || t.EN != shipped[t.Kind].EN
	return s.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM notification_template WHERE kind = $1", string(t.Kind))
		if err == nil && own {
			_, err = tx.Exec(ctx, "INSERT INTO notification_template ("+templateColumns+", at) VALUES ($1, $2, $3, $4, $5, $6)",
				string(t.Kind), t.ZH.Line, t.EN.Line, t.ZH.Body, t.EN.Body, tx.Now.UnixMicro())
		}
		if err != nil {
			return err
		}
		return journal.WriteTx(ctx, tx, a, journal.Entry{Act: "notice.template", Kind: "template", Subject: string(t.Kind), Post: post.ID, After: map[string]any{"own": own, "zh": t.ZH, "en": t.EN}})
	})
}

// Reset gives a kind the shipped words back. NotFound.
func (s *Service) Reset(ctx context.Context, a actor.Actor, k Kind) error {
	return s.SetTemplate(ctx, a, shipped[k].of(k))
}

// of is a template of a kind, also where there is none such.
func (t Template) of(k Kind) Template { t.Kind = k; return t }
