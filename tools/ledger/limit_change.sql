-- Approved changes of the limits a profile ships with; one row per profile, limit and symbol.

CREATE TABLE limit_change (
    profile    TEXT NOT NULL,
    limit_name TEXT NOT NULL,
    symbol     TEXT NOT NULL,
    doc        TEXT NOT NULL,
    row_mac    TEXT NOT NULL,
    UNIQUE (profile, limit_name, symbol)
) STRICT;

INSERT INTO schema_version VALUES (2);
