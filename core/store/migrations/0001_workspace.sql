-- SPDX-License-Identifier: Apache-2.0
-- The first schema of a workspace. Conventions: every thing has an integer key for joins and a
-- UUIDv7 `uuid` for the outside; times are microseconds UTC; `added_seq`/`removed_seq` bound when a
-- row is true (added_seq <= s < removed_seq, NULL = still), s being `change_sequence.value`;
-- content carries integrity, confidentiality and origins (JSON array of texts).

CREATE TABLE workspace (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    uuid BLOB NOT NULL CHECK (length(uuid) = 16),
    created_at_us INTEGER NOT NULL
) STRICT;

-- Who has owned the file: one row each time it is opened for writing. A row without closed_at_us
-- that is not the last was a process that died.
CREATE TABLE owners (
    epoch INTEGER PRIMARY KEY,
    pid INTEGER NOT NULL,
    opened_at_us INTEGER NOT NULL,
    closed_at_us INTEGER
) STRICT;

CREATE TABLE change_sequence (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    value INTEGER NOT NULL
) STRICT;
INSERT INTO change_sequence (id, value) VALUES (1, 0);

CREATE TABLE agents (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    created_at_us INTEGER NOT NULL,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER
) STRICT;

-- Every edit is a row; the current one has no removed_seq. `configuration` is a JSON object
-- {model, tools, directory, sampling, output_tokens_max}.
CREATE TABLE agent_versions (
    id INTEGER PRIMARY KEY,
    agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    instructions TEXT NOT NULL,
    configuration TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER,
    UNIQUE (agent_id, version)
) STRICT;
CREATE UNIQUE INDEX agent_versions_current ON agent_versions (agent_id) WHERE removed_seq IS NULL;
CREATE INDEX agent_versions_name ON agent_versions (name) WHERE removed_seq IS NULL;

-- `agent_version_id` is the snapshot the session is pinned to.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    agent_version_id INTEGER NOT NULL REFERENCES agent_versions (id),
    title TEXT NOT NULL,
    active_branch_id INTEGER REFERENCES branches (id),
    created_at_us INTEGER NOT NULL,
    last_active_at_us INTEGER NOT NULL,
    tokens_computed INTEGER NOT NULL DEFAULT 0,
    tokens_cached INTEGER NOT NULL DEFAULT 0,
    tokens_output INTEGER NOT NULL DEFAULT 0,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER
) STRICT;
CREATE INDEX sessions_of_agent ON sessions (agent_id); -- removed ones too
CREATE INDEX sessions_agent ON sessions (agent_id, last_active_at_us DESC, id DESC)
    WHERE removed_seq IS NULL;
CREATE INDEX sessions_active ON sessions (last_active_at_us DESC, id DESC)
    WHERE removed_seq IS NULL;

-- A branch holds the items after `forked_from_position` itself; up to there it shows its parent's.
-- `head_position` is the last position, `fork_seq` the change sequence a fork sees memory as of.
CREATE TABLE branches (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    forked_from_branch_id INTEGER REFERENCES branches (id),
    forked_from_position INTEGER,
    fork_seq INTEGER,
    head_position INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER,
    CHECK ((forked_from_branch_id IS NULL) = (forked_from_position IS NULL))
) STRICT;
CREATE INDEX branches_session ON branches (session_id);

-- The input ledger: what came in, in order, whole batches or nothing. `turn_id` is set when a turn
-- takes it.
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    turn_id INTEGER REFERENCES turns (id) ON DELETE CASCADE,
    idempotency_key TEXT,
    body_hash BLOB NOT NULL CHECK (length(body_hash) = 32),
    text TEXT NOT NULL,
    integrity TEXT NOT NULL DEFAULT 'untrusted',
    confidentiality TEXT NOT NULL DEFAULT 'project',
    origins TEXT NOT NULL DEFAULT '[]',
    created_at_us INTEGER NOT NULL,
    UNIQUE (session_id, idempotency_key)
) STRICT;
CREATE INDEX inputs_turn ON inputs (turn_id);
CREATE INDEX inputs_waiting ON inputs (session_id, id) WHERE turn_id IS NULL;

