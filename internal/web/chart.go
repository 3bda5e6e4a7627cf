package web

import (
	"fmt"
	"strconv"
)

// Statistic is a share with what it is made of. Shares are in hundredths of a percent: 9616 is 96.16 %.
type Statistic struct {
	Name      string
	Few       string // said instead of a figure where too little is behind it; empty shows the figure
	Share     int
	Low, High int // the interval
	Aim       int
	Said      string // the interval and the aim in words
}

// inPercent is a share as people write it: 96.16.
func inPercent(share int) string { return fmt.Sprintf("%d.%02d", share/100, share%100) }

// Ends of the scale of a statistic, and its steps: from the ten below everything that is shown, at most from 90, to 100.
const (
	whole = 100 * 100
	ten   = 10 * 100
)

func (s Statistic) begins() int { return min(min(s.Low, s.Aim, s.Share)/ten*ten, whole-ten) }

// at is where a share stands on the scale, as an SVG length.
func (s Statistic) at(share int) string {
	from := s.begins()
	return strconv.FormatFloat(100*float64(share-from)/float64(whole-from), 'f', 2, 64) + "%"
}

// Bar is one bar of a chart, in the order of the list: 蓝, 黄, 红, and on top what is not sorted yet.
type Bar struct {
	Label string // 5月
	Title string // 2026年5月, of the table
	N     [4]int
	URLs  [4]string // lists behind the numbers of the table
	URL   string    // list behind the sum
}

func (b Bar) total() (n int) {
	for _, x := range b.N {
		n += x
	}
	return n
}

// Chart is bars over time, stacked by colour, drawn by the server, with the same data as a table.
type Chart struct {
	Says  string // what it shows, for those who listen
	Bars  []Bar
	Wide  bool   // as wide as the page; else half
	First string // heading of the table's first column
}

// stack is the colours of a chart, from below.
func stack() []Colour { return append(Colours(), Unsorted) }

// used tells which of the colours the chart has; the three of the list always.
func (c Chart) used(i int) bool {
	for _, b := range c.Bars {
		if b.N[i] > 0 {
			return true
		}
	}
	return i < len(Colours())
}

// Measures of the drawing, in its own units.
const (
	chartHeight = 290
	chartBottom = 266 // the axis
	chartTop    = 22
	chartLeft   = 38
	chartGap    = 1.5 // between the colours of a bar
)

func (c Chart) width() int {
	if c.Wide {
		return 1000
	}
	return 488
}

// step is the distance of two lines of the grid: one, two or five times a power of ten, so that four reach the top.
func (c Chart) step() int {
	most := 1
	for _, b := range c.Bars {
		most = max(most, b.total())
	}
	for unit := 1; ; unit *= 10 {
		for _, n := range []int{1, 2, 5} {
			if 4*n*unit >= most {
				return n * unit
			}
		}
	}
}

// lines are the numbers of the grid's lines, from 0 up to what the highest bar needs.
func (c Chart) lines() (out []int) {
	most := 0
	for _, b := range c.Bars {
		most = max(most, b.total())
	}
	step := c.step()
	for n := 0; n < most+step; n += step {
		out = append(out, n)
	}
	return out
}

func (c Chart) y(n int) float64 {
	lines := c.lines()
	return chartBottom - float64(chartBottom-chartTop)*float64(n)/float64(max(lines[len(lines)-1], 1))
}

// piece is one colour of one bar.
type piece struct {
	Class      string
	X, Y, W, H float64
}

// slot is the room of one bar.
func (c Chart) slot() float64 { return float64(c.width()-chartLeft) / float64(max(len(c.Bars), 1)) }

func (c Chart) middle(i int) float64 { return chartLeft + c.slot()*(float64(i)+0.5) }

func (c Chart) pieces(i int) (out []piece) {
	w, below := min(c.slot()*0.62, 40), 0
	for j, n := range c.Bars[i].N {
		if n == 0 {
			continue
		}
		high := c.y(below) - c.y(below+n)
		out = append(out, piece{
			Class: []string{"b", "y", "d", "n"}[j], X: c.middle(i) - w/2, Y: c.y(below+n) + chartGap/2, W: w, H: max(high-chartGap, 1),
		})
		below += n
	}
	return out
}

// num is a length of the drawing.
func num(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
