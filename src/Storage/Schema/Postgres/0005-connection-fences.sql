-- serves 3
-- Who may pass messages of a connection: the newest claim's number, as a mark without rows. append_steps compares and locks
-- it like any other mark, so that no step that was judged under an earlier claim is stored once a later one has its answer.
-- Marks come sorted by id, each once.
CREATE FUNCTION claim_connections(wanted uuid[], of_connection uuid[]) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    claimed bigint[];
BEGIN
    INSERT INTO marks (mark, connection, device)
    SELECT w.mark, w.connection, 'ffffffff-ffff-ffff-ffff-ffffffffffff'
    FROM unnest(wanted, of_connection) AS w (mark, connection) ORDER BY w.mark ON CONFLICT (mark) DO NOTHING;
    PERFORM 1 FROM marks WHERE mark = ANY (wanted) ORDER BY mark FOR NO KEY UPDATE;
    WITH taken AS (
        UPDATE marks m SET sequence = m.sequence + 1 WHERE m.mark = ANY (wanted) RETURNING m.mark, m.sequence)
    SELECT array_agg(sequence ORDER BY mark) INTO claimed FROM taken;
    RETURN claimed;
END $$;

CREATE OR REPLACE FUNCTION after_restore() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    mailboxes bigint;
BEGIN
    UPDATE heads SET epoch = epoch + 1048576;
    GET DIAGNOSTICS mailboxes = ROW_COUNT;
    UPDATE marks SET sequence = sequence + 1048576 WHERE device = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
    PERFORM setval('state_versions', nextval('state_versions') + 1048576);
    UPDATE meta SET value = floor(random() * 2147483647)::bigint WHERE name = 'incarnation';
    RETURN mailboxes;
END $$;
