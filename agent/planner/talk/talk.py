"""Talk: one utterance in its thread, and the ways to read and to answer it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from agent.planner.grammar.concepts import tags
from agent.planner.grammar.outcome import Step
from agent.planner.grammar.scene import Scene
from agent.planner.grammar.spelling import look
from agent.planner.grammar.symbols import coins
from agent.planner.planner import Planner
from agent.planner.proposal import Answer, Calls, Clarify, Proposal, Surroundings, Utterance
from agent.planner.thread import Thread
from tools.call import Origin, Source
from tools.catalogue import call
from tools.errors import InvalidCall
from tools.text import Language, Text


@dataclass(frozen=True)
class Talk:
    """What was said, what it was said into, and a planner that reads words alone."""

    text: str
    folded: str
    utterance: Utterance
    heard: Language
    speech: Language
    surroundings: Surroundings
    thread: Thread
    offline: Planner

    @cached_property
    def scene(self) -> Scene:
        """What was said, as one clause."""
        return look(self.text, self.heard, self.speech, self.surroundings)

    def orders(self, *concepts: str) -> bool:
        """Whether one of the concepts is said in either language, whichever the rest is in."""
        return any(tag.concept in concepts for tag in tags(self.folded))

    async def alone(self) -> Proposal:
        """The utterance without its thread."""
        return await self.offline.plan(self.utterance, self.surroundings)

    async def together(self, text: str) -> Proposal:
        """Another text in its place, in the language of this one."""
        again = self.utterance.model_copy(update={"text": text})
        return await self.offline.plan(again, self.surroundings)

    def saying(self, text: str, folded: str, heard: Language) -> "Talk":
        """The same conversation, but these words."""
        asked = self.utterance.model_copy(update={"text": text})
        return replace(self, text=text, folded=folded, heard=heard, utterance=asked)

    def answer(self, message: Text, withdraws: Sequence[str] = ()) -> Proposal:
        """Something to say, and nothing to propose."""
        return self._proposal(Answer(message=message), withdraws)

    def ask(self, question: Text) -> Proposal:
        """A question."""
        return self._proposal(Clarify(question=question), ())

    def propose(self, step: Step, withdraws: Sequence[str] = ()) -> Proposal:
        """One call, or the question about what does not fit."""
        try:
            made = call(step.tool, step.args, step.origins)
        except InvalidCall as problem:
            return self.ask(problem.text)
        return self._proposal(Calls(calls=(made,), note=step.note), withdraws)

    def _proposal(self, content: Calls | Clarify | Answer, withdraws: Sequence[str]) -> Proposal:
        return Proposal(planner="offline", language=self.speech, content=content, withdraws=tuple(withdraws))


def with_coins(talk: Talk) -> Talk:
    """Beside `same`, a name that is also an ordinary word is the coin: `aynısını sol için`."""
    found = coins(talk.text, talk.folded, talk.surroundings.instruments)
    if talk.scene.coins or len(found) != 1:
        return talk
    start, end = found[0].start, found[0].end
    return talk.saying(
        talk.text[:start] + talk.folded[start:end].upper() + talk.text[end:], talk.folded, talk.heard
    )


def understood(proposal: Proposal) -> bool:
    """Whether it came to calls."""
    return isinstance(proposal.content, Calls)


def recalled(proposal: Proposal, said: str, note: Text) -> Proposal:
    """The proposal, with every parameter that was not read from the words `said` marked as remembered."""
    content = proposal.content
    if not isinstance(content, Calls):
        return proposal
    calls = tuple(
        made.model_copy(update={"origins": tuple(_origin(o, said, note, proposal) for o in made.origins)})
        for made in content.calls
    )
    return proposal.model_copy(update={"content": content.model_copy(update={"calls": calls})})


def _origin(origin: Origin, said: str, note: Text, proposal: Proposal) -> Origin:
    if origin.source is not Source.USER or (origin.words and origin.words in said):
        return origin
    if origin.note is not None:
        return origin.model_copy(update={"source": Source.MEMORY})
    update = {"source": Source.MEMORY, "note": note.say(proposal.language), "words": None}
    return origin.model_copy(update=update)
