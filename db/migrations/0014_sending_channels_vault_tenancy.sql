DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['approvals', 'outbox', 'opt_outs', 'channel_workspaces',
    'channel_users', 'install_states', 'inbox', 'deliveries', 'vault_keys', 'vault_secrets']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;
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
-- A send has no words of its own, and a sweep must find it: the whole tenant's. What it sends never changes.
GRANT SELECT, INSERT, UPDATE (state, approval_id, send_at, attempts, attempt_id, attempt_at, sent_at, provider_id,
  error, resolved_by_id, updated_at, via) ON outbox TO rapport_app;
--> statement-breakpoint
CREATE POLICY tenant ON outbox USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
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
GRANT SELECT, INSERT, UPDATE, DELETE ON opt_outs, channel_users, install_states, vault_keys, vault_secrets
  TO rapport_app;
--> statement-breakpoint
CREATE POLICY tenant ON opt_outs USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY tenant ON channel_users USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY tenant ON install_states USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY tenant ON vault_keys USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY tenant ON vault_secrets USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
-- A webhook names a workspace and no tenant: which one it belongs to is asked of the directory.
GRANT SELECT, INSERT, UPDATE, DELETE ON channel_workspaces TO rapport_app;
--> statement-breakpoint
GRANT SELECT (tenant_id, id, channel, workspace_key, removed_at) ON channel_workspaces TO rapport_directory;
--> statement-breakpoint
CREATE POLICY tenant ON channel_workspaces USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY directory ON channel_workspaces FOR SELECT TO rapport_directory USING (true);
--> statement-breakpoint
-- What somebody said and was answered is theirs; without an actor it is the program's own work on it.
GRANT SELECT, INSERT, UPDATE, DELETE ON inbox, deliveries TO rapport_app;
--> statement-breakpoint
CREATE POLICY own ON inbox
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL));
--> statement-breakpoint
CREATE POLICY own ON deliveries
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_actor()) OR (SELECT app_actor()) IS NULL));
