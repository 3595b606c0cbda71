"""Papermill's `-p` for TypeScript notebooks: papermill knows the assignments of some languages, and TypeScript is none.

Papermill has no entry point for languages, but loads all that are named as engines (`papermill.engine`), which this
module is; loading it makes the language known.
"""

import json
import math
import re


def __getattr__(name):
    """`Engine`, which is papermill's own. Ahead of the imports: papermill asks for it while it is being imported."""
    if name != "Engine":
        raise AttributeError(name)
    from papermill.engines import NBClientEngine

    return NBClientEngine


from papermill.models import Parameter  # noqa: E402
from papermill.translators import Translator, papermill_translators  # noqa: E402


class TypeScriptTranslator(Translator):
    """Values as `tsvision run -p` writes them: JSON, and the numbers that JSON does not have."""

    STRING = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`(?:[^`\\]|\\.)*`"
    DECLARATION = re.compile(
        r"^\s*(?:export\s+)?(?:let|const|var)\s+(?P<name>[\w$]+)\s*(?::\s*(?P<type>(?:[^=]|=>)+?)\s*)?"
        rf"(?:=\s*(?P<value>{STRING}|.*?)\s*)?;?\s*(?:(?<=[\s;])//\s*(?P<help>.*))?$"
    )

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val)

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_float(cls, val):
        if math.isfinite(val):
            return repr(val)
        return "NaN" if math.isnan(val) else "Infinity" if val > 0 else "-Infinity"

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(each) for each in val)}]"

    @classmethod
    def translate_dict(cls, val):
        return f"{{{', '.join(f'{cls.key(name)}: {cls.translate(each)}' for name, each in val.items())}}}"

    @classmethod
    def key(cls, name):
        # Without brackets it would be the prototype, and no key.
        return '["__proto__"]' if name == "__proto__" else json.dumps(str(name))

    @classmethod
    def translate(cls, val):
        # What YAML has and JSON has not, dates for example, is a text.
        known = val is None or isinstance(val, (str, bool, int, float, dict, list))
        return super().translate(val if known else str(val))

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """The parameters of a cell with one declaration a line, for `papermill --help-notebook` and its warnings."""
        found = (cls.DECLARATION.match(line) for line in parameters_cell["source"].splitlines())
        return [
            Parameter(match["name"], match["type"] or "None", match["value"] or "undefined", match["help"] or "")
            for match in found
            if match
        ]


papermill_translators.register("typescript", TypeScriptTranslator)
