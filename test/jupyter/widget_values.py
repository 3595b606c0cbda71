"""What Python's ipywidgets makes of the cases on stdin (JSON); the answers go to stdout (JSON)."""
import json
import sys

import ipywidgets
from traitlets import TraitError


def state(widget, names):
    return {name: getattr(widget, name) for name in names}


def answer(case):
    heard = []
    try:
        widget = getattr(ipywidgets, case["class"])(**case["init"])
    except (TraitError, ValueError, TypeError):
        return ["refused"]
    if case.get("observe"):
        widget.observe(lambda change: heard.append([change["old"], change["new"]]), "value")
    seen = [state(widget, case["names"])]
    for name, value in case["steps"]:
        try:
            setattr(widget, name, value)
        except (TraitError, ValueError):
            seen.append("refused")
        else:
            seen.append(state(widget, case["names"]))
    return {"seen": seen, "heard": heard} if case.get("observe") else seen


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
