package app

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"linli/internal/id"
	"linli/internal/intake"
)

// upload sends a file to the page of the import, as somebody's browser does.
func (s *stage) upload(key, kind, name string, body []byte) *httptest.ResponseRecorder {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	s.must(m.WriteField("key", id.New()))
	part, err := m.CreateFormFile("file", name)
	s.must(err)
	_, err = part.Write(body)
	s.must(err)
	s.must(m.Close())
	r := httptest.NewRequest(http.MethodPost, "/import/"+kind, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Cookie", "linli="+s.session[key])
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

// A file that was chosen and is empty is called empty, one that was not chosen is asked for; the text that Excel saves as Unicode is
// read, and the page says of each line what it would do, by its columns.
func TestTheImportPageSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		if w := s.upload("soc", "wishes", "orders.csv", nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "表格是空的") || strings.Contains(w.Body.String(), "还没有选表格") {
			t.Errorf("an empty file: %d", w.Code)
		}
		if w := s.upload("soc", "wishes", "", nil); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "还没有选表格") {
			t.Errorf("no file: %d", w.Code)
		}
		lines := "来源\t来源编号\t提出时间\t地方\t内容\t办理情况\t办结时间\t承办单位\t期限\t是否解决\t满意度\r\n" +
			"12345\tU1\t2024-05-01 10:00\t320613007005\t楼道灯坏了半个月\t办结\t\t\t\t\t\r\n" +
			"12345\tU2\t2024-05-01 10:00\t320613007005\t楼道灯坏了半个月\t待办\t\t没有的单位\t2024-04-01\t\t\r\n" +
			"12345\tU3\t2024-05-01 10:00\t320613007005\t楼道灯坏了半个月\t办结\t2024-05-03\t\t\t解决\t满意\r\n"
		wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(lines)
		s.must(err)
		w := s.upload("soc", "wishes", "orders.txt", []byte(wide))
		at := w.Header().Get("Location")
		if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/import/wishes/") {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		s.must(s.Intake.WorkAs(t.Context(), s.actors["soc"], at[len("/import/wishes/"):], func(intake.Run) {}))
		text := s.as("soc")(http.MethodGet, at).Text("#run")
		for _, want := range []string{"办结时间：写了办结，还要在这一列写什么时候办结的", "承办单位：没有叫“没有的单位”的单位", "期限：期限早于提出时间", "承办单位：没有的单位 · 期限：2024-04-01", "是否解决：解决 · 满意度：满意", "满意度：评价请区指挥中心来导入"} {
			if !strings.Contains(text, want) {
				t.Errorf("the plan does not say %q: %s", want, text)
			}
		}
	})
}

// A table of records that is asked for twice by the same request goes out once: the second time the page says its number, and offers
// another.
func TestATableThatHasGoneOutSaysItsNumber(t *testing.T) {
	t.Parallel()
	eachStage(t, func(t *testing.T, s *stage) {
		for _, kind := range []string{"people", "places"} {
			at, key := "/import/"+kind+"/out", id.New()
			first := s.as("soc")(http.MethodPost, at, "purpose", "report", "as", "csv", "key", key)
			if first.Status != http.StatusOK || first.Has("form") {
				t.Fatalf("%s: %d %s", kind, first.Status, first.Text("main"))
			}
			again := s.as("soc")(http.MethodPost, at, "purpose", "report", "as", "csv", "key", key)
			if again.Status != http.StatusOK || !strings.Contains(again.Source, "这份表格已经导出过了，编号 ") {
				t.Fatalf("%s again: %d %s", kind, again.Status, again.Text("main"))
			}
			if next := again.Attr("form[action='"+at+"'] [name=key]", "value"); next == "" || next == key {
				t.Errorf("%s: another is offered under the key %q", kind, next)
			}
			if other := s.as("soc")(http.MethodPost, "/import/places/out", "purpose", "report", "as", "csv", "key", key); kind == "people" && other.Status != http.StatusConflict {
				t.Errorf("the key for another table: %d", other.Status)
			}
		}
	})
}
