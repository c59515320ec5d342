package schooltest

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// FreePort is an address of the loopback that nobody listens on. It is out of the range from which the system takes
// ports for connections, and from which the tests' PostgreSQL takes its own: it stays free until it is used.
// The test, or the script, fails when there is none.
func FreePort(t interface{ Fatalf(string, ...any) }) string {
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 10_000+rand.IntN(9_000))
		listener, err := net.Listen("tcp", address)
		if err != nil {
			continue
		}
		if err := listener.Close(); err != nil {
			t.Fatalf("close %s: %v", address, err)
		}
		return address
	}
	t.Fatalf("no free port of the loopback")
	return ""
}
