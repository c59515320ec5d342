package brake_test

import (
	"net/netip"
	"testing"
	"time"

	"preau/socle/signin/brake"
)

func TestRules(t *testing.T) {
	cases := []struct {
		name  string
		rule  brake.Rule
		tries int
		wait  time.Duration
	}{
		{"account, four", brake.PerAccount, 4, 0},
		{"account, five", brake.PerAccount, 5, 5 * time.Second},
		{"account, six", brake.PerAccount, 6, 10 * time.Second},
		{"account, a thousand", brake.PerAccount, 1000, 5 * time.Minute},
		{"network, thirty-nine", brake.PerNetwork, 39, 0},
		{"network, forty", brake.PerNetwork, 40, time.Second},
		{"network, a thousand", brake.PerNetwork, 1000, time.Minute},
	}
	const now = 1_700_000_000_000
	for _, c := range cases {
		var n brake.Counter
		for range c.tries {
			n = c.rule.Plus(n, now)
		}
		if got := n.Wait(now); got != c.wait {
			t.Errorf("%s: waits %s, want %s", c.name, got, c.wait)
		}
		later := int64(now + 2*time.Hour.Milliseconds())
		if got := c.rule.Plus(n, later); got.Tries != 1 || n.Wait(later) != 0 {
			t.Errorf("%s: two hours later %+v", c.name, got)
		}
	}
}

func TestNetwork(t *testing.T) {
	same := func(a, b string) bool {
		return brake.Network(netip.MustParseAddr(a)) == brake.Network(netip.MustParseAddr(b))
	}
	if !same("2001:db8::1", "2001:db8::ffff") || same("2001:db8::1", "2001:db8:0:1::1") || same("192.0.2.1", "192.0.2.2") || !same("::ffff:192.0.2.1", "192.0.2.1") {
		t.Error("a subscriber is a whole IPv4 address or an IPv6 /64")
	}
}
