package client

import (
	"context"
	"net/url"
	"time"
)

// Topic is a node of the tree of topics.
type Topic struct {
	Code   string `json:"code"`
	Parent string `json:"parent,omitempty"` // empty at the top
	Zh     string `json:"zh"`
	En     string `json:"en,omitempty"`
}

// Proposal is what the dispatch catalogue says about a wish.
type Proposal struct {
	Entry    string    `json:"entry"` // of the catalogue
	Place    string    `json:"place"`
	Topic    string    `json:"topic,omitempty"` // empty: any
	Since    time.Time `json:"since"`
	Colour   Colour    `json:"colour"`
	Unit     string    `json:"unit,omitempty"`
	UnitName string    `json:"unitName,omitempty"`
	Clock    string    `json:"clock,omitempty"`
	Evidence []string  `json:"evidence,omitempty"`
}

// Topics are those in use, each behind the one above it.
func (c *Client) Topics(ctx context.Context) ([]Topic, error) {
	var out struct {
		Topics []Topic `json:"topics"`
	}
	err := c.get(ctx, "/topics", nil, &out)
	return out.Topics, err
}

// Proposal is what the dispatch catalogue says about a wish now; nil where it says nothing.
func (c *Client) Proposal(ctx context.Context, id string) (*Proposal, error) {
	var out struct {
		Proposal *Proposal `json:"proposal"`
	}
	err := c.get(ctx, "/wishes/"+url.PathEscape(id)+"/proposal", nil, &out)
	return out.Proposal, err
}

// Ground is why a unit may give a wish back.
type Ground struct {
	Code string `json:"code"`
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// Grounds are those that hold today where a wish is, in the order of the form.
func (c *Client) Grounds(ctx context.Context, id string) ([]Ground, error) {
	var out struct {
		Grounds []Ground `json:"grounds"`
	}
	err := c.get(ctx, "/wishes/"+url.PathEscape(id)+"/grounds", nil, &out)
	return out.Grounds, err
}

// Precedent is what was ruled and holds for the next similar wish.
type Precedent struct {
	ID       string    `json:"id"`
	Place    string    `json:"place"`
	Topic    string    `json:"topic"`
	Colour   Colour    `json:"colour"`
	Unit     string    `json:"unit"`
	Helpers  []string  `json:"helpers,omitempty"`
	Ground   string    `json:"ground,omitempty"`
	Text     string    `json:"text,omitempty"`
	Tier     string    `json:"tier"` // street, district: who ruled
	By       string    `json:"by"`
	Since    time.Time `json:"since"`
	Offered  int       `json:"offered"`
	Followed int       `json:"followed"`
}

// Precedents are those that hold at a place, the newest first, from a cursor on; next is the cursor of the next page.
func (c *Client) Precedents(ctx context.Context, place, after string) (_ []Precedent, next string, err error) {
	var out struct {
		Precedents []Precedent `json:"precedents"`
		Next       string      `json:"next"`
	}
	err = c.get(ctx, "/precedents", url.Values{"place": {place}, "after": {after}}, &out)
	return out.Precedents, out.Next, err
}
