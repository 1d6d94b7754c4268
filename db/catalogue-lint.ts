/**
 * Looks through the database's catalogue for anything that would let one tenant reach another:
 * a table without its policy, a key without its tenant, a view or function that goes around them.
 */

export interface Finding {
  rule: string;
  /** The table, index, function or role that breaks the rule. */
  object: string;
}

export type Query = (statement: string) => Promise<Record<string, unknown>[]>;

/** Every breach found; an empty list is the only good answer. Any login may ask. */
export async function lintCatalogue(query: Query): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [rule, sql] of Object.entries(rules)) {
    const rows = await query(`${ours} ${sql} order by 1`);
    findings.push(...rows.map((row) => ({ rule, object: String(row.object) })));
  }
  return findings;
}

/**
 * What is ours: all that no extension brought, outside the system's schemas. The migrations' own list
 * is left out; that the runtime roles cannot reach it is a rule of its own.
 */
const ours = `
  with runtime as (
    select oid, rolname from pg_roles where rolname in ('rapport_app', 'rapport_directory')
  ), spaces as (
    select oid, nspname, nspowner from pg_namespace
    where nspname not in ('pg_catalog', 'information_schema', 'drizzle') and nspname !~ '^pg_(toast|temp)'
  ), relations as (
    select c.*, c.oid::regclass::text as label from pg_class c join spaces s on s.oid = c.relnamespace
    where not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
  ), tables as (
    select * from relations where relkind in ('r', 'p', 'f')
  ), tenant_tables as (
    select t.*, a.attnum as tenant from tables t
    left join pg_attribute a on a.attrelid = t.oid and a.attname = 'tenant_id' and a.attnotnull and not a.attisdropped
    where t.label <> 'tenants'
  ), functions as (
    select p.*, p.oid::regprocedure::text as label from pg_proc p join spaces s on s.oid = p.pronamespace
    where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  ), owners as (
    select relowner as owner from tables where label = 'tenants'
  ), append_only as (
    select * from tables where label in ('events', 'runs', 'ai_runs')
  ), grants as (
    select t.oid, t.label, t.relowner, null as "column", g.grantee, g.privilege_type from relations t, aclexplode(t.relacl) g
    union all
    select t.oid, t.label, t.relowner, a.attname, g.grantee, g.privilege_type
    from relations t join pg_attribute a on a.attrelid = t.oid, aclexplode(a.attacl) g
  ), policies as (
    select t.label || '.' || p.polname as object, t.label as relation, p.polcmd as command, p.polpermissive as permissive,
      p.polroles, pg_get_expr(p.polqual, p.polrelid) as reads, pg_get_expr(p.polwithcheck, p.polrelid) as writes
    from pg_policy p join tables t on t.oid = p.polrelid
  )`;

/** The tenant, alone or in an "and" that cannot be got around by the rest of the condition. */
const namesTenant = (expression: string): string => `coalesce(case relation
  when 'tenants' then ${expression} = '(id = ( SELECT app_tenant() AS app_tenant))'
  else ${expression} = '(tenant_id = ( SELECT app_tenant() AS app_tenant))'
    or ${expression} like '((tenant_id = ( SELECT app_tenant() AS app_tenant)) AND %' end, false)`;

/** The list of tenants has one more reader, who sees of anything else only which workspace is whose. */
const isDirectory = `((relation = 'tenants' or relation = 'channel_workspaces' and command = 'r')
  and polroles = array(select oid from runtime where rolname = 'rapport_directory'))`;
const isListed = `(g.label = 'tenants' and g.privilege_type in ('SELECT', 'INSERT')
  or g.label = 'channel_workspaces' and g.privilege_type = 'SELECT'
    and g."column" in ('tenant_id', 'id', 'channel', 'workspace_key', 'removed_at'))`;

const holdsTenant = (columns: string): string =>
  `coalesce(t.tenant = any(${columns}::smallint[]), false)`;

/** Trigger type bits of PostgreSQL: before 2, delete 8, update 16, truncate 32. */
const refusesRewrite = (bit: number): string => `exists (
  select from pg_trigger g join pg_proc f on f.oid = g.tgfoid
  where g.tgrelid = t.oid and f.proname = 'refuse_rewrite' and g.tgenabled in ('O', 'A')
    and g.tgqual is null and g.tgtype & 2 = 2 and g.tgtype & ${bit} = ${bit})`;

/** It analyses the tables and gives nothing back; the path it looks names up on is its own. */
const onlyAnalyses = `(label = 'refresh_statistics()' and prorettype = 'void'::regtype
  and exists (select from unnest(proconfig) setting where setting like 'search_path=pg_catalog, %, pg_temp')
  and proacl is not null and not exists (select from aclexplode(proacl) g where g.grantee = 0))`;

