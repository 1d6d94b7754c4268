ALTER TABLE ai_runs ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE ai_runs FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Append-only, like the runs: what was spent stays spent.
GRANT SELECT, INSERT ON ai_runs TO rapport_app;
--> statement-breakpoint
CREATE POLICY tenant ON ai_runs USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ai_runs
  FOR EACH ROW EXECUTE FUNCTION refuse_rewrite();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON ai_runs
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewrite();
