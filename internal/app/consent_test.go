package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/privacy"
	"linli/internal/web/i18n"
	"linli/internal/web/webtest"
)

// The desk's form keeps an identity number and a door only when it says how the person has agreed. Without that it comes
// back with what was typed; with it, it is on record under which version, in which way and before whom.
func TestTheContactFormAsksForTheConsent(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			a, err := NewDemo(t.Context(), dsn(t), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = a.Close() })
			words, err := i18n.New(Tables()...)
			if err != nil {
				t.Fatal(err)
			}
			d := &consentDesk{App: a, t: t, whom: a.personOf(t, "谈桂芬")}
			d.path = "/wishes/" + d.value("SELECT id FROM wish WHERE submitter = $1 ORDER BY id LIMIT 1", d.whom) + "/contact"
			for cookie, lang := range map[string]i18n.Lang{"": i18n.Chinese, "; lang=en": i18n.English} {
				d.browser, d.words = a.browse(t, "季小舟", cookie), words.For(lang)
				d.withoutATick()
				d.withOne("id_number", "110105194912310038", privacy.Oral, "address", "9单元 4071室")
				d.withOne("address", "9单元 4071室", privacy.Paper, "", "")
				d.takenBack()
			}
		})
	}
}

// consentDesk is a social worker before the contact form of somebody's wish.
type consentDesk struct {
	*App
	browser
	t     *testing.T
	whom  string
	path  string
	words i18n.Localizer
}

func (d *consentDesk) value(text string, args ...any) string {
	d.t.Helper()
	out, err := db.Value[string](d.t.Context(), d.DB, text, args...)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// standing is every consent and the sealed columns of the person, to compare.
func (d *consentDesk) standing() string {
	d.t.Helper()
	consents, err := d.Privacy.Consents(d.t.Context(), d.whom)
	if err != nil {
		d.t.Fatal(err)
	}
	m, err := d.People.Masked(d.t.Context(), d.whom)
	if err != nil {
		d.t.Fatal(err)
	}
	return fmt.Sprint(consents, m)
}

// withoutATick sends what needs a consent without one, and with one that there is not.
func (d *consentDesk) withoutATick() {
	d.t.Helper()
	doc := d.get(d.path, http.StatusOK)
	var ways []string
	for _, n := range doc.All("input[type=radio][name=consent]") {
		ways = append(ways, webtest.Attr(n, "value"))
	}
	if !slices.Equal(ways, []string{"oral", "paper"}) || doc.Has("input[name=consent][checked]") || !strings.Contains(doc.Text("fieldset"), d.words.T("desk.contact.consent")) || !doc.Has(`form a[href="/privacy"]`) {
		d.t.Errorf("the form asks %v: %s", ways, doc.Text("form"))
	}
	for want, form := range map[string][]string{
		"privacy.consent.needed.id_number": {"id_number", "110105194912310038", "address", "", "other", "找外甥", "phone", "13800000456"},
		"privacy.consent.needed.address":   {"id_number", "", "address", "9单元 4071室", "other", "找外甥", "phone", "13800000456"},
		"privacy.consent.way":              {"id_number", "110105194912310038", "address", "9单元 4071室", "other", "找外甥", "phone", "", "consent", "account"},
		"person.phone.short":               {"id_number", "110105194912310038", "address", "", "other", "找外甥", "phone", "1380000", "consent", "oral"},
	} {
		before := d.standing()
		_, doc := d.post(d.path, http.StatusUnprocessableEntity, form...)
		field := "#e-consent"
		if want == "person.phone.short" {
			field, want = "#e-phone", ""
		}
		if got := doc.Text(field); got == "" || want != "" && got != d.words.T(want) || !doc.Has(`.ll-errors a`) {
			d.t.Errorf("%v: %q", form, got)
		}
		for i := 0; i+1 < len(form); i += 2 {
			if form[i] != "consent" && doc.Attr("input[name="+form[i]+"]", "value") != form[i+1] {
				d.t.Errorf("%s: what was typed is gone: %q", want, doc.Attr("input[name="+form[i]+"]", "value"))
			}
		}
		if after := d.standing(); after != before {
			d.t.Errorf("%v was refused and has left something:\n%s\n%s", form, before, after)
		}
	}
}

// withOne sends a value with the way of the consent; other needs a consent of its own, which this is not.
func (d *consentDesk) withOne(purpose, value string, way privacy.Way, other, otherValue string) {
	d.t.Helper()
	since := d.DB.Now()
	d.post(d.path, http.StatusSeeOther, purpose, value, "consent", string(way))
	consents, err := d.Privacy.Consents(d.t.Context(), d.whom)
	if err != nil || len(consents) == 0 {
		d.t.Fatalf("%s: %v", purpose, err)
	}
	notice, err := privacy.NoticeAt(d.t.Context(), d.DB, d.DB.Now())
	if err != nil {
		d.t.Fatal(err)
	}
	c := consents[0]
	if string(c.Purpose) != purpose || c.Way != way || c.Officer != d.personOf(d.t, "季小舟") || c.Notice != notice.Version || c.Notice < 1 || c.GivenAt.Before(since.Truncate(time.Second)) || !c.WithdrawnAt.IsZero() {
		d.t.Errorf("%s by %s is on record as %+v", purpose, way, c)
	}
	said := d.value("SELECT COALESCE(after, '') FROM journal WHERE act = 'privacy.consent' AND on_behalf_of = $1 AND person = $2 ORDER BY id DESC LIMIT 1", d.whom, c.Officer)
	if !strings.Contains(said, `"`+purpose+`"`) || !strings.Contains(said, `"`+string(way)+`"`) || strings.Contains(said, value) {
		d.t.Errorf("the journal says %s", said)
	}
	m, err := d.People.Masked(d.t.Context(), d.whom)
	if err != nil || purpose == "id_number" && m.IDNumber == "" || purpose == "address" && m.Address == "" {
		d.t.Errorf("%s is not kept: %+v, %v", purpose, m, err)
	}
	if other == "" {
		return
	}
	if _, doc := d.post(d.path, http.StatusUnprocessableEntity, other, otherValue); doc.Text("#e-consent") != d.words.T("privacy.consent.needed."+other) {
		d.t.Errorf("a consent to %s serves for %s: %q", purpose, other, doc.Text("#e-consent"))
	}
}

// takenBack: on the own page, where everything that was written down stands, it is ended, and what was kept is gone.
func (d *consentDesk) takenBack() {
	d.t.Helper()
	own := d.App.browse(d.t, "谈桂芬", "")
	for _, purpose := range []privacy.Purpose{privacy.ForIDNumber, privacy.ForAddress} {
		own.post("/account/data/consent", http.StatusSeeOther, "purpose", string(purpose), "do", "end")
	}
	m, err := d.People.Masked(d.t.Context(), d.whom)
	if err != nil || m.IDNumber != "" || m.Address != "" {
		d.t.Errorf("taken back, and kept: %+v, %v", m, err)
	}
	d.post(d.path, http.StatusUnprocessableEntity, "id_number", "110105194912310038")
	if open := d.value("SELECT CAST(COUNT(*) AS TEXT) FROM consent WHERE person = $1 AND withdrawn_at IS NULL", d.whom); open != "0" {
		d.t.Errorf("%s consents still hold", open)
	}
}
