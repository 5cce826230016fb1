# The two commands a newcomer needs: make demo, make test.

.PHONY: help demo test lint clean

VENV := .venv/bin

help:
	@echo "make demo   set up, and build the editions of this repository's releases"
	@echo "make test   set up, and run every test"
	@echo "make lint   style, types, spelling"
	@echo "make clean  remove what was made"

demo:
	@.ci/setup demo
	@$(VENV)/readout build --draft
	@echo
	@echo "The editions are in editions/index.html"

test:
	@.ci/setup test
	@$(VENV)/python -m pytest -n auto --dist loadgroup

lint:
	@.ci/setup test
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/codespell workflow web tests/*.py bench docs .ci *.md Makefile

clean:
	rm -rf .venv editions .readout build *.egg-info .pytest_cache .mypy_cache .ruff_cache
