-- A batch of steps, judged and stored as one. The caller has judged them among themselves: heads and marks come sorted
-- by id, each once, with the state from which the batch was judged. If any head, mark or hold stands otherwise, nothing
-- is stored and the answer says how they stand:
--   {0}: stored; otherwise {1, then epoch and sequence of each head (-1, -1 for none), the sequence of each mark (0 for
--   none), 1 or 0 for each hold}.
-- Rows stand in the order of their positions. A row of a mark of the zero device gets its number here.
CREATE FUNCTION append_steps(
    of_writers integer[], bases bigint[],
    head_id uuid[], head_epoch bigint[], head_before bigint[], head_after bigint[], head_expiry bigint[],
    mark_id uuid[], mark_before bigint[], mark_added bigint[], mark_connection uuid[], mark_device uuid[],
    mark_digest bytea[], mark_epoch bigint[], mark_message integer[], mark_outcome smallint[],
    hold_connection uuid[], hold_message uuid[], hold_side uuid[], hold_stands boolean[],
    row_part integer[], row_sequence bigint[], row_mark integer[], row_number bigint[], row_at bigint[],
    row_kind smallint[], row_outcome smallint[], row_mailbox uuid[], row_connection uuid[], row_digest bytea[],
    row_lineage bytea[], row_body bytea[],
    run_mailbox uuid[], run_sequence bigint[], run_first bigint[], run_last bigint[], run_at bigint[],
    run_part integer[],
    span_mark integer[], span_first bigint[], span_last bigint[], span_from bigint[], span_to bigint[],
    span_at bigint[], span_part integer[],
    close_connection uuid[], close_message uuid[], close_side uuid[],
    open_connection uuid[], open_message uuid[], open_side uuid[], open_place bigint[], open_sender uuid[],
    open_recipient uuid[], open_category text[], open_held bigint[], open_expires bigint[], open_lineage bytea[],
    open_envelope bytea[])
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    of_writer integer := of_writers[1];
    base bigint := bases[1];
    epochs bigint[] := '{}';
    sequences bigint[] := '{}';
    numbers bigint[] := '{}';
    stands boolean[] := '{}';
    newest bigint := 0;
