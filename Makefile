# The two commands a newcomer needs: make demo, make test.

.PHONY: help demo test lint strings clean

VENV := .venv/bin

help:
	@echo "make demo   set up, and build the editions of this repository's releases"
	@echo "make test   set up, and run every test"
	@echo "make lint   style, types, spelling"
	@echo "make strings  bring the desk's own catalogs up to date with its code"
	@echo "make clean  remove what was made"

demo:
	@.ci/setup demo
	@$(VENV)/readout build --draft
	@echo
	@echo "The editions are in editions/index.html"
	@echo "The review desk: $(VENV)/readout serve"

test:
	@.ci/setup test
	@$(VENV)/python -m pytest -n auto --dist loadgroup

lint:
	@.ci/setup test
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/codespell workflow web tests/*.py bench docs .ci *.md Makefile

strings:
	@.ci/setup test
	@$(VENV)/pybabel --quiet extract -F web/translations/babel.toml -k _l \
		--project Readout --sort-by-file --no-location --width 1000 -o web/translations/desk.pot web
	@for tag in fr es ru zh_Hans ar; do \
		$(VENV)/pybabel --quiet update -D desk -l $$tag -i web/translations/desk.pot \
		-d web/translations --init-missing --no-fuzzy-matching --width 1000 || exit 1; done

clean:
	rm -rf .venv editions .readout build *.egg-info .pytest_cache .mypy_cache .ruff_cache
