package notice_test

import (
	"strings"
	"testing"
	"time"

	"linli/internal/notice"
	"linli/internal/notice/text"
)

// A notice says the unit and the request that it was told with, in the page and in a letter; one of an older version says who has the
// matter now.
func TestANoticeKeepsItsUnit(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.withMail()
		w.reads(tan, "tan@example.cn")
		then := w.unit("城市建设办")
		w.tell(notice.Notice{Kind: notice.Asked, Persons: []string{tan}, Unit: then, What: text.AskPause})
		w.clock.Add(time.Second)
		w.tell(notice.Notice{Kind: notice.Classified, Persons: []string{tan}})
		w.work()
		page, err := w.s.List(t.Context(), who(tan), text.Chinese, "")
		w.ok(err)
		for _, l := range page.Lines { // both happened at one moment: their order is open
			if strings.HasPrefix(l.Text, "城市建设办申请先停一停") != (l.Kind == notice.Asked) {
				t.Errorf("%+v", l)
			}
		}
		said := ""
		for _, l := range w.mailed("tan@example.cn") {
			said += l.Text
		}
		if len(page.Lines) != 2 || strings.Count(said, "城市建设办申请先停一停") != 1 || strings.Count(said, "由中心村社区居委会来办") != 1 {
			t.Errorf("%d lines; letters: %s", len(page.Lines), said)
		}
	})
}