-- status: queued, in_progress, waiting (requires action), completed, failed, cancelled.
CREATE TABLE turns (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    agent_version_id INTEGER NOT NULL REFERENCES agent_versions (id),
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'in_progress', 'waiting', 'completed', 'failed', 'cancelled')),
    error_code TEXT,
    error_message TEXT,
    seed INTEGER NOT NULL,
    memory_seq INTEGER NOT NULL,
    owner_epoch INTEGER REFERENCES owners (epoch),
    attempts INTEGER NOT NULL DEFAULT 0,
    tokens_computed INTEGER NOT NULL DEFAULT 0,
    tokens_cached INTEGER NOT NULL DEFAULT 0,
    tokens_output INTEGER NOT NULL DEFAULT 0,
    read_us INTEGER NOT NULL DEFAULT 0,
    generate_us INTEGER NOT NULL DEFAULT 0,
    created_at_us INTEGER NOT NULL,
    started_at_us INTEGER,
    completed_at_us INTEGER
) STRICT;
CREATE INDEX turns_session ON turns (session_id, id);
CREATE INDEX turns_open ON turns (status) WHERE status IN ('queued', 'in_progress', 'waiting');
CREATE INDEX turns_open_session ON turns (session_id, status)
    WHERE status IN ('queued', 'in_progress', 'waiting');

-- kind: message, reasoning, function_call, function_output, approval, compaction, memory.
-- `text` is what people and models read: a message, a call's arguments as received, an output.
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    session_id INTEGER NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 1),
    turn_id INTEGER REFERENCES turns (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    role TEXT,
    status TEXT NOT NULL
        CHECK (status IN ('in_progress', 'completed', 'failed', 'cancelled', 'in_doubt')),
    call_id TEXT,
    name TEXT,
    text TEXT NOT NULL,
    token_ids BLOB,
    model_fingerprint TEXT,
    integrity TEXT NOT NULL DEFAULT 'untrusted',
    confidentiality TEXT NOT NULL DEFAULT 'project',
    origins TEXT NOT NULL DEFAULT '[]',
    created_at_us INTEGER NOT NULL,
    completed_at_us INTEGER,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER,
    UNIQUE (branch_id, position)
) STRICT;
CREATE INDEX items_turn ON items (turn_id);

-- A session as it is shown, in the order in which core/sessions reads the columns. open_state is
-- NULL when no turn is open, else 1 queued, 2 waiting for a person, 3 in progress.
CREATE VIEW session_rows AS
SELECT s.id, s.uuid, s.agent_id, s.agent_version_id, a.uuid AS agent_uuid, v.name AS agent_name,
    v.version AS agent_version, s.title, s.active_branch_id, b.uuid AS active_branch_uuid,
    (SELECT count(*) FROM branches WHERE session_id = s.id) AS branch_count,
    (SELECT count(*) FROM turns WHERE session_id = s.id) AS turn_count,
    s.tokens_computed, s.tokens_cached, s.tokens_output,
    (SELECT max(CASE status WHEN 'queued' THEN 1 WHEN 'waiting' THEN 2 ELSE 3 END) FROM turns
        WHERE session_id = s.id AND status IN ('queued', 'in_progress', 'waiting')) AS open_state,
    l.status AS last_status, l.error_code AS last_error_code, l.error_message AS last_error_message,
    s.created_at_us, s.last_active_at_us, s.removed_seq
FROM sessions s
    JOIN agents a ON a.id = s.agent_id
    JOIN agent_versions v ON v.id = s.agent_version_id
    JOIN branches b ON b.id = s.active_branch_id
    LEFT JOIN turns l ON l.id = (SELECT max(id) FROM turns WHERE session_id = s.id);

-- An item as it is shown, likewise.
CREATE VIEW item_rows AS
SELECT i.id, i.uuid, s.uuid AS session_uuid, b.uuid AS branch_uuid, i.position, i.turn_id,
    t.uuid AS turn_uuid, i.kind, i.role, i.status, i.call_id, i.name, i.text, i.token_ids,
    i.model_fingerprint, i.integrity, i.confidentiality, i.origins, i.created_at_us,
    i.completed_at_us, i.added_seq, i.branch_id
FROM items i
    JOIN sessions s ON s.id = i.session_id
    JOIN branches b ON b.id = i.branch_id
    LEFT JOIN turns t ON t.id = i.turn_id;

