# make run     the demo at http://127.0.0.1:8000 (HOST and PORT choose another place), PostgreSQL included
# make test    every test, and a sample of the proofs; make check: formatting, lint, types, contracts, templates, migrations, generated pages
# make faults  the proofs alone (races, kills, replays, tampering, chance) at quick sizes, ten minutes or so; make prove: those that have a full size, at it, more than an hour
# make semgrep the house rules by semgrep too, where it is on the PATH (in make test a test of our own keeps them)
# make validation  docs/validation/last-run.md: how the test of each regulatory requirement came out, here and now
# make looks   every page in every theme, language and width, and what it weighs; make screens: the pictures of docs/screens/
# make bench   the figures; make mutation: do the tests notice a wrong limit?; make lock: requirements.lock anew; make clean: as after a new checkout
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-$(shell cat requirements.lock .ci/pip/pip-*.whl | cksum | cut -d' ' -f1)
# A bare Debian has neither pip nor ensurepip: pip comes along, and reads the user's own pip configuration.
PIP    := $(BIN)/python $(wildcard .ci/pip/pip-*.whl)/pip
XDIST  ?= 2
# Tests are given out one by one, the dearest first (tests/conftest.py), so that no worker is idle at the end.
PROOFS := $(BIN)/python -m pytest -m prove --ignore=tests/browser -n $(XDIST) --maxschedchunk=1
# Commands of manage.py that write a page of docs/ from the code; with --check they compare and fail.
GENERATED := docs

.PHONY: run test check semgrep faults prove bench looks screens validation mutation lock clean messages

run: $(STAMP)
	@$(BIN)/python -m trialsite.serve

# One after the other: what anybody changes first, a sample of the races and kills, then browsers, which with two busy
# workers would wait.
test: $(STAMP)
	@status=0; \
	$(BIN)/python -m pytest --ignore=tests/browser -m "not prove" -n $(XDIST) || status=1; \
	TRIALSITE_PROOFS=sample $(PROOFS) || status=1; \
	$(BIN)/python -m pytest tests/browser || status=1; \
	exit $$status

# Every step is run and reported, then the first failure counts.
check: $(STAMP)
	@failed=; step() { echo "== $$*"; "$(BIN)/$$@" || failed="$$failed\n  $$*"; }; \
	step ruff format --check .; \
	step ruff check .; \
	step mypy; \
	step lint-imports --no-logo; \
	step djlint --lint --quiet templates; \
	step bandit --quiet --recursive --severity-level medium criteria screening trialsite manage.py; \
	step python manage.py makemigrations --check --dry-run; \
	for page in $(GENERATED); do step python manage.py $$page --check; done; \
	[ -z "$$failed" ] || { printf "\nFailed:$$failed\n"; exit 1; }; echo "All checks pass."

semgrep:
	@command -v semgrep >/dev/null || { echo "make semgrep needs semgrep on the PATH"; exit 2; }
	semgrep scan --config .ci/semgrep.yml --metrics off --disable-version-check --error criteria screening trialsite manage.py

# Races, kills, replays, tampering and chance (tests/sizes.py); what was shown is printed and kept in var/proofs.json.
faults: $(STAMP)
	@$(PROOFS)
prove: $(STAMP)
	@TRIALSITE_PROOFS=full $(PROOFS) --durations=20

# Some minutes: every test that docs/validation/ names, and docs/validation/last-run.md from how they came out.
validation: $(STAMP)
	@mkdir -p var && rm -f var/validation.xml; \
	$(BIN)/python manage.py validation --tests > var/validation.tests && \
	{ $(BIN)/python -m pytest -n $(XDIST) --junitxml=var/validation.xml $$(cat var/validation.tests); \
	$(BIN)/python manage.py validation --results var/validation.xml; }

# Some minutes: the tests of the criteria once for every wrong protocol that can be made by changing one limit.
mutation: $(STAMP)
	@$(BIN)/python tests/mutation/rules.py

# Every page in light and dark, both languages and three widths; what pages weigh and when they are there.
looks: $(STAMP)
	@TRIALSITE_LOOKS=1 $(BIN)/python -m pytest tests/browser/test_every_page.py tests/browser/loading.py -q -s -p no:cacheprovider

# The pictures of docs/screens/, with the demo's data of today. Look at each before it is committed.
screens: $(STAMP)
	@$(BIN)/python -m pytest tests/browser/screens.py -q -p no:cacheprovider

bench: $(STAMP)
	@$(BIN)/python -m pytest tests/bench/engine.py tests/bench/pages.py tests/bench/load.py tests/bench/autosave.py -q -s -p no:cacheprovider

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV)
	@echo "Installing the locked packages into $(VENV) ..."
	@$(PIP) install -q --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@rm -f $(VENV)/.installed-* && touch $@

lock:
	@command -v uv >/dev/null || { echo "make lock needs uv on the PATH"; exit 2; }
	uv pip compile pyproject.toml --group test --group lint --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --no-annotate -o requirements.lock

messages: $(STAMP)
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location

clean:
	@if [ -L var/pgdata ]; then rm -rf "$$(readlink -f var/pgdata)"; fi
	rm -rf $(VENV) var .ruff_cache .mypy_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
