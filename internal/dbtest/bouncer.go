package dbtest

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Bouncer is the address of a test database of PostgreSQL behind pgbouncer, which gives each transaction another of few connections
// (pool_mode = transaction). Without pgbouncer the test is skipped, on CI it fails.
func Bouncer(t testing.TB, dsn string) string {
	t.Helper()
	c, err := server()
	missing(t, c, err)
	program := "/usr/sbin/pgbouncer" // Debian's, which is on nobody's path but root's
	if found, err := exec.LookPath("pgbouncer"); err == nil {
		program = found
	}
	if !exists(program) && os.Getenv("CI") == "" {
		t.Skip("pgbouncer is not on this machine (Debian: apt-get install pgbouncer)")
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	dir, port := c.bounce(t, program)
	for range 400 {
		if exists(filepath.Join(dir, ".s.PGSQL."+strconv.Itoa(port))) {
			return fmt.Sprintf("postgres://linli@%s?host=%s&port=%d", u.Path, dir, port)
		}
		time.Sleep(25 * time.Millisecond)
	}
	said, _ := os.ReadFile(filepath.Join(dir, "log"))
	t.Fatalf("pgbouncer did not start:\n%s", said)
	return ""
}

// bounce starts pgbouncer before the cluster, until the test ends.
func (c *cluster) bounce(t testing.TB, program string) (dir string, port int) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	port, err := freePort()
	must(err)
	dir, err = os.MkdirTemp(c.dir, "bouncer-") // the watcher of the cluster removes it with the rest
	must(err)
	if c.cred != nil {
		must(os.Chown(dir, int(c.cred.Uid), int(c.cred.Gid)))
	}
	ini := filepath.Join(dir, "pgbouncer.ini")
	text := fmt.Sprintf("[databases]\n* = host=%s port=%d user=linli\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = %s\nlisten_port = %d\n"+
		"auth_type = any\npool_mode = transaction\ndefault_pool_size = 6\nlogfile = %s\n", c.dir, c.port, dir, port, filepath.Join(dir, "log"))
	must(os.WriteFile(ini, []byte(text), 0o644)) //nolint:gosec // read by the server's user
	srv := exec.Command(program, ini)
	srv.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred, Pdeathsig: syscall.SIGINT}
	must(srv.Start())
	t.Cleanup(func() {
		_ = srv.Process.Kill() // it holds nothing
		_ = srv.Wait()
	})
	return dir, port
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
