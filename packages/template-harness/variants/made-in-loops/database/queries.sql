-- Read by people who look into the database; changes nothing.
SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class WHERE relkind = 'r';
