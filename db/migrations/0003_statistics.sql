-- The planner needs to know how the tables are filled. A server's autovacuum tells it late, the embedded
-- database never: then one tenant's rows are taken for few, and lookups by key read all of them. Whoever
-- stores in bulk calls this; a table is analysed when it has doubled since the last time, or has grown
-- by more than 128 kB while nothing is known of the tenant that is being filled.
CREATE FUNCTION refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  name text;
  block bigint := current_setting('block_size')::bigint;
BEGIN
  FOR name IN
    SELECT c.relname FROM pg_class c
    LEFT JOIN pg_stats s ON s.schemaname = 'public' AND s.tablename = c.relname AND s.attname = 'tenant_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND (pg_relation_size(c.oid) > block * (2 * greatest(c.relpages, 0) + 4)
        OR pg_relation_size(c.oid) > block * (greatest(c.relpages, 0) + 16)
          AND cardinality(s.most_common_vals::text::uuid[]) < 100
          AND NOT public.app_tenant() = ANY (s.most_common_vals::text::uuid[]))
    ORDER BY c.relname
  LOOP
    EXECUTE format('ANALYZE (SKIP_LOCKED) public.%I', name);
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION refresh_statistics() FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION refresh_statistics() TO rapport_app;
