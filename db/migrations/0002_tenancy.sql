-- Who is asking, set for one transaction by db/client.ts. Unset reads as null: then no row matches.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
--> statement-breakpoint
-- Whose act it is: conversations and buttons are the actor's own.
CREATE FUNCTION app_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.actor_id', true), '')::uuid $$;
--> statement-breakpoint
-- Whose eyes it is for: null in a shared channel, where only what the whole team may see is shown.
CREATE FUNCTION app_viewer() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('app.viewer_id', true), '')::uuid $$;
--> statement-breakpoint
DO $$
DECLARE
  name text;
BEGIN
  FOR name IN SELECT c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rapport_app', name);
    CONTINUE WHEN name IN ('tenants', 'interaction_contents', 'content_viewers', 'suggestions',
                           'conversations', 'turns', 'buttons', 'imports');
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant()))
      WITH CHECK (tenant_id = (SELECT app_tenant()))', name);
  END LOOP;
END $$;
--> statement-breakpoint
CREATE POLICY tenant ON tenants TO rapport_app
  USING (id = (SELECT app_tenant())) WITH CHECK (id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY directory ON tenants TO rapport_directory USING (true) WITH CHECK (true);
--> statement-breakpoint
GRANT SELECT, INSERT ON tenants TO rapport_directory;
--> statement-breakpoint
REVOKE INSERT, DELETE ON tenants FROM rapport_app;
--> statement-breakpoint
-- Visibility inside a tenant, in one place: a content is read only by its viewers or, where a row
-- without viewer says so, by the whole team. Whoever stores a content names themselves or the team.
CREATE POLICY viewer ON content_viewers
  USING (tenant_id = (SELECT app_tenant()) AND (viewer_id IS NULL OR viewer_id = (SELECT app_viewer())))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (viewer_id IS NULL OR viewer_id = (SELECT app_viewer())));
--> statement-breakpoint
-- OFFSET 0 keeps this a lookup per content: as a hash, every search would read all viewers first.
CREATE POLICY viewer ON interaction_contents FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = interaction_contents.tenant_id AND v.content_id = interaction_contents.id OFFSET 0));
--> statement-breakpoint
CREATE POLICY store ON interaction_contents FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY rewrite ON interaction_contents FOR UPDATE
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = interaction_contents.tenant_id AND v.content_id = interaction_contents.id OFFSET 0))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY erase ON interaction_contents FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = interaction_contents.tenant_id AND v.content_id = interaction_contents.id OFFSET 0));
--> statement-breakpoint
CREATE POLICY owner ON suggestions
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
--> statement-breakpoint
CREATE POLICY owner ON conversations
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()));
--> statement-breakpoint
CREATE POLICY owner ON turns
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()));
--> statement-breakpoint
CREATE POLICY owner ON buttons
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()));
--> statement-breakpoint
-- The sweep that restarts interrupted imports acts for nobody: it sees rows, not contents.
CREATE POLICY owner ON imports
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_actor()));
--> statement-breakpoint
-- Append-only, whoever asks: events are history and runs are the audit trail.
CREATE FUNCTION refuse_rewrite() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON events
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON runs
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON runs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
REVOKE UPDATE, DELETE ON events, runs FROM rapport_app;
--> statement-breakpoint
-- Under row-level security an index serves only operators that cannot leak a value through an error
-- message. These four compare texts and have no such message. Only a superuser may say so; without
-- one the searches still work, by reading every row of the tenant.
DO $$
BEGIN
  ALTER FUNCTION similarity_op(text, text) LEAKPROOF;
  ALTER FUNCTION word_similarity_op(text, text) LEAKPROOF;
  ALTER FUNCTION word_similarity_commutator_op(text, text) LEAKPROOF;
  ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
  -- Comparing trigrams is dear; taken for as cheap as a comparison of numbers, the index would lose to
  -- reading every row.
  ALTER FUNCTION similarity_op(text, text) COST 200;
  ALTER FUNCTION word_similarity_op(text, text) COST 200;
  ALTER FUNCTION word_similarity_commutator_op(text, text) COST 200;
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'search indexes stay unused under row-level security: marking functions leakproof needs a superuser';
END $$;
