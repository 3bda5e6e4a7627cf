package org

import (
	"strings"
	"testing"
)

// FuzzDutyPhone: a duty number that is taken is taken again as it was written, and has nothing in it but digits and what
// parts them.
func FuzzDutyPhone(f *testing.F) {
	for _, s := range []string{"0513-85001860", "13800138000", "400-820-8820", "12345", "0513-00001860", "", "+86 513 8500 1860", "１２３４５"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := dutyPhone(s)
		if !ok {
			return
		}
		if again, ok := dutyPhone(n); !ok || again != n {
			t.Fatalf("%q is %q, which is %q, %v", s, n, again, ok)
		}
		if strings.Trim(n, "0123456789- ") != "" {
			t.Fatalf("%q is %q", s, n)
		}
	})
}
