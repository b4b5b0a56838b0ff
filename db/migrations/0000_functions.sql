-- UUIDv7 made by SQL, for set-wise inserts: the server's own where it has one (PostgreSQL 18), else ours.
DO $outer$
BEGIN
  IF EXISTS (SELECT FROM pg_proc WHERE proname = 'uuidv7' AND pronamespace = 'pg_catalog'::regnamespace) THEN
    CREATE OR REPLACE FUNCTION belfry_uuidv7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT uuidv7()';
  ELSE
    CREATE OR REPLACE FUNCTION belfry_uuidv7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $inner$
      SELECT encode(
        set_bit(set_bit(
          overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
          52, 1), 53, 1), 'hex')::uuid
    $inner$;
  END IF;
END
$outer$;
