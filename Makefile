# make run: install and open the window.   make test: install and run all tests.
# Everything lives in .venv; PYTHON chooses the interpreter that makes it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNS := $(VENV)/.installed-run
TESTS := $(VENV)/.installed-test

.PHONY: run test test-slow truth bench screenshots languages model features clean

run: $(RUNS)
	$(BIN)/python main.py

test: $(TESTS)
	$(BIN)/ruff check .
	$(BIN)/mypy
	mkdir -p build
	@# Both folders at once, a core each; the window's tests are shown when the others are done.
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/gui -m "not slow" --durations=15 >build/test-gui.log 2>&1 & gui=$$!; \
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest tests/engine -m "not slow" --durations=15; engine=$$?; \
	wait $$gui; gui=$$?; cat build/test-gui.log; exit $$((engine + gui))

# The checks that take long, each a closer look at what make test looks at quickly.
test-slow: $(TESTS)
	$(BIN)/python -m pytest tests/engine -m slow
	$(BIN)/python -m pytest tests/gui -m slow

# tests/TRUTH.md: what was compared with what, from the tests' own measurements.
truth: $(TESTS)
	$(BIN)/python -m pytest tests/engine --truth tests/TRUTH.md

bench: $(TESTS)
	$(BIN)/python -m tests.bench

# A tour of the window; README's pictures are some of it.
screenshots: $(TESTS)
	$(BIN)/python -m tests.gui.tour screenshots
	for name in sample-dark branches-dark train-light; do \
	  cp screenshots/$$name-1280.png resources/screenshots/$$name.png; \
	done

# Every text of the window into resources/languages/*.ts, for translators, and what they wrote into *.qm.
# A new language: make languages LANGUAGES=fr
LANGUAGES ?= $(patsubst resources/languages/ncsn_%.ts,%,$(wildcard resources/languages/ncsn_*.ts))
languages: $(TESTS)
	mkdir -p build
	$(BIN)/python -m ncsn_gui.texts >build/texts.py
	for code in $(LANGUAGES); do \
	  file=resources/languages/ncsn_$$code.ts; \
	  $(BIN)/pyside6-lupdate -silent -no-obsolete -locations none -target-language $$code \
	    $$(find ncsn_gui -name '*.py') build/texts.py -ts $$file && \
	  $(BIN)/pyside6-lrelease -silent $$file || exit 1; \
	done

# The ready-made model, from its committed settings (about 6 minutes on 2 cores).
model: $(RUNS)
	rm -rf build/digits resources/models/digits
	$(BIN)/ncsn train --config resources/models/digits.toml --run build/digits --device cpu
	$(BIN)/ncsn pack build/digits --out resources/models/digits

# The classifier whose features digits are compared by (about 10 seconds).
features: $(RUNS)
	$(BIN)/python -m ncsn_engine.metrics.train_features

$(RUNS): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(TESTS): $(RUNS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

clean:
	rm -rf $(VENV) build dist screenshots *.egg-info .pytest_cache .mypy_cache .ruff_cache
