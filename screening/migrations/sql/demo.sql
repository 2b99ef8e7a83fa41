-- The demo and a live trial never share a database. A row in screening_demonstration says that everything here is made up;
-- only the two functions below write it, so no account of the application can call a live trial a demo and remove it.

-- Into an empty database only.
CREATE FUNCTION trialsite_begin_demo() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    LOCK TABLE screening_demonstration IN EXCLUSIVE MODE;
    IF EXISTS (SELECT FROM screening_demonstration) OR EXISTS (SELECT FROM screening_site) OR EXISTS (SELECT FROM screening_user)
       OR EXISTS (SELECT FROM screening_screening) THEN
        RAISE EXCEPTION 'the demo is loaded into an empty database only' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    INSERT INTO screening_demonstration (began_at) VALUES (clock_timestamp());
END $$;

-- The guard at the two tables through which everything else comes in.
CREATE FUNCTION trialsite_guard_demo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    demo boolean := EXISTS (SELECT FROM screening_demonstration);
    made_up boolean := CASE TG_TABLE_NAME WHEN 'screening_site' THEN to_jsonb(NEW) ->> 'name' LIKE 'Demo: %'
                                          ELSE to_jsonb(NEW) ->> 'email' LIKE '%@demo.invalid' END;
BEGIN
    IF demo AND NOT made_up THEN
        RAISE EXCEPTION 'this database holds the demo: remove it before a live site or account is made'
            USING ERRCODE = 'check_violation';
    ELSIF made_up AND NOT demo AND TG_OP = 'INSERT' THEN
        RAISE EXCEPTION 'a site or account of the demo is made only by loading the demo' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard_demo BEFORE INSERT OR UPDATE ON screening_site
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_demo();
CREATE TRIGGER trialsite_guard_demo BEFORE INSERT OR UPDATE ON screening_user
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_demo();

-- Everything but the trial itself, with sign-ins and trail. The trail begins anew with the trial as it stands.
CREATE FUNCTION trialsite_remove_demo() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    emptied oid[] := ARRAY(
        SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'identity') AND c.relname <> 'screening_trial'
          AND (c.relname LIKE 'screening\_%' OR c.relname IN ('django_session', 'django_admin_log')));
    kept regclass;
BEGIN
    LOCK TABLE screening_demonstration IN EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM screening_demonstration) THEN
        RAISE EXCEPTION 'this database does not hold the demo: nothing was removed'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;  -- a table with a trigger still to fire cannot be emptied
    FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'trialsite_no_truncate' AND tgrelid = ANY (emptied) LOOP
        EXECUTE format('ALTER TABLE %s DISABLE TRIGGER trialsite_no_truncate', kept);
    END LOOP;
    EXECUTE 'TRUNCATE ' || (SELECT string_agg(each::regclass::text, ', ') FROM unnest(emptied) AS each) || ' RESTART IDENTITY';
    FOR kept IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'trialsite_no_truncate' AND tgrelid = ANY (emptied) LOOP
        EXECUTE format('ALTER TABLE %s ENABLE TRIGGER trialsite_no_truncate', kept);
    END LOOP;
    UPDATE screening_trial SET last_screening_number = 0;
    PERFORM trialsite_take_stock('screening_trial');
END $$;

-- A demo that was loaded before this guard existed.
INSERT INTO screening_demonstration (began_at)
SELECT clock_timestamp() WHERE EXISTS (SELECT FROM screening_site)
    AND NOT EXISTS (SELECT FROM screening_site WHERE name NOT LIKE 'Demo: %')
    AND NOT EXISTS (SELECT FROM screening_user WHERE email NOT LIKE '%@demo.invalid');
