DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['drafts', 'draft_versions']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rapport_app', name);
  END LOOP;
END $$;
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
REVOKE UPDATE ON draft_versions FROM rapport_app;
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
ALTER TABLE readings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE readings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON readings TO rapport_app;
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
