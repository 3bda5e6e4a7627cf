package client

import (
	"context"
	"io"
	"net/http"
	"net/url"
)

// The kinds of files.
const (
	Photo = "photo" // JPEG or PNG
	Voice = "voice" // a voice note as telephones record it
)

// File is a photo or a voice note.
type File struct {
	ID       string  `json:"id"`
	Kind     string  `json:"kind"`
	Role     string  `json:"role"`  // request or answer; empty while it waits in its draft
	Media    string  `json:"media"` // Content-Type
	Size     int64   `json:"size"`  // bytes
	Width    int     `json:"width"` // pixels
	Height   int     `json:"height"`
	Seconds  float64 `json:"seconds"`  // of a voice note
	Said     string  `json:"said"`     // what staff have written down of it
	Released bool    `json:"released"` // neighbours see it, or a covered copy
}

// AddFile sends a photo or a voice note into a draft of one's own, by a name of one's own choice; the filing or the answer
// that names the draft gets it. The same bytes sent again are the same file. What is kept is encoded anew, without place
// and other tags.
func (c *Client) AddFile(ctx context.Context, draft, kind string, body []byte) (File, error) {
	var out File
	path := "/drafts/" + url.PathEscape(draft) + "/files?" + url.Values{"kind": {kind}}.Encode()
	return out, c.send(ctx, path, body, &out)
}

// Files are the photos and voice notes of a wish that the caller may see.
func (c *Client) Files(ctx context.Context, wishID string) ([]File, error) {
	var out struct {
		Files []File `json:"files"`
	}
	err := c.get(ctx, "/wishes/"+url.PathEscape(wishID)+"/files", nil, &out)
	return out.Files, err
}

// Download is the bytes of a file and their Content-Type.
func (c *Client) Download(ctx context.Context, fileID string) (body []byte, media string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+"/files/"+url.PathEscape(fileID), nil)
	if err != nil {
		return nil, "", err
	}
	c.dress(req, "", false)
	res, err := c.opt.HTTP.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	answer := io.LimitReader(res.Body, maxFile)
	if res.StatusCode >= http.StatusMultipleChoices {
		return nil, "", problem(res, answer)
	}
	body, err = io.ReadAll(answer)
	return body, res.Header.Get("Content-Type"), err
}

// maxFile bounds what is read of one file.
const maxFile = 64 << 20
