"""Fails when too few branches of the layers without a window are covered: python coverage_gate.py coverage.json"""

import json
import sys
from collections import Counter
from pathlib import Path

LAYERS = ("domain", "storage", "services")
LEAST = 95.0  # percent of branches


def main(report: Path) -> int:
    """1 if a layer falls short, else 0."""
    covered, all_branches = Counter[str](), Counter[str]()
    for name, file in json.loads(report.read_text("utf-8"))["files"].items():
        layer = Path(name).parts[1]
        covered[layer] += file["summary"]["covered_branches"]
        all_branches[layer] += file["summary"]["num_branches"]
    shares = {layer: 100 * covered[layer] / all_branches[layer] for layer in LAYERS}
    for layer, share in shares.items():
        print(f"branches of {layer}: {share:.1f} % of {all_branches[layer]} covered")
    return int(min(shares.values()) < LEAST)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
