package door_test

import (
	"net/http/httptest"
	"net/netip"
	"testing"

	"linli/internal/app/door"
)

// FuzzAddress: from whom is no proxy of ours, the header is not believed; from a proxy, what is believed is an address, and
// what stands before its own word changes nothing.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"203.0.113.9", "203.0.113.9, 192.0.2.77", "::1", "fe80::1%eth0", "not, an address", ",", "::ffff:10.0.0.1", "1.2.3.4:80"} {
		f.Add(s)
	}
	v := door.NewVisitors("X-Forwarded-For", []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")})
	ask := func(from, header string) string {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = from + ":4000"
		r.Header.Set("X-Forwarded-For", header)
		return v.Address(r)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if got := ask("198.51.100.7", header); got != "198.51.100.7" {
			t.Fatalf("a stranger is believed: %q gives %s", header, got)
		}
		got := ask("10.0.0.2", header)
		if _, err := netip.ParseAddr(got); err != nil {
			t.Fatalf("%q gives %q", header, got)
		}
		if got := ask("10.0.0.2", header+", 192.0.2.5"); got != "192.0.2.5" {
			t.Fatalf("the proxy has seen 192.0.2.5, %q before it gives %s", header, got)
		}
	})
}
