"""The engine knows nothing of the web framework around it."""

import subprocess
import sys

PROGRAM = """
import sys
from matching.engine import Corpus, Document
need = Document("n", "need", "空き家の改修", "")
assert Corpus([Document("s", "seed", "空き家の大工", "")]).suggest(need)
print(sorted({name.partition(".")[0] for name in sys.modules} & {"django", "celery", "tomoni"}))
"""


def test_engine_runs_without_django() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
