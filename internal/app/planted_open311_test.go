package app_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"linli/internal/web/webtest"
)

// submits sends the planted values as the contact data of a submission by Open311: for somebody whom the desk knows under the planted
// telephone, in every argument that there is for such things, rightly and wrongly, with the key in the address. No answer has them.
func submits(t *testing.T, base, owner string) {
	t.Helper()
	_, doc, _ := becoming(t, base, "季小舟").post("/account/tokens", "name", "市热线", "days", "30", "scope", "wish:file", "scope", "wish:read")
	key := doc.Text("#token")
	if key == "" {
		t.Fatal("no token")
	}
	form := url.Values{
		"service_code": {"repair"}, "address_id": {"320613007005"}, "last_name": {owner}, "phone": {planted["phone"]}, "email": {planted["other"]}, "device_id": {planted["id_number"]},
		"account_id": {planted["address"]}, "media_url": {"http://example.cn/" + url.QueryEscape(planted["other"])}, "attribute[x]": {planted["address"]}, "description": {"楼道灯坏了半个月"},
	}
	for want, change := range map[int]string{http.StatusCreated: "", http.StatusBadRequest: "description", http.StatusNotFound: "service_code"} {
		v := url.Values{}
		for name := range form {
			if v[name] = form[name]; name == change {
				v.Set(name, "x")
			}
		}
		for _, format := range []string{"xml", "json"} {
			r, err := http.PostForm(base+"/open311/v2/requests."+format+"?api_key="+key, v)
			status, _, body := (&visitor{t: t, base: base}).page(r, err)
			if status != want || len(finds([]byte(body))) > 0 || strings.Contains(body, key) {
				t.Fatalf("%s, %q wrong: %d %v\n%s", format, change, status, finds([]byte(body)), webtest.Parse(t, strings.NewReader(body)).Text("body"))
			}
		}
	}
}
