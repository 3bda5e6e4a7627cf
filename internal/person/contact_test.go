package person_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"linli/internal/actor"
	"linli/internal/chain"
	"linli/internal/db"
	"linli/internal/dbtest"
	"linli/internal/errs"
	"linli/internal/person"
	"linli/internal/seal"
)

const (
	aPhone  = "13800138000"
	aNumber = "11010519491231002X"
)

func set(s string) *string { return &s }

// row is everything that the table holds of a person, as one text.
func row(t *testing.T, d *db.DB, personID string) string {
	t.Helper()
	out, err := db.Value[string](t.Context(), d, `SELECT COALESCE(phone, '-') || '|' || COALESCE(id_number, '-') || '|' || COALESCE(address, '-')
		|| '|' || COALESCE(contact, '-') || '|' || COALESCE(phone_key, '-') || '|' || COALESCE(id_number_key, '-') FROM person WHERE id = $1`, personID)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The desk writes a contact down; pages show a part of it, a look at the whole is written down with its reason.
func TestAContactIsSealedMaskedAndShownForAReason(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), person.New(d, seal.Throwaway(seal.SM))
		desk := staff(actor.SocialWorker, centre)
		p := people(t, s, "谈桂芬", home)[0]
		change := person.ContactChange{Phone: set("138 0013 8000"), IDNumber: set("11010519491231002x"), Address: set(" 2单元  502室 "), Other: set("女儿 13900139000")}
		if err := s.SetContact(ctx, desk, p, change); err != nil {
			t.Fatal(err)
		}
		kept, err := person.ByID(ctx, d, p)
		if err != nil || kept.Birth != "1949-12-31" || kept.Sex != person.Female {
			t.Errorf("the number says when and as what somebody was born: %+v, %v", kept, err)
		}
		m, err := s.Masked(ctx, p)
		if want := (person.Masked{Phone: "138****8000", IDNumber: "**************002X", Address: "****", Other: "****"}); err != nil || m != want {
			t.Errorf("masked: %+v, %v", m, err)
		}
		for _, secret := range []string{"13800138000", "138 0013", aNumber, "502", "13900139000", "女儿"} {
			if strings.Contains(row(t, d, p), secret) {
				t.Errorf("the table holds %q", secret)
			}
		}
		if n := strings.Count(row(t, d, p), "v1."); n != 4 {
			t.Errorf("%d sealed texts in %s", n, row(t, d, p))
		}

		look := person.Revealing{Person: p, About: chain.Subject{Kind: "wish", ID: "w1"}, Reason: person.ToCallBack, Key: "look-1"}
		c, err := s.Reveal(ctx, desk, look)
		if err != nil || c.Phone.Reveal() != aPhone || c.IDNumber.Reveal() != aNumber || c.Address.Reveal() != "2单元 502室" || c.Other.Reveal() != "女儿 13900139000" {
			t.Errorf("in full: %q %q, %v", c.Phone.Reveal(), c.Address.Reveal(), err)
		}
		if c, err = s.Reveal(ctx, desk, look); !errs.Is(err, errs.Conflict) || c != (person.Contact{}) {
			t.Errorf("the same request again shows nothing: %v", err)
		}
		if _, err := s.Reveal(ctx, desk, person.Revealing{Person: p, Reason: "curious", Key: "look-2"}); fields(err) != "reason=person.reveal.reason" {
			t.Errorf("without one of the reasons: %v", err)
		}
		if _, err := s.Reveal(ctx, desk, person.Revealing{Person: p, Reason: person.ToVisit}); !errs.Is(err, errs.Invalid) {
			t.Errorf("without a key: %v", err)
		}
		said, err := db.Value[string](ctx, d, "SELECT after FROM journal WHERE act = 'person.reveal'")
		if want := `{"reason":"call_back","about":"wish/w1","fields":["phone","id_number","address","contact"]}`; err != nil || said != want {
			t.Errorf("written down: %s, %v", said, err)
		}
		leaks, err := db.Value[int](ctx, d, "SELECT COUNT(*) FROM journal WHERE COALESCE(after, '') || COALESCE(before, '') LIKE '%1380013%' OR after LIKE '%1949%' OR after LIKE '%502%'")
		if err != nil || leaks != 0 {
			t.Errorf("%d journal rows hold a value, %v", leaks, err)
		}
	})
}

