"""The way from each older schema to the present one, a step for each version.

A step is a list of statements and knows nothing of today's tables: those go on changing, the step never does.
"""

from leaddesk.storage.migrations import step_2, step_3

# version that a step leads to -> its statements
STEPS: dict[int, tuple[str, ...]] = {2: step_2.STATEMENTS, 3: step_3.STATEMENTS}


def statements_from(version: int) -> list[str]:
    """Everything that a database of this schema version lacks, in order."""
    return [statement for step in sorted(STEPS) if step > version for statement in STEPS[step]]
