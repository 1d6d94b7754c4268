-- Creates the plain login the program runs under, and the two roles it may take. Migrations run under
-- the owner's login instead, because a table's owner and any superuser pass by row-level security.
-- Run by psql as the owner, any number of times; the password comes from the environment.
\set ON_ERROR_STOP on
\getenv runtime_password RAPPORT_RUNTIME_PASSWORD
select format('create role %I nologin', role)
from unnest(array['rapport_app', 'rapport_directory', 'rapport_login']) role
where not exists (select from pg_roles where rolname = role) \gexec
-- Without inheritance the login by itself may read nothing: every transaction has to take a role.
select format(
  'alter role rapport_login login noinherit password %L',
  :'runtime_password'
) \gexec
grant rapport_app, rapport_directory to rapport_login;
select format('grant connect on database %I to rapport_login', current_database()) \gexec
