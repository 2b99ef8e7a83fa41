-- The audit trail is written here, by the database, in the transaction of the change: no door of the application, and
-- no statement typed into psql, gets around it. If the trail cannot be written, the change does not happen.
-- Who and why come from settings that services set for their transaction (screening/services/audit.py).

-- A list of rows with ids, seen as an object by id; an object as itself; NULL for everything else.
CREATE FUNCTION trialsite_by_key(value jsonb) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public AS $$
BEGIN
    IF jsonb_typeof(value) = 'object' THEN
        RETURN value;
    ELSIF jsonb_typeof(value) = 'array' AND jsonb_array_length(value) > 0
          AND NOT EXISTS (SELECT FROM jsonb_array_elements(value) AS item WHERE NOT coalesce(item ? 'id', false)) THEN
        RETURN (SELECT jsonb_object_agg(item ->> 'id', item) FROM jsonb_array_elements(value) AS item);
    END IF;
    RETURN NULL;
END $$;

-- {"path/of/field": [old, new]} for every field that differs.
CREATE FUNCTION trialsite_diff(path text, old_value jsonb, new_value jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public AS $$
DECLARE
    old_fields jsonb := trialsite_by_key(old_value);
    new_fields jsonb := trialsite_by_key(new_value);
    differences jsonb := '{}';
    field text;
BEGIN
    IF old_value IS NOT DISTINCT FROM new_value THEN
        RETURN differences;
    ELSIF old_fields IS NULL OR new_fields IS NULL THEN
        RETURN jsonb_build_object(path, jsonb_build_array(old_value, new_value));
    END IF;
    FOR field IN SELECT jsonb_object_keys(old_fields || new_fields) LOOP
        differences := differences || trialsite_diff(
            CASE WHEN path = '' THEN field ELSE path || '/' || field END, old_fields -> field, new_fields -> field);
    END LOOP;
    RETURN differences;
END $$;

CREATE FUNCTION trialsite_setting(name text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT coalesce(current_setting('trialsite.' || name, true), '')
$$;

-- One row of the trail. As the owner, because the application has no right to write the table.
CREATE FUNCTION trialsite_audit(
    what text, kind text, of_table text, of_row text, of_site bigint, of_screening bigint, fields jsonb, digest text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    who bigint := nullif(trialsite_setting('actor'), '')::bigint;
BEGIN
    INSERT INTO screening_auditevent
        (at, actor_id, actor_name, role, site_id, screening_id, verb, action, table_name, row_id, changes, reason, request_id,
         row_digest)
    VALUES (
        clock_timestamp(), who,
        -- Nobody announced: somebody at the database itself, by the name they signed in with.
        coalesce((SELECT username FROM screening_user WHERE id = who), 'database role ' || session_user),
        trialsite_setting('role'),
        coalesce(of_site, nullif(trialsite_setting('site'), '')::bigint),
        coalesce(of_screening, nullif(trialsite_setting('screening'), '')::bigint),
        coalesce(nullif(what, ''), nullif(trialsite_setting('verb'), ''), 'unannounced'),
        kind, of_table, of_row, fields, trialsite_setting('reason'), trialsite_setting('request_id'), digest
    );
END $$;

-- What a row is recognised by: everything in it but the columns left out. The same in every session's time zone.
CREATE FUNCTION trialsite_row_digest(of_row jsonb, left_out text[]) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public AS $$
    SELECT encode(sha256(convert_to((of_row - left_out)::text, 'UTF8')), 'hex')
$$;

-- The trigger. Its arguments, each a list of columns: left out (derived, or covered by a digest of their own), hidden
-- (that they changed is shown, and no value), and quiet (named only where nothing else changed with them).
CREATE FUNCTION trialsite_audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET timezone = 'UTC' AS $$
DECLARE
    left_out text[] := string_to_array(TG_ARGV[0], ',');
    hidden text[] := string_to_array(TG_ARGV[1], ',');
    quiet text[] := string_to_array(TG_ARGV[2], ',');
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - left_out END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - left_out END;
    either jsonb := coalesce(new_row, old_row);
    fields jsonb;
    secret text;
BEGIN
    IF old_row IS NOT DISTINCT FROM new_row THEN
        RETURN NULL;
    END IF;
    fields := trialsite_diff('', coalesce(old_row, '{}') - quiet, coalesce(new_row, '{}') - quiet);
    IF fields = '{}' THEN
        fields := trialsite_diff('', coalesce(old_row, '{}'), coalesce(new_row, '{}'));
    END IF;
    FOREACH secret IN ARRAY hidden LOOP
        IF fields ? secret THEN
            fields := fields || jsonb_build_object(secret, '["(not shown)", "(not shown)"]'::jsonb);
        END IF;
    END LOOP;
    PERFORM trialsite_audit(
        '', lower(TG_OP), TG_TABLE_NAME, coalesce(either ->> 'id', either ->> 'participant_id'),
        CASE TG_TABLE_NAME WHEN 'screening_site' THEN (either ->> 'id')::bigint ELSE (either ->> 'site_id')::bigint END,
        CASE TG_TABLE_NAME WHEN 'screening_screening' THEN (either ->> 'id')::bigint
                           ELSE (either ->> 'screening_id')::bigint END,
        fields,
        CASE WHEN TG_OP = 'DELETE' THEN '' ELSE trialsite_row_digest(new_row, '{}') END
    );
    RETURN NULL;
END $$;

-- What the application may add itself: an event that changes no row, such as a sign-in or an export. Who, why and where
-- come from the transaction's settings like everywhere else.
CREATE FUNCTION trialsite_audit_event(what text, details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT trialsite_audit(what, 'event', '', '', NULL, NULL, details, '')
$$;

-- --- the chain ------------------------------------------------------------------------------------------------------
-- Every event gets a link: its place in the order of commits, and a hash over the link before it and over the event as it
-- is stored. Links are made when the transaction commits, one transaction after the other (the advisory lock is held until
-- it has): so the lock is never held while anybody works, nobody waits for a row behind it, and no fork can come about.

-- A value that cannot be mistaken for its neighbours: its length, then itself; NULL has a sign of its own.
CREATE FUNCTION trialsite_measured(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(octet_length(value) || ':' || value || ',', '-')
$$;

-- screening/services/integrity/chain.py writes the same bytes again; change both together.
CREATE FUNCTION trialsite_link_hash(before text, place bigint, event screening_auditevent) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT encode(sha256(convert_to(
        trialsite_measured(before) || trialsite_measured(place::text) || trialsite_measured(event.id::text)
        || trialsite_measured(to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || trialsite_measured(event.actor_id::text) || trialsite_measured(event.actor_name) || trialsite_measured(event.role)
        || trialsite_measured(event.site_id::text) || trialsite_measured(event.screening_id::text)
        || trialsite_measured(event.verb) || trialsite_measured(event.action) || trialsite_measured(event.table_name)
        || trialsite_measured(event.row_id) || trialsite_measured(event.changes::text) || trialsite_measured(event.reason)
        || trialsite_measured(event.request_id) || trialsite_measured(event.row_digest), 'UTF8')), 'hex')
$$;

CREATE FUNCTION trialsite_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    last screening_auditlink;
BEGIN
    PERFORM pg_advisory_xact_lock(7203915240118);
    -- A statement of its own, so that it sees what was committed while this transaction waited for the lock.
    SELECT * INTO last FROM screening_auditlink ORDER BY seq DESC LIMIT 1;
    last.seq := coalesce(last.seq, 0) + 1;
    last.hash := coalesce(last.hash, repeat('0', 64));
    INSERT INTO screening_auditlink (seq, event_id, prev_hash, hash)
    VALUES (last.seq, NEW.id, last.hash, trialsite_link_hash(last.hash, last.seq, NEW));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER trialsite_chain AFTER INSERT ON screening_auditevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trialsite_chain();

-- --- which tables ---------------------------------------------------------------------------------------------------

-- For migrations: from here on every change of a table is in the trail.
CREATE FUNCTION trialsite_audit_table(named regclass, left_out text, hidden text, quiet text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER trialsite_audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW '
                   'EXECUTE FUNCTION trialsite_audit_row(%L, %L, %L)', named, left_out, hidden, quiet);
END $$;

-- For migrations: after a change of a table's columns its rows are other rows. Says so for each of them, in the trail.
CREATE FUNCTION trialsite_take_stock(named regclass) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    left_out text[] := (
        SELECT string_to_array(split_part(encode(tgargs, 'escape'), '\000', 1), ',') FROM pg_trigger
        WHERE tgrelid = named AND tgname = 'trialsite_audit'
    );
BEGIN
    EXECUTE format(
        'SELECT public.trialsite_audit(''migration.stock'', ''update'', %L, coalesce(kept ->> ''id'', kept ->> ''participant_id''), '
        '(kept ->> ''site_id'')::bigint, (kept ->> ''screening_id'')::bigint, ''{}'', public.trialsite_row_digest(kept, %L)) '
        'FROM (SELECT to_jsonb(each) AS kept FROM %s AS each) AS rows',
        (SELECT relname FROM pg_class WHERE oid = named), left_out, named);
END $$;

SELECT trialsite_audit_table(table_name::regclass, left_out, hidden, quiet) FROM (VALUES
    ('screening_user', 'last_login', 'password', ''),
    ('screening_secondfactor', 'last_step,last_use', 'secret,recovery', ''),
    ('screening_site', '', '', ''),
    ('screening_membership', '', '', ''),
    ('screening_trial', 'last_screening_number', '', ''),
    ('screening_participant', '', '', ''),
    ('screening_participantidentity', '', '', ''),
    -- The stored verdict is a copy of what the facts say on a day. The word of it is in the trail: a reviewer looks for
    -- people who stopped being ineligible. The rest changes at midnight without anybody's doing.
    ('screening_screening', 'verdict_counts,earliest_date,earliest_if_resolved,eligible_until,limited_by,failing,'
        'missing_count,first_missing_path,first_missing_section,verdict_as_of,verdict_digest', '', 'changed_at,changed_by_id'),
    ('screening_factchange', '', '', ''),
    -- Large documents that a digest in the same row stands for.
    ('screening_assessment', 'facts,result', '', ''),
    ('screening_judgement', '', '', ''),
    ('screening_signature', 'payload', '', ''),
    ('screening_enrolment', '', '', '')
) AS list (table_name, left_out, hidden, quiet);
