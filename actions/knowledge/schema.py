"""`python -m actions.knowledge.schema`: writes the JSON Schemas that text editors check with."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from actions.knowledge.all_knowledge import FILES


def schemas() -> dict[str, str]:
    """File name -> text of each schema; topics.json describes topics.yml."""
    return {
        f"{Path(name).stem}.json": json.dumps(
            {"$schema": "http://json-schema.org/draft-07/schema#", **model.schema()}, indent=2
        )
        + "\n"
        for name, model in FILES.items()
    }


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", nargs="?", type=Path, default=Path("data/knowledge/schema"))
    directory: Path = parser.parse_args(arguments).directory
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (directory / name).write_text(text, encoding="utf-8")
    print(f"{directory}: {', '.join(schemas())}")


if __name__ == "__main__":
    main()
