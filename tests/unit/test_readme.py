"""The README's example says what the engine says."""

import re
from datetime import date
from pathlib import Path

from criteria import Overall, Verdict

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def test_the_example_runs_and_its_comments_are_true():
    example = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert example is not None
    names: dict[str, object] = {}
    exec(example[1], names)  # noqa: S102  our own text

    told = re.findall(r"^(\S.*?)\s+# (.+)$", example[1], re.MULTILINE)

    assert len(told) == 5
    for expression, value in told:
        assert eval(expression, names) == eval(value, {"Overall": Overall, "Verdict": Verdict, "date": date})  # noqa: S307
