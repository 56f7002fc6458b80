"""ToolCall: the only thing a planner can produce, and the only thing the gate judges."""

from enum import StrEnum

from pydantic import JsonValue, SerializeAsAny

from tools.frozen import Frozen, Params


class Effect(StrEnum):
    """What running a tool can do to the world."""

    READ = "read"
    """No side effect."""
    COMPUTE = "compute"
    """Local work, may be long."""
    TRADE = "trade"
    """Reaches a venue."""
    CONTROL = "control"
    """Changes safety state or configuration."""


class Source(StrEnum):
    """Where the value of a parameter comes from."""

    USER = "user"
    DEFAULT = "default"
    MEMORY = "memory"
    AUTOFIX = "autofix"
    HUMAN = "human"
    """Edited on the approval card."""


class Origin(Frozen):
    """Where one parameter came from."""

    path: str
    """Name of the parameter."""
    source: Source
    words: str | None = None
    """The user's words it was read from, when it was the user."""
    note: str | None = None
    """What was understood differently from what was typed, e.g. a corrected typo; shown in the diff."""
    typed: str | None = None
    """The text as typed, when `note` says it was read as something else."""


class ToolCall(Frozen):
    """A typed call: validated parameters and where each came from.

    Build it with `tools.catalogue.call`, which validates the parameters against the tool's schema.
    """

    tool: str
    params: SerializeAsAny[Params]
    origins: tuple[Origin, ...] = ()

    def args(self) -> dict[str, JsonValue]:
        """Parameters as understood, in JSON, values equal to a default left out."""
        return self.params.model_dump(mode="json", exclude_defaults=True)

    def effective(self) -> dict[str, JsonValue]:
        """All parameters in JSON, defaults included."""
        return self.params.model_dump(mode="json")

    def source_of(self, path: str) -> Source:
        """Source of one parameter; a parameter nobody named is a default."""
        for origin in self.origins:
            if origin.path == path:
                return origin.source
        return Source.USER if path in self.params.model_fields_set else Source.DEFAULT
