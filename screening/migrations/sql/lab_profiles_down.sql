DROP TRIGGER trialsite_guard ON screening_labprofile;
DROP FUNCTION trialsite_guard_labprofile();