func TestWhatIsWrittenDown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s, desk := t.Context(), person.New(d, seal.Throwaway(seal.Intl)), staff(actor.Secretary, centre)
		ids := people(t, s, "谈桂芬", home, "邬晓蕾", home, "骆文竹", north)
		for _, c := range []struct {
			name   string
			change person.ContactChange
			wrong  string
			phone  string // masked, afterwards
		}{
			{"nothing", person.ContactChange{}, "", ""},
			{"a telephone", person.ContactChange{Phone: set(aPhone)}, "", "138****8000"},
			{"something else leaves it", person.ContactChange{Other: set("找儿子")}, "", "138****8000"},
			{"everything wrong changes nothing", person.ContactChange{Phone: set("1"), IDNumber: set("2"), Address: set(strings.Repeat("长", 61)), Other: set("a\x00b")}, "phone=person.phone.missing id_number=person.id.missing address=person.text.long other=person.name.characters", "138****8000"},
			{"another one", person.ContactChange{Phone: set("051385001860")}, "", "0513-****1860"},
			{"an empty one removes it", person.ContactChange{Phone: set("")}, "", ""},
		} {
			if err := s.SetContact(ctx, desk, ids[0], c.change); fields(err) != c.wrong || c.wrong == "" && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			if m, err := s.Masked(ctx, ids[0]); err != nil || m.Phone != c.phone {
				t.Errorf("%s: now %+v, %v", c.name, m, err)
			}
		}
		if err := s.SetContact(ctx, desk, ids[0], person.ContactChange{IDNumber: set(aNumber)}); err != nil {
			t.Fatal(err)
		}
		if err := s.SetContact(ctx, desk, ids[1], person.ContactChange{IDNumber: set(aNumber)}); fields(err) != "id_number=person.id.taken" {
			t.Errorf("one number, two persons: %v", err)
		}
		if err := s.SetContact(ctx, desk, ids[0], person.ContactChange{IDNumber: set(aNumber)}); err != nil {
			t.Errorf("the same number for the same person: %v", err)
		}
		wantKind(t, s.SetContact(ctx, desk, ids[2], person.ContactChange{Phone: set(aPhone)}), errs.NotFound, "somebody of another community")
		wantKind(t, s.SetContact(ctx, actor.Actor{Account: "a", Person: ids[0]}, ids[0], person.ContactChange{Phone: set(aPhone)}), errs.Forbidden, "oneself")
		wantKind(t, s.SetContact(ctx, desk, "x", person.ContactChange{}), errs.NotFound, "no id at all")
		wantKind(t, person.New(d, nil).SetContact(ctx, desk, ids[0], person.ContactChange{Phone: set(aPhone)}), errs.Unavailable, "without keys")
		if m, err := person.New(d, seal.Throwaway(seal.SM)).Masked(ctx, ids[0]); err != nil || m.IDNumber != "****" {
			t.Errorf("with foreign keys there are stars only: %+v, %v", m, err)
		}
		_, err := person.New(d, seal.Throwaway(seal.SM)).Reveal(ctx, desk, person.Revealing{Person: ids[0], Reason: person.ToCheck, Key: "k"})
		wantKind(t, err, errs.Unavailable, "looking with foreign keys")
	})
}

// A text that was moved to another person's row does not open there.
func TestASealedTextBelongsToItsPerson(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s, desk := t.Context(), person.New(d, seal.Throwaway(seal.SM)), staff(actor.Secretary, centre)
		ids := people(t, s, "谈桂芬", home, "邬晓蕾", home)
		if err := s.SetContact(ctx, desk, ids[0], person.ContactChange{Phone: set(aPhone)}); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE person SET phone = (SELECT phone FROM person WHERE id = $1) WHERE id = $2", ids[0], ids[1])
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Reveal(ctx, desk, person.Revealing{Person: ids[1], Reason: person.ToCheck, Key: "k"})
		wantKind(t, err, errs.Internal, "a text of another row")
	})
}

