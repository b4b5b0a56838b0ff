CREATE INDEX "subject_mutes_of" ON "subject_mutes" USING btree ("workspace_id","subject_key");--> statement-breakpoint
-- The first moment from `moment` on at which a person's clock stands in none of their quiet windows.
CREATE FUNCTION belfry_after_quiet(moment timestamptz, tz text, quiet jsonb) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  ends timestamp;
  later timestamptz;
BEGIN
  -- Windows may follow each other; together they never fill the week, and each step leaves one behind.
  FOR step IN 1..100 LOOP
    SELECT max(opened + make_interval(days => (w."to" <= w."from")::int, mins => w."to")) INTO ends
    FROM jsonb_to_recordset(quiet) AS w(day int, "from" int, "to" int)
    CROSS JOIN LATERAL (VALUES (date_trunc('day', moment AT TIME ZONE tz)),
      (date_trunc('day', moment AT TIME ZONE tz) - interval '1 day')) AS d(opened)
    WHERE extract(isodow FROM opened) = w.day AND moment AT TIME ZONE tz >= opened + make_interval(mins => w."from")
      AND moment AT TIME ZONE tz < opened + make_interval(days => (w."to" <= w."from")::int, mins => w."to");
    EXIT WHEN ends IS NULL;
    later := ends AT TIME ZONE tz;
    -- Near a change of the clocks that reading may come twice, or never: then the first minute that is past it.
    IF (later AT TIME ZONE tz) - ((later - interval '3 hours') AT TIME ZONE tz) <> interval '3 hours' THEN
      SELECT min(candidate) INTO later FROM generate_series(later - interval '3 hours', later, interval '1 minute') candidate
      WHERE candidate > moment AND candidate AT TIME ZONE tz >= ends;
    END IF;
    moment := later;
  END LOOP;
  RETURN moment;
END $$;
--> statement-breakpoint
-- The next full hour, nine o'clock, or Monday's nine o'clock on that clock.
CREATE FUNCTION belfry_next_digest(moment timestamptz, tz text, cadence text) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE cadence
    WHEN 'hourly' THEN moment + (date_trunc('hour', wall) + interval '1 hour' - wall)
    WHEN 'daily' THEN (date_trunc('day', wall - interval '9 hours') + interval '1 day 9 hours') AT TIME ZONE tz
    WHEN 'weekly' THEN (date_trunc('week', wall - interval '9 hours') + interval '7 days 9 hours') AT TIME ZONE tz
    END
  FROM (SELECT moment AT TIME ZONE tz AS wall) clock
$$;
--> statement-breakpoint
-- When something that happens at `moment` is due: by cadence or delay, then out of the quiet hours.
CREATE FUNCTION belfry_due(moment timestamptz, tz text, cadence text, delay_minutes int, quiet jsonb) RETURNS timestamptz
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  due timestamptz;
BEGIN
  due := coalesce(belfry_next_digest(moment, tz, cadence), moment + make_interval(mins => coalesce(delay_minutes, 0)));
  RETURN CASE WHEN quiet IS NULL THEN due ELSE belfry_after_quiet(due, tz, quiet) END;
EXCEPTION WHEN invalid_parameter_value THEN
  -- A zone that this server does not know, though the application does: one person's clock must not stop an event.
  IF tz = 'UTC' THEN RAISE; END IF;
  RETURN belfry_due(moment, 'UTC', cadence, delay_minutes, quiet);
END $$;