-- The journal of a turn: step by step an intent, then its result. `payload` is a JSON object whose
-- shape core/turns documents; erasing content turns it into a tombstone.
CREATE TABLE journal (
    id INTEGER PRIMARY KEY,
    turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
    step INTEGER NOT NULL CHECK (step >= 1),
    phase TEXT NOT NULL CHECK (phase IN ('intent', 'result')),
    kind TEXT NOT NULL CHECK (kind IN ('model_call', 'tool_call', 'approval', 'finish')),
    call_id TEXT,
    arguments_hash BLOB CHECK (arguments_hash IS NULL OR length(arguments_hash) = 32),
    effect TEXT CHECK (effect IN ('pure', 'idempotent', 'transactional', 'verifiable', 'unsafe')),
    idempotency_key TEXT,
    outcome TEXT
        CHECK (outcome IN ('succeeded', 'failed', 'cancelled', 'in_doubt', 'interrupted')),
    payload TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    UNIQUE (turn_id, step, phase)
) STRICT;

CREATE TABLE memory_blocks (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL CHECK (length(uuid) = 16),
    agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    limit_bytes INTEGER NOT NULL CHECK (limit_bytes > 0),
    integrity TEXT NOT NULL DEFAULT 'untrusted',
    confidentiality TEXT NOT NULL DEFAULT 'project',
    origins TEXT NOT NULL DEFAULT '[]',
    created_at_us INTEGER NOT NULL,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER
) STRICT;
CREATE UNIQUE INDEX memory_blocks_current ON memory_blocks (agent_id, label)
    WHERE removed_seq IS NULL;
CREATE INDEX memory_blocks_agent ON memory_blocks (agent_id, label);

-- state: active, or quarantine until a person releases its source. `branch_id` is set for what was
-- written on a fork; other branches do not see it before a merge.
CREATE TABLE memory_records (
    id INTEGER PRIMARY KEY,
    uuid BLOB NOT NULL UNIQUE CHECK (length(uuid) = 16),
    agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    branch_id INTEGER REFERENCES branches (id) ON DELETE SET NULL,
    kind TEXT NOT NULL CHECK (kind IN ('semantic', 'episodic', 'procedural', 'preference')),
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'quarantine')),
    text TEXT NOT NULL,
    integrity TEXT NOT NULL DEFAULT 'untrusted',
    confidentiality TEXT NOT NULL DEFAULT 'project',
    origins TEXT NOT NULL DEFAULT '[]',
    valid_from_us INTEGER,
    valid_to_us INTEGER,
    created_at_us INTEGER NOT NULL,
    added_seq INTEGER NOT NULL,
    removed_seq INTEGER
) STRICT;
CREATE INDEX memory_records_agent ON memory_records (agent_id, id DESC) WHERE removed_seq IS NULL;
CREATE INDEX memory_records_agent_kind ON memory_records (agent_id, kind, id DESC)
    WHERE removed_seq IS NULL;
CREATE INDEX memory_records_kind ON memory_records (kind, id DESC) WHERE removed_seq IS NULL;
CREATE INDEX memory_records_quarantine ON memory_records (id DESC)
    WHERE state = 'quarantine' AND removed_seq IS NULL;

-- Where a record came from: a person, an item, a file. At least one row for each record.
CREATE TABLE memory_sources (
    id INTEGER PRIMARY KEY,
    record_id INTEGER NOT NULL REFERENCES memory_records (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('user', 'item', 'file')),
    item_id INTEGER REFERENCES items (id) ON DELETE SET NULL,
    reference TEXT NOT NULL,
    quote TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX memory_sources_record ON memory_sources (record_id);

-- A record as it is shown, in the order in which core/memory reads the columns.
CREATE VIEW record_rows AS
SELECT r.id, r.uuid, a.uuid AS agent_uuid, r.kind, r.state, r.text, r.integrity, r.confidentiality,
    r.origins, r.created_at_us, r.agent_id, r.removed_seq
FROM memory_records r JOIN agents a ON a.id = r.agent_id;

-- The words of the texts, and as one more word the agent's key, so that a search reads only the
-- postings that are both. core/memory writes it with each record: a trigger may not, since this
-- schema is not trusted to use virtual tables (PRAGMA trusted_schema = OFF).
CREATE VIRTUAL TABLE memory_words USING fts5 (
    text, agent_id, content = 'memory_records', content_rowid = 'id',
    tokenize = "unicode61 remove_diacritics 2", prefix = '3 4'
);
-- Append-only and hash-chained: hash = SHA-256(version, previous hash, the entry's canonical text).
-- What an entry is about stays outside, behind a salted commitment, so that erasing the payload
-- leaves the chain whole.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    created_at_us INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE audit_payloads (
    audit_id INTEGER PRIMARY KEY REFERENCES audit (id),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    payload TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit chain is append-only');
END;
CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'the audit chain is append-only');
END;
