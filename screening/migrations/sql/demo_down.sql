DROP TRIGGER trialsite_guard_demo ON screening_site;
DROP TRIGGER trialsite_guard_demo ON screening_user;
DROP FUNCTION trialsite_begin_demo(), trialsite_remove_demo(), trialsite_guard_demo();
