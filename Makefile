# Two commands do everything: `make serve` and `make test`.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
LIBRARY ?= .rostrum
PORT ?= 8000
READY = $(VENV)/.ready
TEST_READY = $(VENV)/.ready-test

.PHONY: help serve test screenshots index train translations eval bench bench-retrieval bench-peers bench-scale crash clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# torch first and alone: with the pinned CPU build in place nothing larger is fetched.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rostrum needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(TEST_READY): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

index: $(READY) ## read seeds/ into the library (nothing happens if it is there already)
	$(BIN)/rostrum index seeds --library $(LIBRARY)

# On loopback only this machine's users reach the service, who may run `rostrum index` anyway, so
# the page may add and remove documents. Not where an address or a wish is set: there is no login.
serve: index ## environment, index of the seeds, service and page on http://127.0.0.1:8000
	$(BIN)/rostrum serve --library $(LIBRARY) --port $(PORT) $(if $(ROSTRUM_HOST)$(ROSTRUM_WRITABLE),,--writable)

test: $(TEST_READY) ## style, types and the whole test suite
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

screenshots: $(TEST_READY) index ## pictures of every view of the page in build/screenshots (needs Chromium)
	$(BIN)/python tests/screenshots.py --library $(LIBRARY) --out build/screenshots

train: $(READY) ## train the shipped encoder anew from DATA (resumable); see index/encode/training
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m index.encode.training --data $(DATA) $(if $(BENCHMARKS),--benchmarks $(BENCHMARKS)) --out $(or $(OUT),build/model) $(if $(START),--start $(START)) $(if $(MINUTES),--minutes $(MINUTES))

translations: $(READY) ## learn the table of translated words anew from DATA
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m index.encode.training.translate --data $(DATA) $(if $(BENCHMARKS),--benchmarks $(BENCHMARKS))

eval: $(READY) ## ask every question, write eval/reports anew, hold the result against the gate
	$(BIN)/rostrum eval --report eval/reports --gate eval/gate.toml

bench: $(READY) ## how fast (cold commands, service, search, memory) and how well (hits per language)
	$(BIN)/python -m eval.bench speed
	$(BIN)/python -m eval.bench retrieval

# The data are not part of the project; `../shared/bench` is taken where it stands.
BENCH_DATA = $(or $(DATA),$(wildcard ../shared/bench))

bench-retrieval: $(READY) ## XQuAD, NTREX and Tatoeba from DATA, published figures beside ours
	@test -d "$(BENCH_DATA)" || { echo "There is no folder with xquad/, ntrex/ and tatoeba_laser/: say where, make bench-retrieval DATA=/path" >&2; exit 2; }
	$(BIN)/python -m eval.bench standard --data "$(BENCH_DATA)"

bench-peers: $(READY) ## Rostrum, chromadb, LlamaIndex, Haystack and txtai at the same work; environments in build/peers
	$(BIN)/python -m eval.bench peers $(if $(SIZES),--sizes $(SIZES)) $(if $(TEXTS),--texts "$(TEXTS)") $(if $(OUT),--out $(OUT))

bench-scale: $(READY) ## what libraries of 20,000 and 200,000 passages and 10 million vectors cost
	$(BIN)/python -m eval.bench scale $(if $(SIZES),--sizes $(SIZES)) $(if $(OUT),--out $(OUT))

crash: $(READY) ## kill writers KILLS times (200), tear files, fill the disk: is anything lost?
	$(BIN)/python -m eval.bench crash --kills $(or $(KILLS),200)

clean: ## remove the environment and the library (not your documents)
	rm -rf $(VENV) $(LIBRARY)
