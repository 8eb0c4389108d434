# On Windows: pip install "xlbetflag[demo]", then the xlbetflag command does what these do.
PYTHON ?= python3
HOST   ?= auto
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test bench lint clean

$(READY): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $(READY)

demo: $(READY)
	$(BIN)/xlbetflag demo --host $(HOST)

test: lint
	$(BIN)/python -m pytest

bench: $(READY)
	$(BIN)/python -m pytest tests/bench -m bench -s -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist *.egg-info
