# Everything a person runs here. `make run` and `make test` need nothing but Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.PHONY: run test check format bench screenshots clean

run: $(VENV)/app
	@test -e "$${RAPPORT_DATABASE:-data/crm.duckdb}" || $(BIN)/python -m crm_core demo
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/dev
	$(BIN)/python scripts/browser.py
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/dev
	$(BIN)/python -m bench

screenshots: $(VENV)/dev
	$(BIN)/python scripts/browser.py
	$(BIN)/python scripts/screenshots.py

clean:
	rm -rf $(VENV)

$(VENV)/app: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/dev: requirements-dev.txt $(VENV)/app
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $@
