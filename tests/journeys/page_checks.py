"""What every page of a journey must pass: axe, html-validate, no sideways scroll, nothing refused by the policy."""

import json
import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = HERE / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {
    "extends": ["html-validate:recommended"],
    "rules": {
        "no-inline-style": "error",
        "doctype-style": ["error", {"style": "lowercase"}],
        "no-trailing-whitespace": "off",  # of template tags that printed nothing
        "long-title": "off",  # a title names the train and both stations
    },
}


def axe_violations(page: Page) -> list[str]:
    """This function returns axe's violations, each with the elements concerned. The script goes in past the policy."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'][:3])}"
        for violation in found["violations"]
    ]


def html_errors(html: str, folder: Path) -> list[str]:
    """This function returns html-validate's errors for a page as the server sent it."""
    source, rules = folder / "page.html", folder / ".htmlvalidate.json"
    source.write_text(html, encoding="utf-8")
    rules.write_text(json.dumps(RULES | {"root": True}), encoding="utf-8")
    command = ["node", str(HTML_VALIDATE), "--formatter", "json", "--config", str(rules), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)  # noqa: S603, S607
    if not done.stdout.strip():
        raise AssertionError(f"html-validate did not run: {done.stderr}")
    return [
        f"{message['line']}:{message['column']} {message['ruleId']}: {message['message']}"
        for report in json.loads(done.stdout)
        for message in report["messages"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """This function tells whether the page as a whole is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
