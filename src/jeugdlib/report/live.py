"""What makes the figures of a page live: one copy of Vega with our own few lines, and the policy that lets only that run.

The script stands in the page itself. The policy names its hash and that of the style sheet, so whatever else a delivery
may have smuggled into a name neither runs nor is fetched; `eval` stays forbidden.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

import vl_convert

_HERE: Final = Path(__file__).parent / "template"
_LOCALE: Final = "nl-NL"
VEGA_LITE: Final = "6.4"  # as charts.drawing draws with
_BREAKS_OUT: Final = {"</script": r"<\/script", "<!--": r"<\u0021--"}  # in a string of the script; nowhere else may they stand


@cache
def script() -> str:
    """Return the script of a page: Vega, its licences, and what turns drawings into live figures (about 0.9 MB)."""
    locales = {"FORMAT": vl_convert.get_format_locale(_LOCALE), "TIME_FORMAT": vl_convert.get_time_format_locale(_LOCALE)}
    ours = "".join(f"const {name} = {json.dumps(locale, sort_keys=True)};\n" for name, locale in locales.items())
    ours += _read("live.js") + _read("schuiven.js")
    bundle = vl_convert.javascript_bundle(ours, vl_version=VEGA_LITE)
    for closing, safe in _BREAKS_OUT.items():
        bundle = bundle.replace(closing, safe)
    # A scope of its own: the names of the libraries don't become names of the page.
    return f"/*\n{_read('live-licenties.txt')}*/\n(() => {{\n{bundle}\n}})();\n"


def style() -> str:
    """Return the style of what only live figures have."""
    return _read("live.css")


def policy(*, styles: str, scripts: str = "") -> str:
    """Return the policy of a page that holds exactly this text between its style tags and, if any, its script tags."""
    runs = f"; script-src {_hash(scripts)}" if scripts else ""
    return f"default-src 'none'{runs}; style-src {_hash(styles)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")
