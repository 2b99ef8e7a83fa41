-- A role counts from the first day of its delegation to the last, by the site's own calendar; an open end has none.
CREATE OR REPLACE FUNCTION trialsite_sites(roles text[] DEFAULT NULL) RETURNS bigint[]
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
        JOIN screening_site AS s ON s.id = m.site_id
        WHERE u.id = viewer::bigint AND u.is_active AND m.active AND (roles IS NULL OR m.role = ANY (roles))
        AND (clock_timestamp() AT TIME ZONE s.timezone)::date
            BETWEEN coalesce(m.delegated_from, '-infinity') AND coalesce(m.delegated_until, 'infinity'));
END $$;
