-- Kept as they are: a profile gets the day from which it no longer holds, once, and nothing else ever changes in it.
SELECT trialsite_audit_table('screening_labprofile', '', '', '');

CREATE TRIGGER trialsite_never_removed BEFORE DELETE ON screening_labprofile FOR EACH ROW
    EXECUTE FUNCTION trialsite_refuse();
CREATE TRIGGER trialsite_no_truncate BEFORE TRUNCATE ON screening_labprofile FOR EACH STATEMENT
    EXECUTE FUNCTION trialsite_refuse();

CREATE FUNCTION trialsite_guard_labprofile() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF OLD.retired_on IS NOT NULL OR to_jsonb(NEW) - 'retired_on' IS DISTINCT FROM to_jsonb(OLD) - 'retired_on' THEN
        RAISE EXCEPTION 'laboratory profile %: it only ever gets a last day; add a new one', OLD.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE UPDATE ON screening_labprofile
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_labprofile();

-- Everybody at the site reads them, its administrators write them.
ALTER TABLE screening_labprofile ENABLE ROW LEVEL SECURITY;
CREATE POLICY trialsite_site ON screening_labprofile USING (site_id = ANY ((SELECT trialsite_sites())::bigint[]))
    WITH CHECK (site_id = ANY ((SELECT trialsite_sites(ARRAY['administrator']))::bigint[]));
