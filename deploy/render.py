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
        "CHAT_REQUESTS_KEY": "k" * 32,
        "SLACK_TOKEN": "xoxb-1",
    },
    "knowledge": {"clinic.yml": "name: A clinic\n"},
    "settings": {"CHAT_REQUESTS_SLACK": "C0123456789"},
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
#: Values that must be refused, each with a word of the sentence that says why.
WRONG: tuple[tuple[Values, str], ...] = (
    ({}, "set existingSecret"),
    ({**SMALL, "replicas": 0}, "replicas"),
    ({**SMALL, "replica": 2}, "replica"),
    ({**SMALL, "knowledge": {"../x": ""}}, "../x"),
    ({**SMALL, "backup": {"enable": True}}, "enable"),
    ({**SMALL, "networkPolicy": {"enable": False}}, "enable"),
    ({**SMALL, "ingress": {"hosts": "bot.example.com"}}, "hosts"),
    ({**SMALL, "serviceMonitor": {"enable": True}}, "enable"),
    ({**SMALL, "image": {"pullSecret": "pull"}}, "pullSecret"),
    (
        {**SMALL, "autoscaling": {"enabled": True, "minReplicas": 5, "maxReplicas": 2}},
        "maxReplicas is less",
    ),
    ({"secrets": {**FULL["secrets"], "DATABASE_URL": "sqlite:///a.db"}}, "must be postgresql://"),
    (
        {**FULL, "secrets": {**FULL["secrets"], "CHAT_REQUESTS_KEY": ""}},
        "secrets.CHAT_REQUESTS_KEY",
    ),
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
    for values, word in WRONG:
        try:
            chart.validate_schema(values)
            chart.render(values, name="chat", namespace="clinic")
            said = "nothing"
        except helm.HelmError as error:
            said = str(error)
        if word not in said:
            found.append({"error": f"{values} should be refused with {word!r}, not {said!r}"})
    for message in found:
        print(message["error"], file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
