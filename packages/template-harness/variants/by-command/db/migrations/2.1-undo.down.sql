-- Takes the orders back; run by hand, and never forwards.
DROP SCHEMA orders CASCADE;