func TestWhoHasThisNumber(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, s := t.Context(), person.New(d, seal.Throwaway(seal.SM))
		ids := people(t, s, "谈桂芬", home, "邬晓蕾", home, "骆文竹", north)
		for _, personID := range []string{ids[0], ids[2]} {
			if err := s.SetContact(ctx, actor.Job("test"), personID, person.ContactChange{Phone: set(aPhone)}); err != nil {
				t.Fatal(err)
			}
		}
		found, err := s.ByPhone(ctx, seal.Of(aPhone))
		if err != nil || len(found) != 2 || found[0].ID != ids[0] || found[1].ID != ids[2] {
			t.Errorf("two share it: %+v, %v", found, err)
		}
		found, err = s.FindByPhone(ctx, staff(actor.SocialWorker, centre), seal.Of(aPhone))
		if err != nil || len(found) != 1 || found[0].ID != ids[0] {
			t.Errorf("the desk finds its own: %+v, %v", found, err)
		}
		if found, err = s.ByPhone(ctx, seal.Of("13900139000")); err != nil || len(found) != 0 {
			t.Errorf("nobody: %+v, %v", found, err)
		}
	})
}

// Of 32 desks that give 32 persons the same identity number at the same moment one succeeds.
func TestAnIdentityNumberHasOneHolder(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := person.New(d, seal.Throwaway(seal.SM))
		var ids []string
		for i := range 32 {
			ids = append(ids, people(t, s, fmt.Sprint("住户", i), home)...)
		}
		var wg sync.WaitGroup
		won := make([]error, len(ids))
		for i := range ids {
			wg.Go(func() {
				won[i] = s.SetContact(context.Background(), actor.Job("test"), ids[i], person.ContactChange{IDNumber: set(aNumber)})
			})
		}
		wg.Wait()
		good := 0
		for _, err := range won {
			switch {
			case err == nil:
				good++
			case !errs.Is(err, errs.Invalid):
				t.Errorf("%v", err)
			}
		}
		if good != 1 {
			t.Errorf("%d have it", good)
		}
	})
}

// Keys are changed while 32 desks write: nothing is lost, everything ends under the new keys, and a number is found at
// every moment.
func TestKeysAreChangedWhileDesksWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, file := t.Context(), filepath.Join(t.TempDir(), "keys")
		if err := seal.Create(file, seal.SM); err != nil {
			t.Fatal(err)
		}
		s := person.New(d, load(t, file))
		const n = 32
		ids, wrote := make([]string, n), make([]string, n)
		for i := range n {
			ids[i] = people(t, s, fmt.Sprint("住户", i), home)[0]
			wrote[i] = number(i, 0)
			if err := s.SetContact(ctx, actor.Job("test"), ids[i], person.ContactChange{Phone: &wrote[i]}); err != nil {
				t.Fatal(err)
			}
		}
		// As if the new keys had been added some time ago: they are in use at once.
		if err := seal.Rotate(file, seal.Intl, time.Now().Add(-seal.Lead)); err != nil {
			t.Fatal(err)
		}
		s = person.New(d, load(t, file))
		first, _ := seal.Load("file:" + file)
		sealKey, lookupKey := first.Prefixes()

		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() {
				for round := range 5 {
					next := number(i, round+1)
					if err := s.SetContact(context.Background(), actor.Job("test"), ids[i], person.ContactChange{Phone: &next}); err != nil {
						t.Error(err)
						return
					}
					wrote[i] = next
					if found, err := s.ByPhone(context.Background(), seal.Of(next)); err != nil || len(found) != 1 {
						t.Errorf("%s: %+v, %v", next, found, err)
					}
				}
			})
		}
		cut, cancel := context.WithCancel(ctx)
		wg.Go(func() {
			if _, err := s.Reseal(cut); err != nil && !errors.Is(err, context.Canceled) && !errs.Is(err, errs.Unavailable) {
				t.Error(err)
			}
		})
		cancel() // the job is stopped somewhere; it begins again below
		wg.Wait()
		if _, err := s.Reseal(ctx); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			got := row(t, d, ids[i])
			if !strings.HasPrefix(got, sealKey) || !strings.Contains(got, "|"+lookupKey) {
				t.Errorf("still under an old key: %s", got)
			}
			c, err := s.Reveal(ctx, staff(actor.Secretary, centre), person.Revealing{Person: ids[i], Reason: person.ToCheck, Key: fmt.Sprint("k", i)})
			if err != nil || c.Phone.Reveal() != wrote[i] {
				t.Errorf("%s became %q, %v", wrote[i], c.Phone.Reveal(), err)
			}
		}
		if n, err := s.Reseal(ctx); err != nil || n != 0 {
			t.Errorf("a second run has nothing to do: %d, %v", n, err)
		}
	})
}

func number(i, round int) string { return fmt.Sprintf("138%04d%04d", i, round) }

func load(t *testing.T, file string) *seal.Ring {
	t.Helper()
	r, err := seal.Load("file:" + file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
