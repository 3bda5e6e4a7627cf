package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strconv"
	"text/tabwriter"
	"time"

	"linli/internal/intake"
	"linli/internal/sheet"
	"linli/internal/workday"
)

// Imported is what it took to read a table of wishes in.
type Imported struct {
	Engine string
	Rows   int
	Bytes  int // of the workbook
	Stages []Stage
	Memory Memory // the most over all stages, the workbook with it
}

// Stage is one step of it.
type Stage struct {
	Name      string
	Wall, CPU time.Duration
	Rows      int // lines that it was about
}

// Import makes a workbook of c.Wishes orders of the hotline over the whole district, reads it into an empty store as the pages do –
// judged and staged, then put in – and reads the same workbook once more. In a hundred orders 97 have ended, most of them judged in a
// call-back; all have a unit, a deadline, a name and a telephone.
func Import(ctx context.Context, c Config) (res Imported, err error) {
	rows := c.Wishes
	c.Wishes, c.Clients = 0, 1
	s, err := openStore(ctx, c)
	if err != nil {
		return res, err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx), false)) }()
	w, err := s.populate(ctx, c)
	if err != nil {
		return res, err
	}
	body, err := w.orders(rows, s.app.DB.Now())
	if err != nil {
		return res, err
	}
	res = Imported{Engine: string(s.app.DB.Engine()), Rows: rows, Bytes: len(body)}
	debug.FreeOSMemory() // what making the workbook has taken
	done, most := make(chan struct{}), make(chan Memory)
	go func() { most <- memoryUntil(done) }()
	err = s.readIn(ctx, c, body, &res)
	close(done)
	res.Memory = <-most
	return res, err
}

// readIn reads a workbook in, twice.
func (s *store) readIn(ctx context.Context, c Config, body []byte, res *Imported) error {
	stage := func(name string, do func() error) error {
		c.say("%s", name)
		began, before := time.Now(), cpu()
		err := do()
		res.Stages = append(res.Stages, Stage{name, time.Since(began), cpu() - before, res.Rows})
		return err
	}
	var r intake.Run
	work := func() error { return s.app.Intake.WorkAs(ctx, self(), r.ID, func(x intake.Run) { r = x }) }
	take := func() (err error) {
		if r, err = s.app.Intake.Take(ctx, self(), intake.Upload{Kind: "wishes", Name: "bench.xlsx", Body: body}); err == nil {
			err = work()
		}
		return err
	}
	put := func() error { return errors.Join(s.app.Intake.Begin(ctx, self(), r.ID), work()) }
	if err := stage("read and judged", take); err != nil {
		return err
	}
	if r.Added != res.Rows {
		return fmt.Errorf("%d of %d rows would be added", r.Added, res.Rows)
	}
	if err := stage("put in", put); err != nil {
		return err
	}
	if r.In != res.Rows {
		return fmt.Errorf("%d of %d rows are in", r.In, res.Rows)
	}
	if err := stage("the same again", take); err != nil {
		return err
	}
	if r.Same != res.Rows {
		return fmt.Errorf("the same table again would change something: %d of %d rows are the same", r.Same, res.Rows)
	}
	return nil
}

// orders is a workbook of the hotline as an office sends it, of the year before a moment.
func (w *world) orders(n int, now time.Time) ([]byte, error) {
	var b bytes.Buffer
	x, err := sheet.NewWriter(&b, sheet.XLSX, "转办单")
	if err != nil {
		return nil, err
	}
	err = x.Line([]string{"来源", "工单编号", "诉求时间", "所属社区", "诉求内容", "诉求人", "联系电话", "办理状态", "办结时间", "承办单位", "办理时限", "签收时间", "是否解决", "满意度", "回访时间"})
	words := phrases()
	for i := 0; i < n && err == nil; i++ {
		err = x.Line(w.order(i, now.Add(-10*24*time.Hour-span/time.Duration(n)*time.Duration(n-i)), words))
	}
	err = errors.Join(err, x.Close())
	return b.Bytes(), err
}

// order is the i-th of them.
func (w *world) order(i int, filed time.Time, words []string) []string {
	stamp := func(days float64) string {
		return filed.Add(time.Duration(days * float64(24*time.Hour))).In(workday.Zone).Format("2006-01-02 15:04:05")
	}
	at := i * 7 % communities
	unit := "测量社区居委会 " + w.communities[at]
	switch i % 10 {
	case 0, 1, 2:
		unit = fmt.Sprintf("测量%d街道办事处综合科", at%streets+1)
	case 3:
		unit = "测量工作组"
	}
	row := []string{
		"12345", fmt.Sprintf("CL%08d", i), stamp(0), w.communities[at], words[i%len(words)] + "，第 " + strconv.Itoa(i) + " 件", fmt.Sprintf("测量住户%d", i%20_000),
		fmt.Sprintf("138%08d", i%20_000), "办理中", "", unit, stamp(9), stamp(0.2), "", "", "",
	}
	if i%100 >= 3 {
		row[7], row[8] = "已办结", stamp(5)
		if i%4 > 0 {
			row[12], row[13], row[14] = []string{"已解决", "未解决"}[i%5/4], []string{"满意", "基本满意", "不满意"}[i%7/3], stamp(6)
		}
	}
	return row
}

// WriteText prints the result as a table.
func (r Imported) WriteText(out io.Writer) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(format string, args ...any) { fmt.Fprintf(t, format+"\t\n", args...) }
	line("engine\t%s", r.Engine)
	line("rows\t%d", r.Rows)
	line("workbook\t%.1f MiB", float64(r.Bytes)/(1<<20))
	line("memory without mapped files\t%.1f MiB", float64(r.Memory.Own)/(1<<20))
	line("memory, all resident pages\t%.1f MiB", float64(r.Memory.Resident)/(1<<20))
	line("\t")
	line("\twall s\tprocessor s\tµs a row")
	var whole Stage
	row := func(x Stage) {
		line("%s\t%.1f\t%.1f\t%.0f", x.Name, x.Wall.Seconds(), x.CPU.Seconds(), float64(x.CPU.Microseconds())/float64(max(x.Rows, 1)))
	}
	for _, x := range r.Stages {
		row(x)
		if x.Name != "the same again" {
			whole = Stage{"the import", whole.Wall + x.Wall, whole.CPU + x.CPU, x.Rows}
		}
	}
	row(whole)
	return t.Flush()
}