BEGIN
    IF cardinality(head_id) > 0 THEN
        SELECT array_agg(h.epoch), array_agg(h.sequence) INTO epochs, sequences FROM (
            SELECT epoch, sequence FROM heads WHERE mailbox = ANY (head_id) ORDER BY mailbox FOR NO KEY UPDATE) h;
    END IF;
    IF cardinality(mark_id) > 0 THEN
        IF 0 >= ANY (mark_before) THEN
            INSERT INTO marks (mark, connection, device)
            SELECT n.mark, n.connection, n.device
            FROM unnest(mark_id, mark_before, mark_connection, mark_device) AS n (mark, before, connection, device)
            WHERE n.before <= 0 AND NOT EXISTS (SELECT FROM marks m WHERE m.mark = n.mark)
            ORDER BY n.mark ON CONFLICT (mark) DO NOTHING;
        END IF;
        SELECT array_agg(m.sequence), max(m.stamp) INTO numbers, newest FROM (
            SELECT sequence, stamp FROM marks WHERE mark = ANY (mark_id) ORDER BY mark FOR NO KEY UPDATE) m;
    END IF;
    FOR i IN 1 .. cardinality(hold_connection) LOOP
        PERFORM 1 FROM holds
        WHERE connection = hold_connection[i] AND message = hold_message[i] AND side = hold_side[i] FOR UPDATE;
        stands[i] := FOUND;
    END LOOP;

    -- -1 stands for "whatever it is": marks of the zero device.
    IF epochs IS DISTINCT FROM head_epoch OR sequences IS DISTINCT FROM head_before
        OR stands IS DISTINCT FROM hold_stands
        OR (numbers IS DISTINCT FROM mark_before AND (cardinality(numbers) IS DISTINCT FROM cardinality(mark_before)
            OR EXISTS (SELECT FROM unnest(numbers, mark_before) AS x (has, wanted)
                WHERE wanted <> -1 AND has <> wanted))) THEN
        RETURN 1::bigint
            || (SELECT coalesce(array_agg(v ORDER BY n, k), '{}') FROM (
                SELECT w.n, k, CASE k WHEN 0 THEN coalesce(h.epoch, -1) ELSE coalesce(h.sequence, -1) END AS v
                FROM unnest(head_id) WITH ORDINALITY AS w (id, n) LEFT JOIN heads h ON h.mailbox = w.id,
                    generate_series(0, 1) k) x)
            || (SELECT coalesce(array_agg(coalesce(m.sequence, 0) ORDER BY w.n), '{}')
                FROM unnest(mark_id) WITH ORDINALITY AS w (id, n) LEFT JOIN marks m ON m.mark = w.id)
            || (SELECT coalesce(array_agg(s::integer::bigint ORDER BY n), '{}')
                FROM unnest(stands) WITH ORDINALITY AS x (s, n));
    END IF;

    IF cardinality(row_part) > 0 THEN
        newest := greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint, newest + 1);
        INSERT INTO log (writer, part, position, sequence, number, at, kind, outcome, mailbox, mark, connection, digest,
            lineage, body)
        SELECT of_writer, r.part, base + r.n, r.sequence,
            CASE WHEN r.number > 0 THEN r.number ELSE coalesce(numbers[r.mark], 0) - r.number END,
            r.at, r.kind, r.outcome, r.mailbox,
            coalesce(mark_id[r.mark], '00000000-0000-0000-0000-000000000000'), r.connection, r.digest, r.lineage, r.body
        FROM unnest(row_part, row_sequence, row_mark, row_number, row_at, row_kind, row_outcome, row_mailbox,
            row_connection, row_digest, row_lineage, row_body) WITH ORDINALITY
            AS r (part, sequence, mark, number, at, kind, outcome, mailbox, connection, digest, lineage, body, n);
        IF cardinality(run_mailbox) > 0 THEN
            UPDATE heads h SET sequence = w.after,
                next_expiry = CASE WHEN w.expiry = -1 THEN h.next_expiry ELSE least(h.next_expiry, w.expiry) END
            FROM unnest(head_id, head_before, head_after, head_expiry) AS w (id, before, after, expiry)
            WHERE h.mailbox = w.id AND w.after > w.before;
            INSERT INTO mailbox_segments (mailbox, first_sequence, first_position, last_position, max_at, part, writer)
            SELECT s.*, of_writer FROM unnest(run_mailbox, run_sequence, run_first, run_last, run_at, run_part) s;
        END IF;
        IF cardinality(span_mark) > 0 THEN
            UPDATE marks m SET sequence = m.sequence + w.added, stamp = newest, digest = w.digest,
                epoch_number = w.epoch, message = w.message, outcome = w.outcome
            FROM unnest(mark_id, mark_added, mark_digest, mark_epoch, mark_message, mark_outcome)
                AS w (id, added, digest, epoch, message, outcome)
            WHERE m.mark = w.id AND w.added > 0;
            INSERT INTO mark_segments (mark, first_number, last_number, first_position, last_position, max_at, part,
                stamp, writer)
            SELECT mark_id[s.mark], numbers[s.mark] + s.first, numbers[s.mark] + s.last, s.from_position, s.to_position,
                s.at, s.part, newest, of_writer
            FROM unnest(span_mark, span_first, span_last, span_from, span_to, span_at, span_part)
                AS s (mark, first, last, from_position, to_position, at, part);
        END IF;
    END IF;
    IF cardinality(close_connection) > 0 THEN
        DELETE FROM holds h USING unnest(close_connection, close_message, close_side) AS w (connection, message, side)
        WHERE h.connection = w.connection AND h.message = w.message AND h.side = w.side;
    END IF;
    IF cardinality(open_connection) > 0 THEN
        INSERT INTO holds (connection, message, side, writer, place, sender, recipient, category, held_at, expires_at,
            lineage, envelope)
        SELECT o.connection, o.message, o.side, of_writer, o.place, o.sender, o.recipient, o.category, o.held,
            o.expires, o.lineage, o.envelope
        FROM unnest(open_connection, open_message, open_side, open_place, open_sender, open_recipient, open_category,
            open_held, open_expires, open_lineage, open_envelope)
            AS o (connection, message, side, place, sender, recipient, category, held, expires, lineage, envelope)
        ORDER BY 1, 2, 3;
    END IF;
    RETURN '{0}';
END $$;
