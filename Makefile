# Short names for run.py, which does the set-up too. No make on this machine? `python3 run.py TASK` is the same.
PYTHON ?= python3
.PHONY: setup rapport test check fix bench lab soak beeld

setup rapport test check fix bench lab soak beeld:
	@$(PYTHON) run.py $@
