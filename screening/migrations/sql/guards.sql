-- What must hold whichever door a write comes through, the shell and raw SQL included.

-- Rows that are only ever added, and rows that are never removed.
CREATE FUNCTION trialsite_refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    RAISE EXCEPTION '% refused on %: its rows are kept as they are', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['screening_auditevent', 'screening_auditlink', 'screening_factchange', 'screening_assessment',
                                'screening_judgement', 'screening_signature', 'screening_enrolment'] LOOP
        EXECUTE format('CREATE TRIGGER trialsite_only_added BEFORE UPDATE OR DELETE ON %I FOR EACH ROW '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
        EXECUTE format('CREATE TRIGGER trialsite_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
    END LOOP;
    FOREACH kept IN ARRAY ARRAY['screening_user', 'screening_secondfactor', 'screening_site', 'screening_membership', 'screening_trial',
                                'screening_participant', 'screening_participantidentity', 'screening_screening'] LOOP
        EXECUTE format('CREATE TRIGGER trialsite_never_removed BEFORE DELETE ON %I FOR EACH ROW '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
        EXECUTE format('CREATE TRIGGER trialsite_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT '
                       'EXECUTE FUNCTION trialsite_refuse()', kept);
    END LOOP;
END $$;

-- A user name is one person's for ever: signatures and the trail are read by it. What the model computes from it stays too.
CREATE FUNCTION trialsite_guard_user() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF (NEW.id, NEW.username, NEW.name_key) IS DISTINCT FROM (OLD.id, OLD.username, OLD.name_key) THEN
        RAISE EXCEPTION 'user %: the name of an account never changes', OLD.username USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE UPDATE ON screening_user FOR EACH ROW EXECUTE FUNCTION trialsite_guard_user();

-- A screening begins unsigned; afterwards its number, place and person stay, every change of data is a new version, and
-- its status moves along the table in screening/states.py only, each signed status with the signature that makes it so.
CREATE FUNCTION trialsite_guard_screening() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'in_screening' OR NEW.version <> 1 THEN
            RAISE EXCEPTION 'screening %: begins in screening, at version 1', NEW.number USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;

    IF (NEW.id, NEW.number, NEW.trial_id, NEW.site_id, NEW.participant_id, NEW.protocol_slug, NEW.opened_by_id, NEW.opened_at)
       IS DISTINCT FROM
       (OLD.id, OLD.number, OLD.trial_id, OLD.site_id, OLD.participant_id, OLD.protocol_slug, OLD.opened_by_id, OLD.opened_at)
       OR NEW.rescreening_of_id IS DISTINCT FROM OLD.rescreening_of_id THEN
        RAISE EXCEPTION 'screening %: number, trial, site and participant never change', OLD.number
            USING ERRCODE = 'check_violation';
    END IF;

    IF NEW.version NOT IN (OLD.version, OLD.version + 1) OR (NEW.version = OLD.version AND
       (NEW.facts, NEW.planned_first_dose, NEW.protocol_version)
       IS DISTINCT FROM (OLD.facts, OLD.planned_first_dose, OLD.protocol_version)) THEN
        RAISE EXCEPTION 'screening %: every change of the data is the next version', OLD.number
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version > OLD.version AND NEW.status NOT IN ('in_screening', 'data_changed') THEN
        RAISE EXCEPTION 'screening %: data cannot change and stay %', OLD.number, NEW.status USING ERRCODE = 'check_violation';
    END IF;

    IF NEW.status <> OLD.status THEN
        IF (OLD.status, NEW.status) NOT IN (
            ('signed_eligible', 'data_changed'), ('signed_failure', 'data_changed'),
            ('in_screening', 'signed_eligible'), ('data_changed', 'signed_eligible'),
            ('in_screening', 'signed_failure'), ('data_changed', 'signed_failure'), ('signed_eligible', 'signed_failure'),
            ('signed_eligible', 'enrolled'),
            ('in_screening', 'withdrawn'), ('signed_eligible', 'withdrawn'), ('data_changed', 'withdrawn')
        ) THEN
            RAISE EXCEPTION 'screening %: % does not follow %', OLD.number, NEW.status, OLD.status
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.status IN ('signed_eligible', 'signed_failure') AND NOT EXISTS (
            SELECT FROM screening_signature AS s WHERE s.screening_id = NEW.id AND s.version = NEW.version
            AND s.meaning = CASE NEW.status WHEN 'signed_eligible' THEN 'eligible' ELSE 'screen_failure' END
        ) THEN
            RAISE EXCEPTION 'screening %: % without a signature on version %', OLD.number, NEW.status, NEW.version
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.status = 'enrolled' AND NOT EXISTS (SELECT FROM screening_enrolment AS e WHERE e.screening_id = NEW.id) THEN
            RAISE EXCEPTION 'screening %: enrolled without a place', OLD.number USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT OR UPDATE ON screening_screening
    FOR EACH ROW EXECUTE FUNCTION trialsite_guard_screening();

-- A change of a fact and a judgement belong to the version that they make, and nothing is added to a signed version.
CREATE FUNCTION trialsite_guard_entry() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    IF NEW.version IS DISTINCT FROM (SELECT version FROM screening_screening WHERE id = NEW.screening_id) THEN
        RAISE EXCEPTION '%: version % is not the current one', TG_TABLE_NAME, NEW.version USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM screening_signature WHERE screening_id = NEW.screening_id AND version = NEW.version) THEN
        RAISE EXCEPTION '%: version % has been signed', TG_TABLE_NAME, NEW.version USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_factchange FOR EACH ROW EXECUTE FUNCTION trialsite_guard_entry();
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_judgement FOR EACH ROW EXECUTE FUNCTION trialsite_guard_entry();

-- A signature is about the data as they stand, and its photograph shows the same; "eligible" only over an eligible one.
CREATE FUNCTION trialsite_guard_signature() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    picture screening_assessment;
BEGIN
    SELECT * INTO picture FROM screening_assessment WHERE id = NEW.assessment_id;
    IF (picture.screening_id, picture.version) IS DISTINCT FROM (NEW.screening_id, NEW.version)
       OR NEW.version IS DISTINCT FROM (SELECT version FROM screening_screening WHERE id = NEW.screening_id) THEN
        RAISE EXCEPTION 'a signature belongs to the current version and to a photograph of it' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.meaning = 'eligible' AND picture.overall <> 'ELIGIBLE')
       OR (NEW.meaning = 'screen_failure' AND picture.overall <> 'NOT_ELIGIBLE') THEN
        RAISE EXCEPTION 'a verdict of % cannot be signed as %', picture.overall, NEW.meaning USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_signature FOR EACH ROW EXECUTE FUNCTION trialsite_guard_signature();

-- A place needs: a screening signed eligible, on exactly this version, by its latest decision; a photograph of the day
-- that says eligible; and a number within the trial's cap.
CREATE FUNCTION trialsite_guard_enrolment() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    screening screening_screening;
BEGIN
    SELECT * INTO screening FROM screening_screening WHERE id = NEW.screening_id FOR NO KEY UPDATE;
    IF screening.status <> 'signed_eligible' OR screening.trial_id <> NEW.trial_id THEN
        RAISE EXCEPTION 'screening % is not signed eligible in this trial', screening.number USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.signature_id IS DISTINCT FROM (
        SELECT id FROM (
            SELECT id, meaning, version FROM screening_signature
            WHERE screening_id = NEW.screening_id AND meaning IN ('eligible', 'screen_failure') ORDER BY id DESC LIMIT 1
        ) AS latest WHERE meaning = 'eligible' AND version = screening.version
    ) THEN
        RAISE EXCEPTION 'screening %: no valid signature on version %', screening.number, screening.version
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM screening_assessment WHERE id = NEW.assessment_id AND screening_id = NEW.screening_id
        AND version = screening.version AND purpose = 'enrolment' AND overall = 'ELIGIBLE'
        AND assessment_date = NEW.enrolled_on AND enrolment_date = NEW.enrolled_on
    ) THEN
        RAISE EXCEPTION 'screening %: not eligible on %', screening.number, NEW.enrolled_on USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.slot > (SELECT cap FROM screening_trial WHERE id = NEW.trial_id) THEN
        RAISE EXCEPTION 'place % is beyond the cap', NEW.slot USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER trialsite_guard BEFORE INSERT ON screening_enrolment FOR EACH ROW EXECUTE FUNCTION trialsite_guard_enrolment();
