"""Build: which program a process runs; two that work on one record must run the same."""

from tools.frozen import Frozen


class Build(Frozen):
    """What has to agree between the process that approves and the one that executes."""

    code: str
    """Digest of the sources that judge and execute."""
    policy: str
    """Digest of the rules and of the profile's numbers as shipped; approved changes are on the record."""
    schema_version: int
    """Version of the ledger's tables the program knows."""

    def differs(self, other: "Build") -> tuple[str, ...]:
        """Names of the parts that do not agree."""
        return tuple(name for name in Build.model_fields if getattr(self, name) != getattr(other, name))
