package door

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Visitors tells where requests come from.
type Visitors struct {
	header  string
	proxies []netip.Prefix
}

// loopback is where a proxy stands when nothing is said: on this machine.
func loopback() []netip.Prefix {
	return []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}
}

// NewVisitors believes a header (X-Real-IP, X-Forwarded-For) when a request comes from one of the proxies' networks, and
// only then: whoever else reaches the port could write anything into it. An empty header: nobody stands in front.
func NewVisitors(header string, proxies []netip.Prefix) Visitors {
	if len(proxies) == 0 {
		proxies = loopback()
	}
	return Visitors{header, proxies}
}

// Address is where a request comes from. Of a list, the last entry that is no proxy counts: that is what the outermost of
// our own proxies has seen. What is no address is not believed.
func (v Visitors) Address(r *http.Request) string {
	peer := remote(r)
	ip, err := netip.ParseAddr(peer)
	if v.header == "" || err != nil || !v.ours(ip) {
		return peer
	}
	hops := strings.Split(strings.Join(r.Header.Values(v.header), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if peer = hop.Unmap().String(); !v.ours(hop) {
			break
		}
	}
	return peer
}

func (v Visitors) ours(ip netip.Addr) bool {
	for _, p := range v.proxies {
		if p.Contains(ip.Unmap().WithZone("")) {
			return true
		}
	}
	return false
}

// remote is the network address of a connection, without its port.
func remote(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
