DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ai_runs', 'personal_tokens', 'drafts', 'draft_versions', 'readings', 'embeddings',
    'approvals', 'outbox', 'opt_outs', 'channel_workspaces', 'channel_users', 'install_states', 'inbox',
    'deliveries', 'vault_keys', 'vault_secrets']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
  -- The whole tenant's. A send is among them: it has no words of its own, and a sweep must find it.
  FOREACH name IN ARRAY ARRAY['ai_runs', 'personal_tokens', 'outbox', 'opt_outs', 'channel_workspaces',
    'channel_users', 'install_states', 'vault_keys', 'vault_secrets']
  LOOP
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant()))
      WITH CHECK (tenant_id = (SELECT app_tenant()))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- Append-only, like the runs: what was spent stays spent.
GRANT SELECT, INSERT ON ai_runs TO rapport_app;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ai_runs
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ai_runs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
-- Never deleted: a revoked token stays in its owner's list. What a token may do is fixed when it is made.
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON personal_tokens TO rapport_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts, readings, embeddings, opt_outs, channel_workspaces, channel_users,
  install_states, inbox, deliveries, vault_keys, vault_secrets TO rapport_app;
--> statement-breakpoint
-- A draft is its owner's alone until shared; in a shared channel it is nobody's. Only its owner writes it.
CREATE POLICY read ON drafts FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND (owner_id = (SELECT app_viewer())
    OR shared AND (SELECT app_viewer()) IS NOT NULL));
--> statement-breakpoint
CREATE POLICY store ON drafts FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
--> statement-breakpoint
CREATE POLICY rewrite ON drafts FOR UPDATE
  USING (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
--> statement-breakpoint
CREATE POLICY erase ON drafts FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
--> statement-breakpoint
-- A version goes with its draft. None is ever rewritten: what was approved stays what it was.
GRANT SELECT, INSERT, DELETE ON draft_versions TO rapport_app;
--> statement-breakpoint
CREATE POLICY read ON draft_versions FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND draft_id IN (SELECT id FROM drafts));
--> statement-breakpoint
CREATE POLICY store ON draft_versions FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND draft_id IN (
    SELECT id FROM drafts WHERE owner_id = (SELECT app_viewer())));
--> statement-breakpoint
CREATE POLICY erase ON draft_versions FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND draft_id IN (
    SELECT id FROM drafts WHERE owner_id = (SELECT app_viewer())));
--> statement-breakpoint
-- Visible exactly where the content is.
CREATE POLICY viewer ON readings
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = readings.tenant_id AND v.content_id = readings.content_id OFFSET 0))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = readings.tenant_id AND v.content_id = readings.content_id));
--> statement-breakpoint
-- A model's reading is text from outside, whoever stores it.
ALTER TABLE readings ADD CONSTRAINT readings_tainted CHECK (tainted);
--> statement-breakpoint
-- Visible exactly where the content is. Here without OFFSET 0: whoever compares meanings reads all of a
-- viewer's vectors, and then one hash of what the viewer may see is cheaper than a lookup a row.
CREATE POLICY viewer ON embeddings
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = embeddings.tenant_id AND v.content_id = embeddings.content_id))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = embeddings.tenant_id AND v.content_id = embeddings.content_id));
--> statement-breakpoint
-- An approval stays on record. All that ever changes is that it is void.
GRANT SELECT, INSERT, UPDATE (voided_at) ON approvals TO rapport_app;
--> statement-breakpoint
CREATE POLICY read ON approvals FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND draft_id IN (SELECT id FROM drafts));
--> statement-breakpoint
CREATE POLICY store ON approvals FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND approver_id = (SELECT app_actor())
    AND draft_id IN (SELECT id FROM drafts));
--> statement-breakpoint
CREATE POLICY rewrite ON approvals FOR UPDATE
  USING (tenant_id = (SELECT app_tenant()) AND draft_id IN (SELECT id FROM drafts))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND draft_id IN (SELECT id FROM drafts));
--> statement-breakpoint
-- What a send sends never changes.
GRANT SELECT, INSERT, UPDATE (state, approval_id, send_at, attempts, attempt_id, attempt_at, sent_at, provider_id,
  error, resolved_by_id, updated_at, via) ON outbox TO rapport_app;
--> statement-breakpoint
-- The foreign key says that the approval is of exactly these bytes; this, that it still holds, that the
-- version is the one that counts, and that what has left is never on its way again.
CREATE FUNCTION guard_outbox() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Whoever restores an archive brings back what is over as well.
  IF TG_OP = 'INSERT' AND NEW.state <> 'approved' AND current_user = 'rapport_app' THEN
    RAISE EXCEPTION 'an outbox row begins as approved' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state <> OLD.state AND NOT (
    (OLD.state, NEW.state) IN (('approved', 'sending'), ('approved', 'cancelled'), ('approved', 'failed'),
      ('sending', 'approved'), ('sending', 'sent'), ('sending', 'saved'), ('sending', 'failed'),
      ('sending', 'unknown'), ('unknown', 'sent'), ('unknown', 'failed'), ('failed', 'approved'),
      ('cancelled', 'approved'))) THEN
    RAISE EXCEPTION 'an outbox row does not go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.approval_id <> OLD.approval_id
    AND NOT (NEW.state = 'approved' AND OLD.state IN ('cancelled', 'failed')) THEN
    RAISE EXCEPTION 'an outbox row is approved anew only after it was cancelled or failed'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state IN ('approved', 'sending') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state)
    AND NOT EXISTS (
      SELECT FROM approvals a JOIN drafts d ON d.tenant_id = a.tenant_id AND d.id = a.draft_id
      WHERE a.tenant_id = NEW.tenant_id AND a.id = NEW.approval_id AND a.voided_at IS NULL
        AND d.version = NEW.version AND NOT d.discarded) THEN
    RAISE EXCEPTION 'an outbox row needs a live approval of the version that counts'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION guard_outbox();
--> statement-breakpoint
-- A webhook names a workspace and no tenant: which one it belongs to is asked of the directory.
GRANT SELECT (tenant_id, id, channel, workspace_key, removed_at) ON channel_workspaces TO rapport_directory;
--> statement-breakpoint
CREATE POLICY directory ON channel_workspaces FOR SELECT TO rapport_directory USING (true);
--> statement-breakpoint
-- What somebody said and was answered is theirs; without an actor it is the program's own work on it.
CREATE POLICY own ON inbox
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL));
--> statement-breakpoint
CREATE POLICY own ON deliveries
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL));
