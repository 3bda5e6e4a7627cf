package number_test

import (
	"testing"

	"linli/internal/wish/number"
)

func TestParse(t *testing.T) {
	t.Parallel()
	const community = "320613007005"
	want := number.Format(community, 2026, 123)
	if want != "320613007005-2026-000123" || number.Short(want) != "2026-000123" {
		t.Fatalf("%s, %s", want, number.Short(want))
	}
	for _, s := range []string{want, "2026-000123", "2026-123", " 2026 － 123 ", "２０２６—１２３", "320613007005_2026_123"} {
		if got, ok := number.Parse(s, community); !ok || got != want {
			t.Errorf("%q is %q, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "123", "2026-0", "26-123", "2026-12345678", "2026-x", "2026-+5", "+2026-5", "32061300700-2026-1", "32061300700x-2026-1", "1-2-3-4"} {
		if got, ok := number.Parse(s, community); ok {
			t.Errorf("%q is %q", s, got)
		}
	}
	if got, ok := number.Parse("2026-123", ""); ok {
		t.Errorf("a short number of nowhere is %q", got)
	}
}
