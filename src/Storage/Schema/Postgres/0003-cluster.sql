-- serves 2
-- Who owns which partition of the grains. One row says what the cluster is; its lock makes every change one step, and its
-- version grows with each.
CREATE TABLE cluster (
    id          text NOT NULL,
    partitions  integer NOT NULL,
    fingerprint bytea NOT NULL,
    version     bigint NOT NULL DEFAULT 0,
    incarnation integer NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX cluster_is_one ON cluster ((true));

-- A silo lives while its lease runs, by this server's clock, and its session holds the advisory lock of its incarnation.
CREATE TABLE silos (
    id          text PRIMARY KEY,
    incarnation integer NOT NULL UNIQUE,
    endpoint    text NOT NULL,
    lease_until timestamptz NOT NULL
);

-- owner is the incarnation of a silo; a partition whose owner does not live is free.
CREATE TABLE partitions (
    partition integer PRIMARY KEY,
    owner     integer NOT NULL
) WITH (fillfactor = 50);

-- The first of the two numbers of every silo's advisory lock.
CREATE FUNCTION silo_lock() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 485018143';

-- Makes the step that follows the only one, and forgets the silos that do not live.
CREATE FUNCTION cluster_turn() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM cluster FOR UPDATE;
    DELETE FROM silos s WHERE s.lease_until <= clock_timestamp() OR NOT EXISTS (
        SELECT FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND l.classid::bigint = silo_lock() AND l.objid::bigint = s.incarnation);
    IF FOUND THEN
        UPDATE cluster SET version = version + 1;
        DELETE FROM partitions p WHERE NOT EXISTS (SELECT FROM silos s WHERE s.incarnation = p.owner);
    END IF;
END $$;

CREATE FUNCTION silo_lives(of_incarnation integer) RETURNS boolean LANGUAGE sql AS
    'SELECT EXISTS (SELECT FROM silos WHERE incarnation = of_incarnation)';

-- What the cluster is, made by the first that asks: null when it is what the caller is set to, otherwise the name of what
-- differs.
CREATE FUNCTION cluster_agree(of_id text, of_partitions integer, of_fingerprint bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    known cluster%ROWTYPE;
BEGIN
    INSERT INTO cluster (id, partitions, fingerprint) VALUES (of_id, of_partitions, of_fingerprint) ON CONFLICT DO NOTHING;
    SELECT * INTO known FROM cluster FOR UPDATE;
    RETURN CASE WHEN known.id <> of_id THEN 'id' WHEN known.partitions <> of_partitions THEN 'partitions'
        WHEN known.fingerprint <> of_fingerprint THEN 'fingerprint' END;
END $$;

CREATE FUNCTION next_incarnation() RETURNS integer LANGUAGE sql AS
    'UPDATE cluster SET incarnation = incarnation + 1 RETURNING incarnation';

-- False when a silo of this id lives. The caller's session holds the lock of the incarnation.
CREATE FUNCTION silo_join(of_id text, of_incarnation integer, of_endpoint text, lease interval)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    INSERT INTO silos (id, incarnation, endpoint, lease_until)
    VALUES (of_id, of_incarnation, of_endpoint, clock_timestamp() + lease) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        UPDATE cluster SET version = version + 1;
        RETURN true;
    END IF;
    RETURN false;
END $$;

-- The view, as one row; owners in the order of the partitions, 0 for none.
CREATE FUNCTION cluster_view(
    OUT of_version bigint, OUT ids text[], OUT incarnations integer[], OUT endpoints text[], OUT owners integer[])
LANGUAGE sql AS $$
    SELECT (SELECT version FROM cluster),
        (SELECT coalesce(array_agg(id ORDER BY incarnation), '{}') FROM silos),
        (SELECT coalesce(array_agg(incarnation ORDER BY incarnation), '{}') FROM silos),
        (SELECT coalesce(array_agg(endpoint ORDER BY incarnation), '{}') FROM silos),
        (SELECT array_agg(coalesce(p.owner, 0) ORDER BY n) FROM generate_series(0, (SELECT partitions FROM cluster) - 1) n
            LEFT JOIN partitions p ON p.partition = n)
$$;

-- Each of these answers whether the silo lives; if not, nothing was done.
CREATE FUNCTION silo_renew(of_incarnation integer, lease interval) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    UPDATE silos SET lease_until = clock_timestamp() + lease WHERE incarnation = of_incarnation;
    RETURN FOUND;
END $$;

CREATE FUNCTION silo_claim(of_incarnation integer, wanted integer[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    IF NOT silo_lives(of_incarnation) THEN
        RETURN false;
    END IF;
    INSERT INTO partitions (partition, owner) SELECT unnest(wanted), of_incarnation ON CONFLICT DO NOTHING;
    IF FOUND THEN
        UPDATE cluster SET version = version + 1;
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION silo_hand_over(of_incarnation integer, given integer[], receiver integer)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    IF NOT silo_lives(of_incarnation) THEN
        RETURN false;
    END IF;
    IF silo_lives(receiver) THEN
        UPDATE partitions SET owner = receiver WHERE partition = ANY (given) AND owner = of_incarnation;
    ELSE
        DELETE FROM partitions WHERE partition = ANY (given) AND owner = of_incarnation;
    END IF;
    IF FOUND THEN
        UPDATE cluster SET version = version + 1;
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION silo_leave(of_incarnation integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM cluster_turn();
    DELETE FROM silos WHERE incarnation = of_incarnation;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE cluster SET version = version + 1;
    DELETE FROM partitions WHERE owner = of_incarnation;
    RETURN true;
END $$;
