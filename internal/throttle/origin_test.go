package throttle_test

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"linli/internal/throttle"
)

func TestOrigin(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7":                  "192.0.2.7",
		"::ffff:192.0.2.7":           "192.0.2.7",
		"2001:db8:1:2::7":            "2001:db8:1:2::/64",
		"2001:db8:1:2:ffff:ffff::":   "2001:db8:1:2::/64",
		"2001:db8:1:3::7":            "2001:db8:1:3::/64",
		"fe80::1%eth0":               "fe80::/64",
		"":                           "",
		"a socket":                   "a socket",
		"2001:db8:1:2:3:4:192.0.2.7": "2001:db8:1:2::/64",
	} {
		if got := throttle.Origin(address); got != want {
			t.Errorf("%q: %q, want %q", address, got, want)
		}
	}
}

// Two IPv6 addresses are one sender exactly when their first eight bytes agree; two IPv4 addresses when they are the same.
func TestOriginOfAnyTwo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "a"))
		b := [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "b"))
		a[0], b[0] = a[0]|0x20, b[0]|0x20 // none that stands for IPv4
		if rapid.Bool().Draw(t, "together") {
			copy(b[:8], a[:8])
		}
		same := [8]byte(a[:8]) == [8]byte(b[:8])
		if got := throttle.Origin(netip.AddrFrom16(a).String()) == throttle.Origin(netip.AddrFrom16(b).String()); got != same {
			t.Fatalf("%v and %v: %v", netip.AddrFrom16(a), netip.AddrFrom16(b), got)
		}
		x, y := [4]byte(a[:4]), [4]byte(b[:4])
		if got := throttle.Origin(netip.AddrFrom4(x).String()) == throttle.Origin(netip.AddrFrom4(y).String()); got != (x == y) {
			t.Fatalf("%v and %v: %v", x, y, got)
		}
	})
}
