"""Questions that only the clinic can answer."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

from actions.clinic_only import clinic
from actions.context import Context, Subject
from actions.knowledge import Knowledge, KnowledgeStore
from components.reading import Question

KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
BEFORE = Context("cost", "prp", "answer", (Subject("answer", "cost", "prp"),))


def test_every_reply_names_the_clinic_and_its_number(knowledge: Knowledge) -> None:
    for entry in knowledge.clinic_replies.values():
        reply, _ = clinic(Question(f"clinic/{entry.id}"), Context(), knowledge)
        assert (reply.kind, reply.topic) == ("clinic", entry.id)
        assert "{" not in reply.text and reply.source == knowledge.clinic.name
        called = reply.numbers == (("Call the clinic", knowledge.clinic.phone),)
        assert called is entry.call and knowledge.clinic.phone not in reply.text
        assert reply.links == (("Book a visit", knowledge.clinic.booking_url),)


def test_one_can_go_on_with_what_was_talked_about(knowledge: Knowledge) -> None:
    reply, context = clinic(Question("clinic/hours"), BEFORE, knowledge)
    assert (context.kind, context.topic, context.treatment) == ("clinic", "hours", "prp")
    assert context.subjects == (("answer", "cost", "prp"), ("clinic", "hours", None))
    _, context = clinic(Question("clinic/services", "exosomes"), BEFORE, knowledge)
    assert context.treatment == "exosomes"
    assert context.subjects[-1] == ("clinic", "services", "exosomes")
    assert reply.buttons and "cost" not in {button.topic for button in reply.buttons}


def test_who_treats_is_said_if_the_clinic_says_it(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    copytree(KNOWLEDGE, folder)
    with (folder / "clinic.yml").open("a", encoding="utf-8") as file:
        file.write("staff: Dr. Eva Roth, dermatologist since 2009.\n")
    knowledge, context, said = KnowledgeStore(folder).current, Context(), []
    for _ in range(2):
        reply, context = clinic(Question("clinic/staff"), context, knowledge)
        said.append(reply.text)
    name = knowledge.clinic.name
    assert said[0].startswith(f"At {name}: Dr. Eva Roth, dermatologist since 2009. The team can")
    assert said[1] == f"Those who treat patients at {name}: Dr. Eva Roth, dermatologist since 2009."
