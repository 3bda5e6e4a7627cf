package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// Tagged answers with a text that programs ask for again and again, with its hash as its tag (RFC 9110, 8.8.3): 304 to who has it as it
// is. changed is when it was last changed; zero where nobody knows.
func Tagged(w http.ResponseWriter, r *http.Request, contentType string, changed time.Time, body []byte) {
	sum := sha256.Sum256(body)
	head := w.Header()
	head.Set("Content-Type", contentType+"; charset=utf-8")
	head.Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	head.Set("Cache-Control", "private, no-cache")
	http.ServeContent(w, r, "", changed, bytes.NewReader(body)) // answers 304, and parts
}
