package throttle

import "net/netip"

// site is how much of an IPv6 address belongs to one subscriber at least: a line gets a /64 or more (RFC 6177), and whoever
// has one may use each of its 2^64 addresses.
const site = 64

// Origin is what counts as one sender where a limit goes by network address: an IPv4 address itself, also where it is written
// as IPv6 (RFC 4291 2.5.5.2); of an IPv6 address its /64. What is no address counts as it is. The journal keeps the whole
// address.
func Origin(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, site).Masked().String()
}
