package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is a running PostgreSQL of our own, reached through a socket in its own folder.
type cluster struct {
	dir   string
	bin   string
	port  int
	cred  *syscall.Credential
	proc  *exec.Cmd
	admin *sql.DB
	mu    sync.Mutex // CREATE DATABASE … TEMPLATE wants the template to itself
}

// startCluster makes and starts a cluster. It ends with the test binary: the kernel tells it when its parent dies, and a
// small watcher removes its folder.
func startCluster() (*cluster, error) {
	bin, err := serverPrograms()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "linli-pg-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir, bin: bin}
	c.cleanAfter(os.Getpid())
	if c.cred, err = serverUser(dir); err != nil {
		return c, err
	}
	if c.port, err = freePort(); err != nil {
		return c, err
	}
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", c.data(), "-U", "linli", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8")
	init.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred}
	init.Dir = dir
	if out, err := init.CombinedOutput(); err != nil {
		return c, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if err := c.run(); err != nil {
		return c, err
	}
	if c.admin, err = sql.Open("pgx", c.dsn("postgres")); err != nil {
		return c, err
	}
	if err := c.exec("CREATE DATABASE migrated TEMPLATE template0"); err != nil {
		return c, err
	}
	return c, migrate(c.dsn("migrated"))
}

func (c *cluster) data() string { return filepath.Join(c.dir, "data") }

func (c *cluster) run() error {
	srv := exec.Command(filepath.Join(c.bin, "postgres"), "-D", c.data(), "-p", strconv.Itoa(c.port), "-k", c.dir,
		"-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200",
		"-c", "shared_buffers=64MB", "-c", "autovacuum=off",
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "jit=off", "-c", "update_process_title=off")
	srv.SysProcAttr = &syscall.SysProcAttr{Credential: c.cred, Pdeathsig: syscall.SIGINT}
	srv.Dir = c.dir
	log, err := os.Create(filepath.Join(c.dir, "log"))
	if err != nil {
		return err
	}
	srv.Stdout, srv.Stderr = log, log
	if err := srv.Start(); err != nil {
		return err
	}
	c.proc = srv
	for range 400 {
		body, _ := os.ReadFile(filepath.Join(c.data(), "postmaster.pid")) // not there yet is no error
		lines := strings.Split(string(body), "\n")
		if len(lines) >= 8 && strings.TrimSpace(lines[7]) == "ready" {
			return nil
		}
		time.Sleep(25 * time.Millisecond)
	}
	text, _ := os.ReadFile(log.Name())
	return fmt.Errorf("PostgreSQL did not start:\n%s", text)
}

// cleanAfter leaves a shell behind that waits for the end of the tests, which is that of the server, and removes its folder.
func (c *cluster) cleanAfter(pid int) {
	sh := exec.Command("/bin/sh", "-c", `while kill -0 "$0" 2>/dev/null; do sleep 0.2; done; sleep 1; rm -rf "$1"`, strconv.Itoa(pid), c.dir)
	sh.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := sh.Start(); err == nil {
		_ = sh.Process.Release()
	}
}

func (c *cluster) dsn(name string) string {
	return fmt.Sprintf("postgres://linli@/%s?host=%s&port=%d", name, c.dir, c.port)
}

func (c *cluster) exec(text string) error {
	_, err := c.admin.ExecContext(context.Background(), text)
	return err
}

func (c *cluster) create(name, from string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.exec("CREATE DATABASE " + name + " TEMPLATE " + from)
}

// serverPrograms finds the folder with initdb and postgres.
func serverPrograms() (string, error) {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // the pattern is well formed
	slices.Reverse(dirs)
	if p, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	for _, d := range dirs {
		if _, err := os.Stat(filepath.Join(d, "postgres")); err == nil {
			return d, nil
		}
	}
	return "", errors.New("no PostgreSQL server on this machine")
}

// serverUser is who runs the server: PostgreSQL refuses root, so root hands over to postgres or nobody.
func serverUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err := errors.Join(err1, err2, os.Chown(dir, uid, gid)); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil //nolint:gosec // ids of this machine
	}
	return nil, errors.New("neither postgres nor nobody exists to run the server")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}
