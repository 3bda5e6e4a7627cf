package number_test

import (
	"strings"
	"testing"

	"linli/internal/wish/number"
)

// FuzzParse: what is taken for a number is one as Format writes it; read again, whole or short, it is the same.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"320613007005-2026-000123", "2026-123", " ２０２６－１２３ ", "2026-+5", "+026-5", "2026-0x1", "1-2-3-4", "——"} {
		f.Add(s, "320613007005")
	}
	f.Add("2026-1", "")
	f.Fuzz(func(t *testing.T, s, community string) {
		full, ok := number.Parse(s, community)
		if !ok {
			return
		}
		if again, ok := number.Parse(full, community); !ok || again != full {
			t.Fatalf("%q is %s, which is %s, %v", s, full, again, ok)
		}
		parts := strings.Split(full, "-")
		if len(parts) != 3 || len(parts[0]) != 12 || len(parts[1]) != 4 || len(parts[2]) < 6 || strings.Trim(full, "0123456789-") != "" {
			t.Fatalf("%q is %s", s, full)
		}
		if again, ok := number.Parse(number.Short(full), parts[0]); !ok || again != full {
			t.Fatalf("the short form of %s is %s, %v", full, again, ok)
		}
		typed := strings.NewReplacer(" ", "", "－", "-", "–", "-", "—", "-", "_", "-").Replace(s)
		if strings.ContainsAny(typed, "+") {
			t.Fatalf("%q has a sign and is taken for %s", s, full)
		}
	})
}
