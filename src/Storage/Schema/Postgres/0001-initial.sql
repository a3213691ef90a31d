-- Small facts about the database itself: which life of it this is.
CREATE TABLE meta (
    name  text PRIMARY KEY,
    value bigint NOT NULL
);

-- One row per connection that ever wrote. Its rows of the log are numbered by itself, so writers never contend.
CREATE TABLE writers (
    id    integer PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE FUNCTION open_writer() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    given integer;
BEGIN
    PERFORM pg_advisory_xact_lock(4850181421777769471);
    INSERT INTO writers (id) SELECT coalesce(max(id), 0) + 1 FROM writers RETURNING id INTO given;
    RETURN given;
END $$;

-- One row per mailbox. Only the newest epoch may append; next_expiry is the mailbox's row of the due table.
CREATE TABLE heads (
    mailbox     uuid PRIMARY KEY,
    epoch       bigint NOT NULL,
    sequence    bigint NOT NULL,
    next_expiry bigint
) WITH (fillfactor = 70);
CREATE INDEX heads_due ON heads (next_expiry) WHERE next_expiry IS NOT NULL;

-- One row per sending device and connection: its newest settled number. The zero device stands for entries that settle
-- none. mark is a hash of connection and device; stamp the time of its newest batch, which only grows.
CREATE TABLE marks (
    mark         uuid PRIMARY KEY,
    connection   uuid NOT NULL,
    device       uuid NOT NULL,
    sequence     bigint NOT NULL DEFAULT 0,
    stamp        bigint NOT NULL DEFAULT 0,
    digest       bytea NOT NULL DEFAULT '',
    epoch_number bigint NOT NULL DEFAULT 0,
    message      integer NOT NULL DEFAULT 0,
    outcome      smallint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
CREATE INDEX marks_by_connection ON marks (connection);

-- The log, partitioned by retention class and day: part = day * 128 + class, where days of what is kept for ever are
-- counted in hundreds. Each part is named log_<part>. Segments find the rows; see log_part_open for the only index.
CREATE TABLE log (
    writer     integer NOT NULL,
    part       integer NOT NULL,
    position   bigint NOT NULL,
    sequence   bigint NOT NULL,
    number     bigint NOT NULL,
    at         bigint NOT NULL,
    kind       smallint NOT NULL,
    outcome    smallint NOT NULL,
    mailbox    uuid NOT NULL,
    mark       uuid NOT NULL,
    connection uuid NOT NULL,
    digest     bytea NOT NULL,
    lineage    bytea NOT NULL,
    body       bytea NOT NULL
) PARTITION BY LIST (part);
-- Sealed bytes do not shrink.
ALTER TABLE log ALTER COLUMN body SET STORAGE EXTERNAL;

-- Rows of one mailbox in one batch and part: side by side, in the order of their sequences.
CREATE TABLE mailbox_segments (
    mailbox        uuid NOT NULL,
    first_sequence bigint NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    max_at         bigint NOT NULL,
    writer         integer NOT NULL,
    part           integer NOT NULL,
    PRIMARY KEY (mailbox, first_sequence)
);
CREATE INDEX mailbox_segments_by_part ON mailbox_segments USING brin (part) WITH (pages_per_range = 16);

-- Rows of one mark in one batch and part lie between two positions. stamp orders the batches of a conversation.
CREATE TABLE mark_segments (
    mark           uuid NOT NULL,
    first_number   bigint NOT NULL,
    last_number    bigint NOT NULL,
    first_position bigint NOT NULL,
    last_position  bigint NOT NULL,
    max_at         bigint NOT NULL,
    stamp          bigint NOT NULL,
    writer         integer NOT NULL,
    part           integer NOT NULL,
    PRIMARY KEY (mark, first_number)
);
CREATE INDEX mark_segments_by_part ON mark_segments USING brin (part) WITH (pages_per_range = 16);

-- The parts that there are. What is older than its part's cutoff is not read any more; a part that is wholly behind it
-- is dropped.
CREATE TABLE log_parts (
    part   integer PRIMARY KEY,
    cutoff bigint NOT NULL DEFAULT -9e18
);

CREATE TABLE cursors (
    mailbox  uuid NOT NULL,
    device   uuid NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (mailbox, device)
) WITH (fillfactor = 70);

-- Open holds; (writer, place) is the order in which they were opened.
CREATE TABLE holds (
    connection uuid NOT NULL,
    message    uuid NOT NULL,
    side       uuid NOT NULL,
    writer     integer NOT NULL,
    place      bigint NOT NULL,
    sender     uuid NOT NULL,
    recipient  uuid NOT NULL,
    category   text NOT NULL,
    held_at    bigint NOT NULL,
    expires_at bigint NOT NULL,
    lineage    bytea NOT NULL,
    envelope   bytea NOT NULL,
    PRIMARY KEY (connection, message, side)
);
ALTER TABLE holds ALTER COLUMN envelope SET STORAGE EXTERNAL;
CREATE INDEX holds_by_side ON holds (side, held_at);
CREATE INDEX holds_due ON holds (expires_at);

-- Epochs go with the messages that they open, and re-wraps with their epochs.
CREATE TABLE epochs (
    connection uuid NOT NULL,
    device     uuid NOT NULL,
    number     bigint NOT NULL,
    hash       bytea NOT NULL,
    record     bytea NOT NULL,
    at         bigint NOT NULL,
    retention  integer NOT NULL,
    PRIMARY KEY (connection, device, number)
);
CREATE INDEX epochs_by_hash ON epochs (connection, hash);
CREATE INDEX epochs_by_age ON epochs (retention, at) WHERE retention <> 0;

CREATE TABLE rewraps (
    connection uuid NOT NULL,
    epoch_hash bytea NOT NULL,
    device     uuid NOT NULL,
    record     bytea NOT NULL,
    PRIMARY KEY (connection, epoch_hash, device)
);

-- Grain state: opaque bytes under a version, of which none is ever used twice. due_at is its row of the due table.
CREATE TABLE states (
    grain_key  text NOT NULL,
    grain_type text NOT NULL,
    name       text NOT NULL,
    version    bigint NOT NULL,
    due_at     bigint,
    body       bytea NOT NULL,
    PRIMARY KEY (grain_key, grain_type, name)
);
CREATE INDEX states_due ON states (due_at) WHERE due_at IS NOT NULL;
CREATE SEQUENCE state_versions;

-- One chain for all writers. (source, number) names a record before it has its place, so that one whose commit had an
-- unknown outcome is not chained twice.
CREATE TABLE audit (
    position bigint PRIMARY KEY,
    source   bigint NOT NULL,
    number   bigint NOT NULL,
    at       bigint NOT NULL,
    actor    text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,
    outcome  text NOT NULL,
    origin   text NOT NULL,
    hash     bytea NOT NULL,
    UNIQUE (source, number)
);
CREATE TABLE audit_end (
    id       boolean PRIMARY KEY DEFAULT true CHECK (id),
    position bigint NOT NULL,
    hash     bytea NOT NULL
);
INSERT INTO audit_end (position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

-- Makes a part of the log. Attaching it does not stop the writers, as creating it in place would.
CREATE FUNCTION log_part_open(wanted integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4850181421777769472 + wanted);
    INSERT INTO log_parts (part) VALUES (wanted) ON CONFLICT (part) DO NOTHING;
    IF NOT FOUND THEN RETURN; END IF;
    EXECUTE format(
        'CREATE TABLE log_%1$s (LIKE log INCLUDING STORAGE, PRIMARY KEY (writer, position), CHECK (part = %1$s));
        ALTER TABLE log ATTACH PARTITION log_%1$s FOR VALUES IN (%1$s)', wanted);
END $$;

-- Deletes a bounded number of segments of a part, and the part itself when none is left; true when there is more to
-- do. The lock on the log is awaited only for a moment, since writers wait behind it.
CREATE FUNCTION log_part_drop(unwanted integer, bound integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    deleted integer;
BEGIN
    PERFORM pg_advisory_xact_lock(4850181421777769472 + unwanted);
    IF NOT EXISTS (SELECT FROM log_parts WHERE part = unwanted) THEN RETURN false; END IF;
    DELETE FROM mailbox_segments WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM mailbox_segments WHERE part = unwanted LIMIT bound));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    IF deleted = bound THEN RETURN true; END IF;
    DELETE FROM mark_segments WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM mark_segments WHERE part = unwanted LIMIT bound));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    IF deleted = bound THEN RETURN true; END IF;
    PERFORM set_config('lock_timeout', '1000', true);
    EXECUTE format('LOCK TABLE log, log_%s IN ACCESS EXCLUSIVE MODE', unwanted);
    -- What was written to it until this moment.
    DELETE FROM mailbox_segments WHERE part = unwanted;
    DELETE FROM mark_segments WHERE part = unwanted;
    DELETE FROM log_parts WHERE part = unwanted;
    EXECUTE format('DROP TABLE log_%s', unwanted);
    RETURN false;
END $$;

-- Takes mailboxes over, in the order of their ids: epoch, sequence and next expiry of each (-1 for none).
CREATE FUNCTION claim_heads(wanted uuid[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    claimed bigint[];
BEGIN
    INSERT INTO heads (mailbox, epoch, sequence) SELECT m, 0, 0 FROM unnest(wanted) m ORDER BY m
    ON CONFLICT (mailbox) DO NOTHING;
    PERFORM 1 FROM heads WHERE mailbox = ANY (wanted) ORDER BY mailbox FOR NO KEY UPDATE;
    WITH taken AS (
        UPDATE heads h SET epoch = h.epoch + 1, next_expiry = CASE
            WHEN h.next_expiry IS NULL OR h.sequence <= (
                SELECT max(c.sequence) FROM cursors c WHERE c.mailbox = h.mailbox)
            THEN NULL ELSE h.next_expiry END
        WHERE h.mailbox = ANY (wanted)
        RETURNING h.mailbox, ARRAY[h.epoch, h.sequence, coalesce(h.next_expiry, -1)] AS head)
    SELECT array_agg(head ORDER BY mailbox) INTO claimed FROM taken;
    RETURN claimed;
END $$;

-- Locks heads in the order of their ids, before anything else of a statement does.
CREATE FUNCTION lock_heads(wanted uuid[]) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM heads WHERE mailbox = ANY (wanted) ORDER BY mailbox FOR NO KEY UPDATE;
    RETURN 0;
END $$;

CREATE FUNCTION set_expiries(of_mailbox uuid[], of_epoch bigint[], wanted bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    UPDATE heads h SET next_expiry = nullif(w.expiry, -1)
    FROM unnest(of_mailbox, of_epoch, wanted) AS w (mailbox, epoch, expiry)
    WHERE h.mailbox = w.mailbox AND h.epoch = w.epoch;
    RETURN 0;
END $$;

CREATE FUNCTION move_cursors(of_mailbox uuid[], of_device uuid[], wanted bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cursors AS c (mailbox, device, sequence)
    SELECT w.* FROM unnest(of_mailbox, of_device, wanted) AS w (mailbox, device, sequence) ORDER BY 1, 2
    ON CONFLICT (mailbox, device) DO UPDATE SET sequence = excluded.sequence WHERE excluded.sequence > c.sequence;
    RETURN 0;
END $$;

-- The versions after the writes: the new one of each that was carried out (0 for a deletion), else -1 - the one that
-- stands (-1 for none). expected is 0 for none.
CREATE FUNCTION write_states(
    of_key text[], of_type text[], of_name text[], expected bigint[], deletes boolean[], due bigint[], bodies bytea[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    answers bigint[];
    stands bigint;
BEGIN
    FOR i IN 1 .. cardinality(of_key) LOOP
        stands := NULL;
        SELECT version INTO stands FROM states
        WHERE grain_key = of_key[i] AND grain_type = of_type[i] AND name = of_name[i] FOR UPDATE;
        IF coalesce(stands, 0) <> expected[i] THEN
            answers[i] := -1 - coalesce(stands, 0);
        ELSIF deletes[i] THEN
            DELETE FROM states WHERE grain_key = of_key[i] AND grain_type = of_type[i] AND name = of_name[i];
            answers[i] := 0;
        ELSIF stands IS NOT NULL THEN
            answers[i] := nextval('state_versions');
            UPDATE states SET version = answers[i], due_at = nullif(due[i], -1), body = bodies[i]
            WHERE grain_key = of_key[i] AND grain_type = of_type[i] AND name = of_name[i];
        ELSE
            answers[i] := nextval('state_versions');
            INSERT INTO states (grain_key, grain_type, name, version, due_at, body)
            VALUES (of_key[i], of_type[i], of_name[i], answers[i], nullif(due[i], -1), bodies[i])
            ON CONFLICT (grain_key, grain_type, name) DO NOTHING;
            IF NOT FOUND THEN
                -- Somebody else made it meanwhile.
                SELECT version INTO stands FROM states
                WHERE grain_key = of_key[i] AND grain_type = of_type[i] AND name = of_name[i];
                answers[i] := -1 - coalesce(stands, 0);
            END IF;
        END IF;
    END LOOP;
    RETURN answers;
END $$;

CREATE FUNCTION put_epochs(
    of_connection uuid[], of_device uuid[], of_number bigint[], hashes bytea[], records bytea[], ats bigint[],
    classes integer[])
RETURNS boolean[] LANGUAGE plpgsql AS $$
DECLARE
    answers boolean[];
BEGIN
    FOR i IN 1 .. cardinality(of_connection) LOOP
        INSERT INTO epochs (connection, device, number, hash, record, at, retention)
        VALUES (of_connection[i], of_device[i], of_number[i], hashes[i], records[i], ats[i], classes[i])
        ON CONFLICT (connection, device, number) DO NOTHING;
        answers[i] := FOUND OR EXISTS (SELECT FROM epochs
            WHERE connection = of_connection[i] AND device = of_device[i] AND number = of_number[i]
                AND hash = hashes[i] AND record = records[i]);
    END LOOP;
    RETURN answers;
END $$;

-- Raises the retention class of epochs; never lowers it.
CREATE FUNCTION keep_epochs(of_connection uuid[], classes integer[], since bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1 .. cardinality(of_connection) LOOP
        UPDATE epochs SET retention = classes[i]
        WHERE connection = of_connection[i] AND at >= since[i] AND retention <> 0
            AND (classes[i] = 0 OR retention < classes[i]);
    END LOOP;
    RETURN 0;
END $$;

CREATE FUNCTION put_rewraps(of_connection uuid[], of_epoch bytea[], of_device uuid[], records bytea[])
RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rewraps (connection, epoch_hash, device, record)
    SELECT w.* FROM unnest(of_connection, of_epoch, of_device, records) AS w (connection, hash, device, record)
    ORDER BY 1, 2, 3
    ON CONFLICT (connection, epoch_hash, device) DO UPDATE SET record = excluded.record;
    RETURN 0;
END $$;

CREATE FUNCTION delete_epochs(class integer, before bigint, bound integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    deleted integer;
BEGIN
    WITH gone AS (
        DELETE FROM epochs WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM epochs WHERE retention = class AND retention <> 0 AND at < before ORDER BY at LIMIT bound))
        RETURNING connection, hash),
    unwrapped AS (
        DELETE FROM rewraps r USING gone WHERE r.connection = gone.connection AND r.epoch_hash = gone.hash)
    SELECT count(*) INTO deleted FROM gone;
    RETURN deleted = bound;
END $$;

-- Gives records their place and hash: SHA-256(hash before || position || the rest of the canonical bytes). The row
-- lock makes one chain of all writers; it is taken last in a statement and held until its flush.
CREATE FUNCTION append_audit(
    of_source bigint[], of_number bigint[], ats bigint[], actors text[], actions text[], subjects text[],
    outcomes text[], origins text[], canonical bytea[])
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    place bigint;
    chain bytea;
BEGIN
    SELECT position, hash INTO place, chain FROM audit_end FOR UPDATE;
    FOR i IN 1 .. cardinality(of_source) LOOP
        CONTINUE WHEN EXISTS (SELECT FROM audit WHERE source = of_source[i] AND number = of_number[i]);
        place := place + 1;
        chain := sha256(chain || int8send(place) || canonical[i]);
        INSERT INTO audit (position, source, number, at, actor, action, subject, outcome, origin, hash)
        VALUES (place, of_source[i], of_number[i], ats[i], actors[i], actions[i], subjects[i], outcomes[i], origins[i],
            chain);
    END LOOP;
    UPDATE audit_end SET position = place, hash = chain;
    RETURN 0;
END $$;

-- To be called once after a backup was restored, before any server starts: every claim leaps, so that whoever claimed a
-- mailbox before can write no more, and cursors into conversations start anew.
CREATE FUNCTION after_restore() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    mailboxes bigint;
BEGIN
    UPDATE heads SET epoch = epoch + 1048576;
    GET DIAGNOSTICS mailboxes = ROW_COUNT;
    PERFORM setval('state_versions', nextval('state_versions') + 1048576);
    UPDATE meta SET value = floor(random() * 2147483647)::bigint WHERE name = 'incarnation';
    RETURN mailboxes;
END $$;

INSERT INTO meta (name, value) VALUES ('incarnation', floor(random() * 2147483647)::bigint);
