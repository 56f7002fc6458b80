-- The record. Each row is one canonical JSON document and its MAC; the other columns are copies out of the
-- document for lookups. They are filled from the stored document (generated columns would need
-- trusted_schema), compared with it after a lookup, and checked by `audit verify`.

CREATE TABLE schema_version (version INTEGER NOT NULL) STRICT;

CREATE TABLE audit (
    seq      INTEGER PRIMARY KEY,
    time_ms  INTEGER NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL,
    subject  TEXT NOT NULL,
    body     TEXT NOT NULL,
    previous TEXT NOT NULL UNIQUE,
    mac      TEXT NOT NULL,
    key_id   TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (subject, seq);
CREATE INDEX audit_action ON audit (action, seq);

CREATE TABLE approval (
    doc         TEXT NOT NULL,
    row_mac     TEXT NOT NULL,
    approval_id TEXT NOT NULL UNIQUE,
    plan_id     TEXT NOT NULL,
    status      TEXT NOT NULL,
    created_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX approval_status ON approval (status, created_ms);
CREATE INDEX approval_created ON approval (created_ms);

CREATE TABLE nonce (nonce TEXT PRIMARY KEY, used_ms INTEGER NOT NULL) STRICT;

CREATE TABLE intent (
    doc             TEXT NOT NULL,
    row_mac         TEXT NOT NULL,
    intent_id       TEXT NOT NULL UNIQUE,
    approval_id     TEXT NOT NULL REFERENCES approval (approval_id),
    leg             INTEGER NOT NULL,
    client_order_id TEXT NOT NULL UNIQUE,
    state           TEXT NOT NULL,
    status          TEXT,
    version         INTEGER NOT NULL,
    created_ms      INTEGER NOT NULL,
    UNIQUE (approval_id, leg)
) STRICT;
CREATE INDEX intent_state ON intent (state, created_ms);
CREATE INDEX intent_status ON intent (status) WHERE status IS NOT NULL;
CREATE INDEX intent_created ON intent (created_ms);

CREATE TABLE fill (
    venue     TEXT NOT NULL,
    account   TEXT NOT NULL,
    intent_id TEXT REFERENCES intent (intent_id),
    doc       TEXT NOT NULL,
    row_mac   TEXT NOT NULL,
    symbol    TEXT NOT NULL,
    trade_id  TEXT NOT NULL,
    time_ms   INTEGER NOT NULL,
    UNIQUE (venue, account, symbol, trade_id)
) STRICT;
CREATE INDEX fill_intent ON fill (intent_id, time_ms);

CREATE TABLE receipt (
    doc         TEXT NOT NULL,
    row_mac     TEXT NOT NULL,
    receipt_id  TEXT NOT NULL UNIQUE,
    approval_id TEXT NOT NULL
) STRICT;
CREATE INDEX receipt_approval ON receipt (approval_id);

CREATE TABLE lease (name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, owner TEXT NOT NULL, taken_ms INTEGER NOT NULL) STRICT;

CREATE TABLE trading_state (
    doc     TEXT NOT NULL,
    row_mac TEXT NOT NULL,
    scope   TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE canary (
    doc        TEXT NOT NULL,
    row_mac    TEXT NOT NULL,
    canary_id  TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE day_mark (
    account TEXT NOT NULL,
    doc     TEXT NOT NULL,
    row_mac TEXT NOT NULL,
    day     TEXT NOT NULL,
    UNIQUE (account, day)
) STRICT;

CREATE TABLE plan (plan_id TEXT PRIMARY KEY, document TEXT NOT NULL, saved_ms INTEGER NOT NULL) STRICT;

INSERT INTO schema_version VALUES (1);
