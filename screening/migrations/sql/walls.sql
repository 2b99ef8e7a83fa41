-- The second wall behind the selectors: what a person may not see does not exist for their transaction, whichever query
-- was forgotten to be narrowed. Who looks is told by the application for one transaction (screening/viewer.py); where
-- nobody is announced there is nothing. The owner (migrations, backups, constraints) sees all: it is not FORCEd.

-- The sites of the person announced, those only where they have one of the roles where roles are named. A role taken away
-- and an account closed count from the next statement on. '*' is the operator.
CREATE FUNCTION trialsite_sites(roles text[] DEFAULT NULL) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    viewer text := trialsite_setting('viewer');
BEGIN
    IF viewer = '' THEN
        RETURN '{}';
    ELSIF viewer = '*' THEN
        RETURN ARRAY(SELECT id FROM screening_site);
    END IF;
    RETURN ARRAY(
        SELECT m.site_id FROM screening_membership AS m JOIN screening_user AS u ON u.id = m.user_id
        WHERE u.id = viewer::bigint AND u.is_active AND m.active AND (roles IS NULL OR m.role = ANY (roles)));
END $$;

-- Where the person works with participants: who sees identities, and the only ones who write anything clinical.
CREATE FUNCTION trialsite_clinic_sites() RETURNS bigint[] LANGUAGE sql STABLE SET search_path = pg_catalog, public AS $$
    SELECT trialsite_sites(ARRAY['coordinator', 'investigator'])
$$;

-- In parentheses, so that PostgreSQL asks once for each query and not once for each row.
DO $$
DECLARE
    of_site text;
    of_screening text;
BEGIN
    FOREACH of_site IN ARRAY ARRAY['screening_participant', 'screening_screening'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', of_site);
        EXECUTE format('CREATE POLICY trialsite_site ON %I USING (site_id = ANY ((SELECT trialsite_sites())::bigint[])) '
                       'WITH CHECK (site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[]))', of_site);
    END LOOP;
    FOREACH of_screening IN ARRAY ARRAY['screening_factchange', 'screening_assessment', 'screening_judgement',
                                        'screening_signature', 'screening_enrolment'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', of_screening);
        EXECUTE format('CREATE POLICY trialsite_site ON %I USING (EXISTS (SELECT FROM screening_screening AS s '
                       'WHERE s.id = screening_id AND s.site_id = ANY ((SELECT trialsite_sites())::bigint[]))) '
                       'WITH CHECK (EXISTS (SELECT FROM screening_screening AS s '
                       'WHERE s.id = screening_id AND s.site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[])))',
                       of_screening);
    END LOOP;
END $$;

-- What identifies: in a schema of its own, for those who work with participants, and never for a list that is taken out.
CREATE SCHEMA identity;
ALTER TABLE screening_participantidentity SET SCHEMA identity;
ALTER TABLE identity.screening_participantidentity ENABLE ROW LEVEL SECURITY;
CREATE POLICY trialsite_site ON identity.screening_participantidentity
    USING (trialsite_setting('purpose') <> 'lists'
           AND EXISTS (SELECT FROM screening_participant AS p
                   WHERE p.id = participant_id AND p.site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[])));

-- The trail: events of the person's sites; of no site (accounts, the trial) for everybody with a role somewhere, unless
-- they are about a table of participants.
ALTER TABLE screening_auditevent ENABLE ROW LEVEL SECURITY;
CREATE POLICY trialsite_site ON screening_auditevent FOR SELECT USING (
    (site_id = ANY ((SELECT trialsite_sites())::bigint[]) AND table_name <> 'screening_participantidentity')
    OR site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[])
    OR (site_id IS NULL AND trialsite_setting('viewer') = '*')
    OR (site_id IS NULL AND screening_id IS NULL AND (SELECT trialsite_sites()) <> '{}' AND table_name <> ALL (ARRAY[
        'screening_participant', 'screening_participantidentity', 'screening_screening', 'screening_factchange',
        'screening_assessment', 'screening_judgement', 'screening_signature', 'screening_enrolment'])));

-- What crosses sites on purpose, and gives away a number or a yes only.
CREATE FUNCTION trialsite_places_taken(of_trial bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT count(*)::integer FROM screening_enrolment WHERE trial_id = of_trial
$$;
CREATE FUNCTION trialsite_last_place(of_trial bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT coalesce(max(slot), 0)::integer FROM screening_enrolment WHERE trial_id = of_trial
$$;
-- A form's key that was used for something of another site.
CREATE FUNCTION trialsite_key_used(key uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM screening_screening WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_signature WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_enrolment WHERE idempotency_key = key)
$$;
