# Works with GNU make 3.81 (macOS) too. Only relative paths: the checkout's own may hold a space.
PYTHONS = .venv/bin/python python3.14 python3.13 python3.12 python3.11 python3
NEW = import sys; sys.exit(sys.version_info < (3, 11))
WHOLE = import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
export PYTHONUTF8 = 1
LOCAL = .venv/bin/python -m clinic.local

.PHONY: help setup demo test bench faults pictures shell reset lock fmt

help:
	@echo "make demo    the clinic on this machine, http://localhost:8000 (PORT=8001 moves it)"
	@echo "make test    everything a change must pass"
	@echo "make setup   .venv with the locked packages; the others do this first"
	@echo "make shell   Python with the demo's data"
	@echo "make bench   how fast all of it is, beside its limits (BENCH=--write keeps the table)"
	@echo "make faults  servers broken under bookings, and what became of them (ten minutes)"
	@echo "make pictures the README's pictures, from the demo's real pages"
	@echo "make fmt     put code and templates in form"
	@echo "make lock    requirements.txt anew from pyproject.toml"
	@echo "make reset   delete the demo's data, after a question"

# $(call with_python,arguments): the first Python that is new enough and can make a .venv.
define with_python
@for python in $(PYTHONS); do \
	if "$$python" -c '$(WHOLE)' 2>/dev/null; then exec "$$python" -m clinic.local.setup $(1); fi; \
done; \
for python in $(PYTHONS); do \
	if "$$python" -c '$(NEW)' 2>/dev/null; then \
		echo "$$python lacks venv. Debian, Ubuntu: apt install python3-venv; then try again." >&2; exit 1; \
	fi; \
done; \
echo "No Python 3.11 or newer is on PATH. Install one from your system or python.org." >&2; exit 1
endef

setup:
	$(call with_python)

lock:
	$(call with_python,lock)

demo: setup
	@$(LOCAL) demo

test: setup
	@$(LOCAL) test

bench: setup
	@$(LOCAL) bench $(BENCH)

faults: setup
	@.venv/bin/python -m tests.faults $(FAULTS)

pictures: setup
	@.venv/bin/python -m tests.pictures

shell: setup
	@$(LOCAL) run .venv/bin/python manage.py shell

reset: setup
	@$(LOCAL) reset

fmt: setup
	@.venv/bin/python -m ruff check --fix --quiet .
	@.venv/bin/python -m ruff format --quiet .
	@.venv/bin/python -m djlint templates --reformat --quiet
