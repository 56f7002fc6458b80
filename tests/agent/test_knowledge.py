"""Knowledge cites the section that answers, and is silent when none does."""

from pathlib import Path

import pytest

from agent.embedder import Embedder
from agent.knowledge import Knowledge
from agent.vectors import Vectors

FLOW = """# The flow

From words to a receipt, every step is a frozen value that the next step reads.

## Permit

A permit is bound to the exact parameters; it is valid for ninety seconds and can be used once.

```sh
# Not a heading: it stands in a fence
spark-copilot audit verify
```

## Kill switch

The kill switch halts new risk at once; releasing it needs a reason and an approval by a person.
"""
RUNBOOK = """# Runbook

## Kill switch

On call: engage the kill switch first, look at the venue's working orders, then read the audit log.

## Short

No.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    docs = tmp_path / "docs"
    (docs / "ops").mkdir(parents=True)
    (docs / "flow.md").write_text(FLOW, encoding="utf-8")
    (docs / "ops" / "runbook.md").write_text(RUNBOOK, encoding="utf-8")
    return docs


@pytest.fixture
def knowledge(folder: Path) -> Knowledge:
    return Knowledge(Vectors(":memory:", Embedder()), folder)


@pytest.mark.parametrize(
    ("query", "citation"),
    [
        ("how long is a permit valid?", "docs/flow.md#permit"),
        ("releasing the kill switch", "docs/flow.md#kill-switch"),
        ("acil durdurma anahtarı nasıl kaldırılır", "docs/flow.md#kill-switch"),
        ("on call kill switch audit log", "docs/ops/runbook.md#kill-switch"),
    ],
)
def test_the_section_that_answers_comes_first_with_its_citation(
    knowledge: Knowledge, query: str, citation: str
) -> None:
    best = knowledge.search(query)[0]
    assert best.citation == citation
    assert best.title.split(" / ")[-1].lower().replace(" ", "-") == citation.partition("#")[2]


@pytest.mark.parametrize(
    "query",
    [
        "what is the capital of France?",
        "hava nasıl",
        "how do I bake bread",
        "show everything",
        "",
        "permit for whale watching in Norway",
    ],
)
def test_nothing_is_cited_when_nothing_fits(knowledge: Knowledge, query: str) -> None:
    assert knowledge.search(query) == ()


def test_a_fenced_comment_is_no_heading(knowledge: Knowledge) -> None:
    assert "Not a heading" in knowledge.search("permit valid seconds")[0].text


def test_changed_and_removed_documents_are_followed(folder: Path) -> None:
    vectors = Vectors(":memory:", Embedder())
    Knowledge(vectors, folder)
    (folder / "flow.md").write_text(FLOW.replace("ninety seconds", "thirty seconds"), encoding="utf-8")
    (folder / "ops" / "runbook.md").unlink()
    again = Knowledge(vectors, folder)
    assert "thirty" in again.search("how long is a permit valid?")[0].text
    assert all("runbook" not in passage.citation for passage in again.search("kill switch", k=9))
