"""`python deploy/render.py FOLDER`: renders the chart for Kubernetes, small and with everything on.

Uses Helm's own renderer, from the environment of `make kit`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import helm_python as helm

Values = dict[str, Any]

CHART = Path(__file__).parent / "chart"
SMALL: Values = {"existingSecret": "clinic-chat"}
FULL: Values = {
    "secrets": {
        "DATABASE_URL": "postgresql://chat:x@database/chat",
        "CHAT_SECRET": "s" * 32,
        "CHAT_METRICS_TOKEN": "t" * 32,
    },
    "knowledge": {"clinic.yml": "name: A clinic\n"},
    "autoscaling": {"enabled": True},
    "serviceMonitor": {"enabled": True},
    "backup": {"enabled": True, "storageClass": "fast"},
    "networkPolicy": {"apps": True, "databaseTo": [{"ipBlock": {"cidr": "192.0.2.5/32"}}]},
    "ingress": {"className": "nginx", "annotations": {"example.com/a": "b"}},
    "image": {"pullSecrets": [{"name": "pull"}]},
    "nodeSelector": {"disk": "ssd"},
    "tolerations": [{"key": "a", "operator": "Exists"}],
    "affinity": {"nodeAffinity": {}},
}
#: Values that must be refused: nothing set, a number out of range, names that don't exist.
WRONG: tuple[Values, ...] = (
    {},
    {**SMALL, "replicas": 0},
    {**SMALL, "replica": 2},
    {**SMALL, "knowledge": {"../x": ""}},
)


def main(folder: Path) -> int:
    """The exit code: 0, or 1 if the chart accepts what it should refuse."""
    found = [m for m in helm.lint(CHART)["messages"] if m["severity"] > 1]
    chart = helm.Chart.load(CHART)
    for name, values in (("small", SMALL), ("full", FULL)):
        files = chart.render(values, name="chat", namespace="clinic")
        texts = [files[file] for file in sorted(files) if file.endswith(".yaml")]
        rendered = "\n---\n".join(text for text in texts if text.strip())
        (folder / f"{name}.yaml").write_text(rendered + "\n")
    for values in WRONG:
        try:
            chart.validate_schema(values)
            chart.render(values, name="chat", namespace="clinic")
        except helm.HelmError:
            continue
        found.append({"error": f"{values} should be refused"})
    for message in found:
        print(message["error"], file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
