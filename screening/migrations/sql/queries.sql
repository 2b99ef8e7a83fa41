-- Queries and source verification: rows that are only added, audited and walled like every other row of a screening. The
-- monitor writes here and nowhere else, so the wall of these three tables has a door of its own.

DO $$
DECLARE
    kept text;
    writers text;
BEGIN
    FOR kept, writers IN SELECT * FROM (VALUES
        ('screening_query', '{monitor,investigator}'),
        ('screening_queryentry', '{monitor,investigator,coordinator}'),
        ('screening_sourcecheck', '{monitor}')
    ) AS list LOOP
        EXECUTE format('CREATE TRIGGER trialsite_only_added BEFORE UPDATE OR DELETE ON %I FOR EACH ROW '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
        EXECUTE format('CREATE TRIGGER trialsite_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
        PERFORM trialsite_audit_table(kept::regclass, '', '', '');
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', kept);
        EXECUTE format('CREATE POLICY trialsite_site ON %I USING (EXISTS (SELECT FROM screening_screening AS s '
                       'WHERE s.id = screening_id AND s.site_id = ANY ((SELECT trialsite_sites())::bigint[]))) '
                       'WITH CHECK (EXISTS (SELECT FROM screening_screening AS s '
                       'WHERE s.id = screening_id AND s.site_id = ANY ((SELECT trialsite_sites(%L::text[]))::bigint[])))',
                       kept, writers);
    END LOOP;
END $$;

-- An entry belongs to a query of its screening that nobody has closed; two people at once wait for each other.
CREATE FUNCTION trialsite_guard_queryentry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(720391, NEW.query_id::integer);
    IF NEW.screening_id IS DISTINCT FROM (SELECT screening_id FROM screening_query WHERE id = NEW.query_id) THEN
        RAISE EXCEPTION 'query %: it belongs to another screening', NEW.query_id USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM screening_queryentry WHERE query_id = NEW.query_id AND step = 'closed') THEN
        RAISE EXCEPTION 'query %: it has been closed', NEW.query_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_queryentry
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_queryentry();

-- What is of the data of a version is about the version that stands.
CREATE FUNCTION trialsite_guard_sourcecheck() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.version IS DISTINCT FROM (SELECT version FROM screening_screening WHERE id = NEW.screening_id) THEN
        RAISE EXCEPTION 'source check: version % is not the current one', NEW.version USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_sourcecheck
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_sourcecheck();

-- A form's key that was used for something of another site.
CREATE OR REPLACE FUNCTION trialsite_key_used(key uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM screening_screening WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_signature WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_enrolment WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_query WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_queryentry WHERE idempotency_key = key)
$$;

-- The trail of these tables is, like that of the others, of the sites it is about; a row of no site is the operator's.
DROP POLICY trialsite_site ON screening_auditevent;
CREATE POLICY trialsite_site ON screening_auditevent FOR SELECT USING (
    (site_id = ANY ((SELECT trialsite_sites())::bigint[]) AND table_name <> 'screening_participantidentity')
    OR site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[])
    OR (site_id IS NULL AND trialsite_setting('viewer') = '*')
    OR (site_id IS NULL AND screening_id IS NULL AND (SELECT trialsite_sites()) <> '{}' AND table_name <> ALL (ARRAY[
        'screening_participant', 'screening_participantidentity', 'screening_screening', 'screening_factchange',
        'screening_assessment', 'screening_judgement', 'screening_signature', 'screening_enrolment',
        'screening_query', 'screening_queryentry', 'screening_sourcecheck'])));
