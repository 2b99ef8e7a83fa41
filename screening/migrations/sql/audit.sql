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
    what text, kind text, of_table text, of_row text, of_site bigint, of_screening bigint, fields jsonb
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    who bigint := nullif(trialsite_setting('actor'), '')::bigint;
BEGIN
    INSERT INTO screening_auditevent
        (at, actor_id, actor_name, role, site_id, screening_id, verb, action, table_name, row_id, changes, reason, request_id)
    VALUES (
        clock_timestamp(), who,
        -- Nobody announced: somebody at the database itself, by the name they signed in with.
        coalesce((SELECT username FROM screening_user WHERE id = who), 'database role ' || session_user),
        trialsite_setting('role'),
        coalesce(of_site, nullif(trialsite_setting('site'), '')::bigint),
        coalesce(of_screening, nullif(trialsite_setting('screening'), '')::bigint),
        coalesce(nullif(what, ''), nullif(trialsite_setting('verb'), ''), 'unannounced'),
        kind, of_table, of_row, fields, trialsite_setting('reason'), trialsite_setting('request_id')
    );
END $$;

-- The trigger. Its arguments: columns left out (derived or covered by a digest), columns whose values are not shown.
CREATE FUNCTION trialsite_audit_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    left_out text[] := string_to_array(TG_ARGV[0], ',');
    hidden text[] := string_to_array(TG_ARGV[1], ',');
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    either jsonb := coalesce(new_row, old_row);
    fields jsonb;
    secret text;
BEGIN
    fields := trialsite_diff('', coalesce(old_row, '{}') - left_out, coalesce(new_row, '{}') - left_out);
    IF TG_OP = 'UPDATE' AND fields = '{}' THEN
        RETURN NULL;
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
        fields
    );
    RETURN NULL;
END $$;

-- What the application may add itself: an event that changes no row, such as a sign-in or an export. Who, why and where
-- come from the transaction's settings like everywhere else.
CREATE FUNCTION trialsite_audit_event(what text, details jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT trialsite_audit(what, 'event', '', '', NULL, NULL, details)
$$;

DO $$
DECLARE
    audited record;
BEGIN
    FOR audited IN SELECT * FROM (VALUES
        ('screening_user', 'last_login', 'password'),
        ('screening_site', '', ''),
        ('screening_membership', '', ''),
        ('screening_trial', 'last_screening_number', ''),
        ('screening_participant', '', ''),
        ('screening_participantidentity', '', ''),
        -- The stored verdict is a copy of what the facts say on a day; it changes at midnight without anybody's doing.
        ('screening_screening', 'verdict,verdict_counts,earliest_date,earliest_if_resolved,eligible_until,limited_by,failing,'
            'missing_count,first_missing_path,first_missing_section,verdict_as_of,verdict_digest,changed_at,changed_by_id', ''),
        ('screening_factchange', '', ''),
        -- Large documents that a digest in the same row stands for.
        ('screening_assessment', 'facts,result', ''),
        ('screening_judgement', '', ''),
        ('screening_signature', 'payload', ''),
        ('screening_enrolment', '', '')
    ) AS list(table_name, left_out, hidden)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER trialsite_audit AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW '
            'EXECUTE FUNCTION trialsite_audit_row(%L, %L)', audited.table_name, audited.left_out, audited.hidden);
    END LOOP;
END $$;
