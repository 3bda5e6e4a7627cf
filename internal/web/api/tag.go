package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// tagged gives what is read a weak tag, the hash of the answer, and answers 304 to who has it as it is (RFC 9110 8.8.3, 13.1.2): who
// asks again and again is not sent the same again. The answer stays one that no cache keeps, for it may be about people; a program
// remembers the tag by itself.
func tagged(op *huma.Operation) {
	op.Responses["304"] = &huma.Response{Description: http.StatusText(http.StatusNotModified)}
	op.Parameters = append(op.Parameters, &huma.Param{
		Name: "If-None-Match", In: "header", Description: "ETag of an answer that the caller has", Schema: &huma.Schema{Type: huma.TypeString}, Example: `W/"0123456789abcdef"`,
	})
	op.Middlewares = append(huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		held := &heldBack{ResponseWriter: w, status: http.StatusOK}
		next(humago.NewContext(ctx.Operation(), r, held))
		if held.status != http.StatusOK {
			w.WriteHeader(held.status)
			_, _ = w.Write(held.body.Bytes()) // whoever has gone away needs nothing
			return
		}
		sum := sha256.Sum256(held.body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:8]) + `"`
		w.Header().Set("ETag", "W/"+tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(held.body.Bytes())
	}}, op.Middlewares...)
}

// matches compares a tag weakly with those of If-None-Match.
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
			return true
		}
	}
	return false
}

// heldBack keeps an answer until its tag is known.
type heldBack struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (h *heldBack) WriteHeader(status int) { h.status = status }

func (h *heldBack) Write(b []byte) (int, error) { return h.body.Write(b) }

// Unwrap lets http.ResponseController reach the connection.
func (h *heldBack) Unwrap() http.ResponseWriter { return h.ResponseWriter }
