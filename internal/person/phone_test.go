package person_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/errs"
	"linli/internal/person"
)

func TestPhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, typed, phone string }{
		{"mobile", "13800138000", "13800138000"},
		{"mobile in groups", "138 0013 8000", "13800138000"},
		{"mobile with hyphens", "138-0013-8000", "13800138000"},
		{"mobile with the country code", "+86 138 0013 8000", "13800138000"},
		{"mobile with 0086", "008613800138000", "13800138000"},
		{"mobile in full-width digits", "１３８００１３８０００", "13800138000"},
		{"fixed line, four-digit area", "0513-85512345", "0513-85512345"},
		{"fixed line without hyphen", "051385512345", "0513-85512345"},
		{"fixed line, seven digits", "0513-5512345", "0513-5512345"},
		{"fixed line in brackets", "（0513）8551 2345", "0513-85512345"},
		{"fixed line of Beijing", "010 65123456", "010-65123456"},
		{"fixed line of Shanghai from abroad", "+86 21 65123456", "021-65123456"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := person.ParsePhone(c.typed); err != nil || got != c.phone {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	for _, c := range []struct{ name, typed, key string }{
		{"empty", "", "person.phone.empty"},
		{"one digit missing", "1380013800", "person.phone.missing 1"},
		{"three digits missing", "13800138", "person.phone.missing 3"},
		{"one too many", "138001380001", "person.phone.extra 1"},
		{"no mobile begins so", "12800138000", "person.phone.start"},
		{"fixed line without area code", "85512345", "person.phone.area_missing"},
		{"fixed line too short", "0513-551234", "person.phone.missing_fixed 1"},
		{"fixed line too long", "0513-855123456", "person.phone.extra_fixed 1"},
		{"no such area code", "0013-85512345", "person.phone.area"},
		{"no number begins with 1", "0513-15512345", "person.phone.area"},
		{"letters", "1380013800a", "person.phone.characters"},
		{"a name", "张三", "person.phone.characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := person.ParsePhone(c.typed); key(err) != c.key {
				t.Errorf("%q, %s, want %s", got, key(err), c.key)
			}
		})
	}
}

func TestPhoneReadsItsOwnForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`(\+86)?(1[3-9][0-9]{9}|0(10|2[0-9]|[3-9][0-9]{2})-?[2-8][0-9]{6,7})`).Draw(t, "typed")
		phone, err := person.ParsePhone(typed)
		if err != nil {
			t.Fatalf("%q: %v", typed, err)
		}
		if again, err := person.ParsePhone(phone); err != nil || again != phone {
			t.Fatalf("%q is read as %q, which is read as %q, %v", typed, phone, again, err)
		}
		if m := person.MaskPhone(phone); strings.Contains(m, phone) || !strings.HasSuffix(m, phone[len(phone)-4:]) || !strings.Contains(m, "****") {
			t.Fatalf("%q is masked as %q", phone, m)
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"13800138000", "+86 21 65123456", "0513-85512345", "(0513)", "0086", "+86", "0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		phone, err := person.ParsePhone(s)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, err := person.ParsePhone(phone); err != nil || again != phone {
			t.Errorf("%q gives %q, which gives %q, %v", s, phone, again, err)
		}
	})
}

func TestMasks(t *testing.T) {
	t.Parallel()
	for name, masked := range map[string]string{
		"张三": "张*", "张": "张*", "李小明": "李*", "欧阳明": "欧阳*", "欧阳小明": "欧阳*", "诸葛亮": "诸葛*", "东方": "东*",
		"买买提·艾力": "买*", "Anna Li": "A*", "Émile": "É*", "𠮷田": "𠮷*", "": "", "  ": "",
	} {
		if got := person.MaskName(name); got != masked {
			t.Errorf("%s: %s, want %s", name, got, masked)
		}
	}
	for phone, masked := range map[string]string{
		"13812341234": "138****1234", "0513-85512345": "0513-****2345", "010-65123456": "010-****3456", "": "", "12345": "****",
	} {
		if got := person.MaskPhone(phone); got != masked {
			t.Errorf("%s: %s, want %s", phone, got, masked)
		}
	}
	for number, masked := range map[string]string{
		"11010519491231002X": "**************002X", "": "", "1101": "****", "110105491231002": "****",
	} {
		if got := person.MaskIDNumber(number); got != masked {
			t.Errorf("%s: %s, want %s", number, got, masked)
		}
	}
}
