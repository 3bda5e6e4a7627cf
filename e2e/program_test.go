package e2e_test

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	status := m.Run()
	if binary.dir != "" {
		_ = os.RemoveAll(binary.dir) // a temporary folder that stays harms nobody
	}
	os.Exit(status)
}

// binary is the program as it ships, built once for all tests that want it.
var binary struct {
	once sync.Once
	dir  string
	err  error
}

// linli is the path of the built program.
func linli(t *testing.T) string {
	t.Helper()
	binary.once.Do(func() {
		if binary.dir, binary.err = os.MkdirTemp("", "linli-e2e-"); binary.err != nil {
			return
		}
		build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", filepath.Join(binary.dir, "linli"), "../cmd/linli")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			binary.err = errors.New("go build: " + err.Error() + "\n" + string(out))
		}
	})
	must(t, binary.err)
	return filepath.Join(binary.dir, "linli")
}

// run is what a command says and the status with which it ends.
func run(t *testing.T, stdin string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, said bytes.Buffer
	cmd := exec.Command(linli(t), args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = strings.NewReader(stdin), &out, &said, environment()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), said.String(), cmd.ProcessState.ExitCode()
}

// environment is that of a Chinese terminal without any setting of the program.
func environment() (all []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "LINLI_") && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			all = append(all, v)
		}
	}
	return append(all, "LANG=zh_CN.UTF-8")
}

// program is a running server.
type program struct {
	t     *testing.T
	cmd   *exec.Cmd
	said  bytes.Buffer // standard error; to be read after the end
	lines []string     // what it printed until it served
	site  string
	ended chan struct{}
}

// start runs linli serve and waits until it says where it serves.
func start(t *testing.T, dsn string, args ...string) *program {
	t.Helper()
	p := &program{t: t, ended: make(chan struct{})}
	p.cmd = exec.Command(linli(t), append([]string{"serve", "--db", dsn, "--listen", "127.0.0.1:0"}, args...)...)
	p.cmd.Env, p.cmd.Stderr = environment(), &p.said
	out, err := p.cmd.StdoutPipe()
	must(t, err)
	must(t, p.cmd.Start())
	t.Cleanup(p.kill)
	serving := make(chan bool, 1)
	go p.read(out, serving)
	select {
	case ok := <-serving:
		if !ok {
			t.Fatalf("linli serve has ended:\n%s\n%s", strings.Join(p.lines, "\n"), p.said.String())
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("linli serve never says where it serves")
	}
	return p
}

// read takes what the program prints, then waits for its end.
func (p *program) read(out io.Reader, serving chan<- bool) {
	for s := bufio.NewScanner(out); s.Scan(); {
		if p.site != "" {
			continue
		}
		p.lines = append(p.lines, s.Text())
		if _, site, ok := strings.Cut(s.Text(), " serves "); ok {
			p.site = site
			serving <- true
		}
	}
	_ = p.cmd.Wait() // how it ended is in ProcessState
	close(p.ended)
	if p.site == "" {
		serving <- false
	}
}

// kill ends the program as a power cut would, and waits until it is gone.
func (p *program) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.ended
}

// stop asks the program to end, as a service manager does, and returns its status.
func (p *program) stop() int {
	p.t.Helper()
	must(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-p.ended:
	case <-time.After(time.Minute):
		p.t.Fatal("linli serve does not end when it is told to")
	}
	return p.cmd.ProcessState.ExitCode()
}
