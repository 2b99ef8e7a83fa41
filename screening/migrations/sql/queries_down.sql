DROP FUNCTION trialsite_guard_queryentry, trialsite_guard_sourcecheck CASCADE;

-- A form's key that was used for something of another site.
CREATE OR REPLACE FUNCTION trialsite_key_used(key uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT EXISTS (SELECT FROM screening_screening WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_signature WHERE idempotency_key = key)
        OR EXISTS (SELECT FROM screening_enrolment WHERE idempotency_key = key)
$$;

DROP POLICY trialsite_site ON screening_auditevent;
CREATE POLICY trialsite_site ON screening_auditevent FOR SELECT USING (
    (site_id = ANY ((SELECT trialsite_sites())::bigint[]) AND table_name <> 'screening_participantidentity')
    OR site_id = ANY ((SELECT trialsite_clinic_sites())::bigint[])
    OR (site_id IS NULL AND trialsite_setting('viewer') = '*')
    OR (site_id IS NULL AND screening_id IS NULL AND (SELECT trialsite_sites()) <> '{}' AND table_name <> ALL (ARRAY[
        'screening_participant', 'screening_participantidentity', 'screening_screening', 'screening_factchange',
        'screening_assessment', 'screening_judgement', 'screening_signature', 'screening_enrolment'])));