const rules: Record<string, string> = {
  "row-level security is off": `
    select label as object from tables where not relrowsecurity`,
  "row-level security is not forced on the owner": `
    select label as object from tables where not relforcerowsecurity`,
  "no policy": `
    select label as object from tables t where not exists (select from policies p where p.relation = t.label)`,
  "a policy does not name the tenant in what it reads": `
    select object from policies where permissive and command <> 'a'
      and not ${namesTenant("reads")} and not ${isDirectory}`,
  "a policy does not name the tenant in what it writes": `
    select object from policies where permissive and command in ('a', 'w', '*')
      and not ${namesTenant("coalesce(writes, reads)")} and not ${isDirectory}`,
  "no tenant_id that is never null": `
    select label as object from tenant_tables where tenant is null`,
  "a unique key without tenant_id": `
    select i.indexrelid::regclass::text as object from pg_index i join tenant_tables t on t.oid = i.indrelid
    where (i.indisunique or i.indisexclusion) and not ${holdsTenant("i.indkey")}`,
  "a foreign key without tenant_id": `
    select t.label || '.' || k.conname as object from pg_constraint k join tenant_tables t on t.oid = k.conrelid
    where k.contype = 'f' and not exists (
      select from unnest(k.conkey, k.confkey) pair(here, there)
      join pg_attribute a on a.attrelid = k.confrelid and a.attnum = pair.there
      where pair.here = t.tenant and a.attname = case k.confrelid::regclass::text when 'tenants' then 'id' else 'tenant_id' end)`,
  "a view that reads as its owner": `
    select label as object from relations where relkind = 'v'
      and not coalesce((select bool_or(o.option_value in ('true', 'on', '1', 'yes')) from pg_options_to_table(reloptions) o
        where o.option_name = 'security_invoker'), false)`,
  "a materialised view": `
    select label as object from relations where relkind = 'm'`,
  "a function that runs as its owner": `
    select label as object from functions where prosecdef and not ${onlyAnalyses}`,
  "owned by a runtime role": `
    select label as object from relations where relkind in ('r', 'p', 'f', 'v', 'm', 'S') and relowner in (select oid from runtime)
    union select label from functions where proowner in (select oid from runtime)
    union select nspname::text from spaces where nspowner in (select oid from runtime)`,
  "not owned by the owner of the tables": `
    select label as object from relations where relkind in ('r', 'p', 'f', 'v', 'm', 'S')
      and relowner not in (select owner from owners union select oid from runtime)
    union select label from functions where proowner not in (select owner from owners union select oid from runtime)`,
  "a runtime role is missing": `
    select wanted as object from unnest(array['rapport_app', 'rapport_directory']) wanted
    where wanted not in (select rolname from runtime)`,
  "a runtime role with power": `
    select r.rolname::text as object from pg_roles r
    where (r.oid in (select oid from runtime) or r.oid in (
        select member from pg_auth_members where roleid in (select oid from runtime) and not admin_option))
      and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb)`,
  "a runtime role that is a member of another": `
    select r.rolname::text as object from runtime r join pg_auth_members m on m.member = r.oid`,
  "a runtime role that may create": `
    select r.rolname || ' in ' || s.nspname as object from runtime r, spaces s
    where s.nspowner <> r.oid and has_schema_privilege(r.oid, s.oid, 'create')
    union select r.rolname || ' in the database' from runtime r
    where has_database_privilege(r.oid, current_database(), 'create')`,
  "the migrations' list within reach of a runtime role": `
    select r.rolname::text as object from runtime r join pg_namespace s on s.nspname = 'drizzle'
    where has_schema_privilege(r.oid, s.oid, 'usage')`,
  "a grant on an append-only table beyond reading and adding": `
    select g.label || ': ' || lower(g.privilege_type) as object from grants g join append_only t using (oid)
    where g.grantee not in (g.relowner, 0) and g.privilege_type not in ('SELECT', 'INSERT')`,
  "a grant that row-level security does not filter": `
    select g.label || ': ' || lower(g.privilege_type) as object from grants g join runtime r on r.oid = g.grantee
    where g.grantee <> g.relowner and g.privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
      and g.oid not in (select oid from append_only)`,
  "the directory role reaches beyond the list of tenants": `
    select g.label || ': ' || lower(g.privilege_type) as object from grants g join runtime r on r.oid = g.grantee
    where r.rolname = 'rapport_directory' and g.grantee <> g.relowner
      and not coalesce(${isListed}, false)`,
  "an append-only table that can be rewritten": `
    select t.label as object from append_only t
    where not (${refusesRewrite(8)} and ${refusesRewrite(16)} and ${refusesRewrite(32)})`,
  "a grant to everybody": `
    select label || ': ' || lower(privilege_type) as object from grants where grantee = 0
    union select s.nspname || ': create' from spaces s join pg_namespace n using (oid), aclexplode(n.nspacl) g
    where g.grantee = 0 and g.privilege_type = 'CREATE'
    union select 'default privileges: ' || lower(g.privilege_type) from pg_default_acl d, aclexplode(d.defaclacl) g
    where g.grantee = 0 and d.defaclobjtype in ('r', 'S')`,
};
