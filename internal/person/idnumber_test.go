package person_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/person"
)

var now = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// key is the translation key and arguments of an error, as a person is told.
func key(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) || e.Kind != errs.Invalid {
		return fmt.Sprint(err)
	}
	return strings.TrimSpace(e.Key + " " + strings.Trim(fmt.Sprint(e.Args...), "[]"))
}

func TestIDNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed, number, birth string
		sex                        person.Sex
	}{
		{"published example", "34052419800101001X", "34052419800101001X", "1980-01-01", person.Male},
		{"second published example", "370101190102039973", "370101190102039973", "1901-02-03", person.Male},
		{"check digit X, female", "11010519491231002X", "11010519491231002X", "1949-12-31", person.Female},
		{"born in the nineteenth century", "440524188001010014", "440524188001010014", "1880-01-01", person.Male},
		{"lower-case x", "11010519491231002x", "11010519491231002X", "1949-12-31", person.Female},
		{"as printed on a form, in groups", " 110105 19491231 002x ", "11010519491231002X", "1949-12-31", person.Female},
		{"full-width digits", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", "1949-12-31", person.Female},
		{"15 digits get the century 19", "110105491231002", "11010519491231002X", "1949-12-31", person.Female},
		{"15 digits, male", "340524800101001", "34052419800101001X", "1980-01-01", person.Male},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, err := person.ParseIDNumber(c.typed, now)
			if err != nil || n.Number != c.number || n.Birth.String() != c.birth || n.Sex != c.sex {
				t.Errorf("%+v, %v", n, err)
			}
		})
	}
}

func TestIDNumberRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, key string }{
		{"empty", "  ", "person.id.empty"},
		{"one digit missing", "1101051949123100X", "person.id.characters"},
		{"one digit missing, no X", "11010519491231002", "person.id.missing 1"},
		{"between the two forms", "1101054912310021", "person.id.missing 2"},
		{"one too many", "1101051949123100211", "person.id.extra 1"},
		{"X in the middle", "1101051949X231002X", "person.id.characters"},
		{"a letter O for a zero", "11O10519491231002X", "person.id.characters"},
		{"wrong check digit", "110105194912310021", "person.id.check"},
		{"two digits swapped", "11010519491231020X", "person.id.check"},
		{"29 February of no leap year", "110105190002290018", "person.id.date"},
		{"month 13", "110105194913310021", "person.id.date"},
		{"born tomorrow in China", "110105202603030010", "person.id.future"},
		{"area that no list ever had", "010105194912310021", "person.id.area"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if n, err := person.ParseIDNumber(c.typed, now); key(err) != c.key {
				t.Errorf("%+v, %s, want %s", n, key(err), c.key)
			}
		})
	}
}

// In China it is 3 March already at 16:00 UTC on the 2nd.
func TestIDNumberOfToday(t *testing.T) {
	t.Parallel()
	body := "99999920260303001"
	var valid string
	for _, c := range "0123456789X" {
		if _, err := person.ParseIDNumber(body+string(c), now.Add(15*time.Hour)); err == nil {
			valid = body + string(c)
		}
	}
	if valid == "" {
		t.Fatal("no check digit passes for a child born today")
	}
	if _, err := person.ParseIDNumber(valid, now); key(err) != "person.id.future" {
		t.Errorf("the evening before: %v", err)
	}
}

// invented draws an identity number that is nobody's: no division has the code 999999.
func invented(t *rapid.T) string {
	day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 46_000).Draw(t, "day"))
	body := "999999" + day.Format("20060102") + fmt.Sprintf("%03d", rapid.IntRange(0, 999).Draw(t, "order"))
	sum := 0
	for i, c := range body {
		sum += int(c-'0') * (1 << (17 - i) % 11) // the weights of GB 11643 are the powers of two modulo 11
	}
	return body + string("10X98765432"[sum%11])
}

func TestIDNumberProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := invented(t)
		n, err := person.ParseIDNumber(number, now)
		if err != nil || n.Number != number || n.Birth.String() != number[6:10]+"-"+number[10:12]+"-"+number[12:14] {
			t.Fatalf("%s: %+v, %v", number, n, err)
		}
		if again, err := person.ParseIDNumber(strings.ToLower(n.Number), now); err != nil || again != n {
			t.Fatalf("its own output: %+v, %v", again, err)
		}
		if number[6:8] == "19" {
			old := number[:6] + number[8:17]
			if short, err := person.ParseIDNumber(old, now); err != nil || short != n {
				t.Fatalf("the 15-digit form %s: %+v, %v", old, short, err)
			}
		}
		// One wrong digit never passes: MOD 11-2 finds every single error.
		i := rapid.IntRange(0, 16).Draw(t, "position")
		wrong := []byte(number)
		wrong[i] = byte('0' + (int(wrong[i]-'0')+rapid.IntRange(1, 9).Draw(t, "by"))%10)
		if n, err := person.ParseIDNumber(string(wrong), now); err == nil {
			t.Fatalf("%s with a wrong digit passes: %+v", wrong, n)
		}
	})
}

func FuzzParseIDNumber(f *testing.F) {
	for _, s := range []string{"34052419800101001X", "110105491231002", "11010519491231002x", "", "１１０", "11010519491231002 X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := person.ParseIDNumber(s, now)
		if err != nil {
			if !errs.Is(err, errs.Invalid) || strings.Contains(err.Error(), s) && len(s) > 4 {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, err := person.ParseIDNumber(n.Number, now); err != nil || again != n || len(n.Number) != 18 {
			t.Errorf("%q gives %+v, which gives %+v, %v", s, n, again, err)
		}
	})
}
