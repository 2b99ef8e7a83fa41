DO $$
DECLARE
    walled regclass;
BEGIN
    FOR walled IN SELECT polrelid::regclass FROM pg_policy WHERE polname = 'trialsite_site' LOOP
        EXECUTE format('DROP POLICY trialsite_site ON %s', walled);
        EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', walled);
    END LOOP;
END $$;
ALTER TABLE identity.screening_participantidentity SET SCHEMA public;
DROP SCHEMA identity;
DROP FUNCTION trialsite_key_used(uuid), trialsite_last_place(bigint), trialsite_places_taken(bigint);
DROP FUNCTION trialsite_clinic_sites(), trialsite_sites(text[]);
