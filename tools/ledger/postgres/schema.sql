-- The record, as tools/ledger/schema.sql has it for SQLite with all later scripts. `json` keeps the document
-- byte for byte, so that its seal holds; the checks refuse text that its fields could not be read from (a NUL,
-- half a surrogate pair). `rowid` is the order of insertion, which SQLite has by itself.

CREATE TABLE schema_version (version integer NOT NULL);

CREATE TABLE audit (
    seq      bigint PRIMARY KEY,
    time_ms  bigint NOT NULL,
    actor    text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,
    body     json NOT NULL CHECK (body::text::jsonb IS NOT NULL),
    previous text NOT NULL UNIQUE,
    mac      text NOT NULL,
    key_id   text NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, seq);
CREATE INDEX audit_action ON audit (action, seq);

CREATE TABLE approval (
    rowid       bigint GENERATED ALWAYS AS IDENTITY,
    doc         json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac     text NOT NULL,
    approval_id text NOT NULL UNIQUE,
    plan_id     text NOT NULL,
    status      text NOT NULL,
    created_ms  bigint NOT NULL
);
CREATE INDEX approval_status ON approval (status, created_ms);
CREATE INDEX approval_created ON approval (created_ms);

CREATE TABLE nonce (nonce text PRIMARY KEY, used_ms bigint NOT NULL);

CREATE TABLE intent (
    rowid           bigint GENERATED ALWAYS AS IDENTITY,
    doc             json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac         text NOT NULL,
    intent_id       text NOT NULL UNIQUE,
    approval_id     text NOT NULL REFERENCES approval (approval_id),
    leg             integer NOT NULL,
    client_order_id text NOT NULL UNIQUE,
    state           text NOT NULL,
    status          text,
    version         integer NOT NULL,
    created_ms      bigint NOT NULL,
    guarding        integer NOT NULL DEFAULT 0,
    UNIQUE (approval_id, leg)
);
CREATE INDEX intent_state ON intent (state, created_ms);
CREATE INDEX intent_status ON intent (status) WHERE status IS NOT NULL;
CREATE INDEX intent_created ON intent (created_ms);
CREATE INDEX intent_guarding ON intent (guarding) WHERE guarding = 1;

CREATE TABLE fill (
    rowid     bigint GENERATED ALWAYS AS IDENTITY,
    venue     text NOT NULL,
    account   text NOT NULL,
    intent_id text REFERENCES intent (intent_id),
    doc       json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac   text NOT NULL,
    symbol    text NOT NULL,
    trade_id  text NOT NULL,
    time_ms   bigint NOT NULL,
    UNIQUE (venue, account, symbol, trade_id)
);
CREATE INDEX fill_intent ON fill (intent_id, time_ms);

CREATE TABLE receipt (
    doc         json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac     text NOT NULL,
    receipt_id  text NOT NULL UNIQUE,
    approval_id text NOT NULL
);
CREATE INDEX receipt_approval ON receipt (approval_id);

CREATE TABLE lease (name text PRIMARY KEY, epoch bigint NOT NULL, owner text NOT NULL, taken_ms bigint NOT NULL);

CREATE TABLE trading_state (
    doc     json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac text NOT NULL,
    scope   text NOT NULL UNIQUE
);

CREATE TABLE canary (
    rowid      bigint GENERATED ALWAYS AS IDENTITY,
    doc        json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac    text NOT NULL,
    canary_id  text NOT NULL UNIQUE,
    created_ms bigint NOT NULL
);

CREATE TABLE day_mark (
    account text NOT NULL,
    doc     json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac text NOT NULL,
    day     text NOT NULL,
    UNIQUE (account, day)
);

CREATE TABLE plan (plan_id text PRIMARY KEY, document text NOT NULL, saved_ms bigint NOT NULL);

CREATE TABLE limit_change (
    profile    text NOT NULL,
    limit_name text NOT NULL,
    symbol     text NOT NULL,
    doc        json NOT NULL CHECK (doc::text::jsonb IS NOT NULL),
    row_mac    text NOT NULL,
    UNIQUE (profile, limit_name, symbol)
);

INSERT INTO schema_version VALUES (1);
