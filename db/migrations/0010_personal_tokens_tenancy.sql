ALTER TABLE personal_tokens ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE personal_tokens FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Never deleted: a revoked token stays in its owner's list. What a token may do is fixed when it is made.
GRANT SELECT, INSERT, UPDATE (last_used_at, revoked_at) ON personal_tokens TO rapport_app;
--> statement-breakpoint
CREATE POLICY tenant ON personal_tokens USING (tenant_id = (SELECT app_tenant()))
  WITH CHECK (tenant_id = (SELECT app_tenant()));
