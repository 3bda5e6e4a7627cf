package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"linli/client"
)

// server answers as a linli server does, so that the example runs by itself.
func server() *httptest.Server {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/wishes", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("linli"); err != nil {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"status":401,"title":"Please sign in first","kind":"unauthenticated","instance":"K7QMX2AB"}`)
			return
		}
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"wish":{"id":"019f0000-0000-7000-8000-000000000001","number":"320613007005-2026-000123","state":"submitted"},"code":"7KQ2MX"}`)
	})
	mux.HandleFunc("GET /api/v1/wishes", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"wishes":[{"number":"320613007005-2026-000123","title":"3 号楼楼道灯坏了","state":"submitted"}]}`)
	})
	return httptest.NewServer(mux)
}

func Example() {
	srv := server()
	defer srv.Close()
	ctx := context.Background()

	resident := client.New(srv.URL, client.Options{Session: "the value of the session cookie", Language: "en"})
	filed, err := resident.File(ctx, client.Filing{
		Text: "3 号楼楼道灯坏了两天", Place: "320613007005", Visibility: client.Public,
		Key: "0f8e1a52", // sent again with the same key, it is still one wish
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(filed.Wish.Number, filed.Code)

	page, err := resident.List(ctx, client.Filter{Place: "320613007005", State: client.Submitted})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range page.Wishes {
		fmt.Println(w.Title)
	}

	_, err = client.New(srv.URL, client.Options{Language: "en"}).File(ctx, client.Filing{Text: "…"})
	var p *client.Problem
	if errors.As(err, &p) {
		fmt.Println(p.Kind, p.Title)
	}
	// Output:
	// 320613007005-2026-000123 7KQ2MX
	// 3 号楼楼道灯坏了
	// unauthenticated Please sign in first
}
