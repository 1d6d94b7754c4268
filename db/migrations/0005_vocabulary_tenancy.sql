DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['files', 'shares', 'deal_interactions', 'deal_people', 'key_dates',
                              'list_entries', 'lists', 'relationships']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO rapport_app', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['key_dates', 'relationships']
  LOOP
    EXECUTE format('CREATE POLICY tenant ON %I USING (tenant_id = (SELECT app_tenant()))
      WITH CHECK (tenant_id = (SELECT app_tenant()))', name);
  END LOOP;
END $$;
--> statement-breakpoint
-- A pipeline or list with an owner is that owner's alone, and in a shared channel nobody's; stages,
-- deals and entries go with it.
DROP POLICY tenant ON pipelines;
--> statement-breakpoint
CREATE POLICY owner ON pipelines
  USING (tenant_id = (SELECT app_tenant()) AND (owner_id IS NULL OR owner_id = (SELECT app_viewer())))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (owner_id IS NULL OR owner_id = (SELECT app_viewer())));
--> statement-breakpoint
DROP POLICY tenant ON stages;
--> statement-breakpoint
CREATE POLICY pipeline ON stages
  USING (tenant_id = (SELECT app_tenant()) AND pipeline_id IN (SELECT id FROM pipelines))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND pipeline_id IN (SELECT id FROM pipelines));
--> statement-breakpoint
DROP POLICY tenant ON deals;
--> statement-breakpoint
CREATE POLICY pipeline ON deals
  USING (tenant_id = (SELECT app_tenant()) AND stage_id IN (SELECT id FROM stages))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND stage_id IN (SELECT id FROM stages));
--> statement-breakpoint
CREATE POLICY deal ON deal_people
  USING (tenant_id = (SELECT app_tenant()) AND deal_id IN (SELECT id FROM deals))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND deal_id IN (SELECT id FROM deals));
--> statement-breakpoint
CREATE POLICY deal ON deal_interactions
  USING (tenant_id = (SELECT app_tenant()) AND deal_id IN (SELECT id FROM deals))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND deal_id IN (SELECT id FROM deals));
--> statement-breakpoint
CREATE POLICY owner ON lists
  USING (tenant_id = (SELECT app_tenant()) AND (NOT private OR owner_id = (SELECT app_viewer())))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND (NOT private OR owner_id = (SELECT app_viewer())));
--> statement-breakpoint
-- Entries are written with the record they belong to, whoever writes it: only reading asks for the list.
CREATE POLICY read ON list_entries FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND list_id IN (SELECT id FROM lists));
--> statement-breakpoint
CREATE POLICY store ON list_entries FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY erase ON list_entries FOR DELETE
  USING (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY owner ON files
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
--> statement-breakpoint
-- What is shared is known to who shares it and to whom it is shared with; only the owner changes it.
CREATE POLICY party ON shares FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND (owner_id = (SELECT app_viewer())
    OR with_user_id = (SELECT app_viewer()) OR with_user_id IS NULL));
--> statement-breakpoint
CREATE POLICY store ON shares FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
--> statement-breakpoint
CREATE POLICY erase ON shares FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
--> statement-breakpoint
-- Whoever shares names the colleague as a viewer; the row goes with the share.
CREATE POLICY share ON content_viewers FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND share_id IN (
    SELECT id FROM shares WHERE owner_id = (SELECT app_viewer())));
--> statement-breakpoint
CREATE POLICY rewrite ON list_entries FOR UPDATE
  USING (tenant_id = (SELECT app_tenant())) WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE POLICY rewrite ON shares FOR UPDATE
  USING (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND owner_id = (SELECT app_viewer()));
