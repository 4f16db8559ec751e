# Everything a newcomer needs: `make run` and `make test`. The lock files hold versions and hashes.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header

.PHONY: run test check audit bench changelog install soak lock clean

run: $(VENV)/.installed ## Start everything on the demo world and serve until Ctrl-C.
	@$(BIN)/proconnect up

install: $(VENV)/.installed ## Locked dependencies into .venv, Java and Neo4j into the user's cache.
	@$(BIN)/proconnect install

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

test: $(VENV)/.installed ## Lint, types and every test, against real servers.
	@$(MAKE) --no-print-directory --jobs=2 install $(VENV)/.installed-dev
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

check: install $(VENV)/.installed-dev ## What needs no server: lint, types, layers, tidy, unit tests, known vulnerabilities.
	@$(BIN)/pytest tests/test_tidy.py tests/unit
	@$(BIN)/python scripts/audit_dependencies.py

soak: install $(VENV)/.installed-dev ## The same tests with the long counts of runs, kills and loads.
	@PROCONNECT_SOAK=1 $(BIN)/pytest --timeout 0

bench: install $(VENV)/.installed-dev ## The benchmarks, as a table and as JSON.
	@$(BIN)/proconnect bench

audit: install $(VENV)/.installed-dev ## npm graphql-http's audit of the endpoint; needs Node.
	@$(BIN)/python -m tests.http_audit

changelog: $(VENV)/.installed ## What changed in the schema, day by day; needs git.
	@$(BIN)/python -m scripts.write_schema_changelog

lock: ## Renew the lock files; needs uv.
	$(LOCK) --upgrade --extra build pyproject.toml -o requirements.txt
	$(LOCK) --upgrade --extra build --extra dev pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
