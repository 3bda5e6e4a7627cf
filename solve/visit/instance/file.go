package instance

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"strings"

	"linli/solve/visit/day"
)

// ReadFile reads a problem from a file, compressed when its name ends in .gz.
func ReadFile(path string) (*day.Problem, error) {
	text, err := unpack(path)
	if err != nil {
		return nil, err
	}
	p, err := Read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return p, nil
}

// ReadPlanFile reads a solution of a problem from a file, compressed when its name ends in .gz.
func ReadPlanFile(path string, p *day.Problem) (*day.Plan, error) {
	text, err := unpack(path)
	if err != nil {
		return nil, err
	}
	plan, err := ReadPlan(bytes.NewReader(text), p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return plan, nil
}

// unpack reads a file, and undoes its compression; what is over the bound is refused.
func unpack(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := io.Reader(f)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, fmt.Errorf("%s: not compressed by gzip: %w", path, err)
		}
	}
	text, err := io.ReadAll(io.LimitReader(r, largest+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return text, nil
}

// WritePlanFile writes a plan in the published form, compressed when the name ends in .gz.
func WritePlanFile(path string, p *day.Problem, plan *day.Plan) error {
	var text bytes.Buffer
	if !strings.HasSuffix(path, ".gz") {
		if err := WritePlan(&text, p, plan); err != nil {
			return err
		}
		return os.WriteFile(path, text.Bytes(), 0o644)
	}
	z, _ := gzip.NewWriterLevel(&text, gzip.BestCompression) // the level is one that gzip knows
	if err := WritePlan(z, p, plan); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, text.Bytes(), 0o644)
}
