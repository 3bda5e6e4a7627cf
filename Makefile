# `make help` lists what can be done here.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
export CGO_ENABLED := 0
# Compilers and tests: memory is cheaper than their time.
export GOGC ?= 300
TOOL := go tool -modfile=tools/go.mod

.PHONY: help demo build test fuzz check generate generate-diff fmt fmt-check vet staticcheck deps

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

demo: ## the demonstration district on http://127.0.0.1:8080
	go run ./cmd/linli demo

build: ## one static binary: ./linli
	go build -trimpath -ldflags "-s -w" -o linli ./cmd/linli

deps: ## what the tests need beyond Go: PostgreSQL and Chromium, from Debian's packages
	@./deploy/test-deps

test: deps ## every test, on both engines and in a browser
	go test -timeout 40m ./...

FUZZTIME ?= 1m
fuzz: ## every fuzz target of docs/fuzzing.md in turn, FUZZTIME=1m each; tells at the end which failed
	@failed=; while read -r dir target; do echo "$$dir $$target"; \
	  nice go test "./$$dir" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -parallel 1 </dev/null || failed="$$failed $$dir.$$target"; \
	done < <(sed -nE 's/^\|[^|]*\| `([a-z0-9/]+)` `(Fuzz[A-Za-z0-9]+)` \|.*/\1 \2/p' docs/fuzzing.md); \
	[ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

check: generate-diff fmt-check vet staticcheck test ## what CI runs

generate: ## templates, assets and the generated pages of docs/
	$(TOOL) templ generate -path internal -include-version=false -log-level error
	go run -C tools ./assets ../internal/web
	go run ./cmd/linli docs docs

generate-diff: generate ## fails when a generated file is not what is committed
	@git diff --exit-code --stat -- '*_templ.go' '*_gen.go' internal/web/static docs || { echo 'generated files differ: run make generate and commit'; exit 1; }
	@new=$$(git ls-files --others --exclude-standard -- '*_templ.go' '*_gen.go' internal/web/static docs); [ -z "$$new" ] || { echo "generated and not committed: $$new"; exit 1; }

fmt: ## formats everything
	$(TOOL) gofumpt -w .
	$(TOOL) templ fmt -log-level error internal

fmt-check:
	@bad=$$($(TOOL) gofumpt -l .); [ -z "$$bad" ] || { echo "not formatted: $$bad"; exit 1; }

vet:
	go vet ./...

staticcheck:
	$(TOOL) staticcheck ./...
