package apiweb

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"linli/internal/errs"
	"linli/internal/file"
	"linli/internal/web"
	"linli/internal/web/api"
	"linli/internal/wish/wishweb"
)

const maxFile = 51 << 20 // above what any rule lets a file be: the rule of today is what counts

type addFileIn struct {
	Draft   string `path:"draft" maxLength:"64" doc:"Chosen by the caller: the wish or the answer that names it gets the files. Others' drafts of the same name are other drafts"`
	Kind    string `query:"kind" enum:"photo,voice" required:"true"`
	RawBody []byte `contentType:"application/octet-stream" required:"true"`
}

// FileOne names a file. Exported, or the JSON kit would not find it inside an input.
type FileOne struct {
	ID string `path:"id" doc:"Id of the file"`
}

// apiFile is a photo or a voice note.
type apiFile struct {
	ID       string  `json:"id"`
	Kind     string  `json:"kind" enum:"photo,voice"`
	Role     string  `json:"role,omitempty" doc:"request: with the wish; answer: with its answer; absent while it waits in its draft"`
	Media    string  `json:"media" doc:"Content-Type of what is kept"`
	Size     int64   `json:"size" doc:"Bytes"`
	Width    int     `json:"width,omitempty" doc:"Pixels"`
	Height   int     `json:"height,omitempty" doc:"Pixels"`
	Seconds  float64 `json:"seconds,omitempty" doc:"Of a voice note"`
	Said     string  `json:"said,omitempty" doc:"What staff have written down of a voice note"`
	Released bool    `json:"released" doc:"Neighbours see it, or a covered copy of it"`
}

type apiFiles struct {
	Files []apiFile `json:"files"`
}

// fileOut is the bytes of a file.
type fileOut struct {
	Media string `header:"Content-Type"`
	Cache string `header:"Cache-Control"`
	Body  []byte
}

func fileFor(f file.File, released bool) apiFile {
	return apiFile{
		ID: f.ID, Kind: string(f.Kind), Role: string(f.Role), Media: f.Media, Size: f.Size, Width: f.Width, Height: f.Height,
		Seconds: f.Length.Seconds(), Said: f.Said, Released: released,
	}
}

func (h *Handler) fileOperations(a huma.API) {
	add := h.operation(addFile, http.MethodPost, "/drafts/{draft}/files", "Send a photo (JPEG, PNG) or a voice note, to go with a wish or an answer. The same bytes sent again are the same file")
	add.MaxBodyBytes, add.BodyReadTimeout, add.DefaultStatus = maxFile, -1, http.StatusCreated // web.Patient says how long
	add.Middlewares = append(add.Middlewares, signedIn)
	api.Register(a, add, []int{http.StatusUnauthorized}, h.addFile)

	api.Register(a, h.operation("list-files", http.MethodGet, "/wishes/{id}/files", "The photos and voice notes of a wish that the caller may see"),
		[]int{http.StatusNotFound}, h.listFiles)
	get := h.operation("get-file", http.MethodGet, "/files/{id}", "The bytes of a photo or a voice note")
	get.Responses = map[string]*huma.Response{"200": {Description: "The bytes, as their Content-Type says", Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}}
	api.Register(a, get, []int{http.StatusNotFound}, h.getFile)
}

// signedIn turns away who has no account before anything of the body is read, and gives a slow line its time.
func signedIn(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	if !asking(ctx.Context()).SignedIn() {
		web.Fail(w, r, errs.New(errs.Unauthenticated, "error.unauthenticated"))
		return
	}
	web.Patient(w, r)
	next(ctx)
}

func (h *Handler) addFile(ctx context.Context, in *addFileIn) (*out[apiFile], error) {
	a := asking(ctx)
	f, err := h.Files.Stage(ctx, a, file.AccountDraft(a.Account, in.Draft), file.Upload{Kind: file.Kind(in.Kind), Body: bytes.NewReader(in.RawBody)})
	if err != nil {
		return nil, err
	}
	return &out[apiFile]{fileFor(f, false)}, nil
}

func (h *Handler) listFiles(ctx context.Context, in *One) (*out[apiFiles], error) {
	a := asking(ctx)
	if _, err := h.Wishes.See(ctx, a, in.ID); err != nil {
		return nil, err
	}
	all, err := h.Files.Of(ctx, a, file.Subject{Kind: wishweb.Kind, ID: in.ID})
	if err != nil {
		return nil, err
	}
	body := apiFiles{Files: make([]apiFile, len(all))}
	for i, x := range all {
		body.Files[i] = fileFor(x.File, x.File.Released() || x.Public.Released())
	}
	return &out[apiFiles]{body}, nil
}

func (h *Handler) getFile(ctx context.Context, in *FileOne) (*fileOut, error) {
	f, body, err := h.Files.Open(ctx, asking(ctx), in.ID, false)
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }() // it was only read
	b, err := io.ReadAll(body)
	return &fileOut{Media: f.Media, Cache: "private, no-store", Body: b}, err
}
