# On Windows: pip install "xlbetflag[demo]", then the xlbetflag command does what these do.
PYTHON ?= python3
HOST   ?= auto
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-for-development
SHOWN  := $(VENV)/.ready-for-the-demo
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --editable

.PHONY: demo test system bench torture lint clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(SHOWN): pyproject.toml | $(BIN)/python
	$(INSTALL) ".[demo]"
	touch $@

$(READY): pyproject.toml | $(BIN)/python
	$(INSTALL) ".[dev]"
	touch $@ $(SHOWN)

demo: $(SHOWN)
	$(BIN)/xlbetflag demo --host $(HOST)

test: lint system
	$(BIN)/python -m pytest

# Programs of the system that tests drive, on a Debian where we may: root, and CI or APT=1 says so.
system:
ifneq ($(CI)$(APT),)
	if test "$$(id -u)" = 0 && command -v apt-get; then \
	  dpkg -s $$(cat tests/apt.txt) > /dev/null 2>&1 || \
	  { apt-get update -q && apt-get install -qy $$(cat tests/apt.txt); }; fi
endif

bench: $(READY)
	$(BIN)/python -m pytest tests/bench -m bench -s -q

torture: $(READY)
	$(BIN)/python -m pytest tests/torture -m torture -s -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist *.egg-info
