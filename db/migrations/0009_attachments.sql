CREATE TABLE "draft_attachments" (
	"tenant_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"place" integer NOT NULL,
	"upload_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "draft_attachments_tenant_id_draft_id_version_place_pk" PRIMARY KEY("tenant_id","draft_id","version","place")
);
--> statement-breakpoint
CREATE TABLE "uploads" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"size" integer NOT NULL,
	"sha256" text NOT NULL,
	"body" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "uploads_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "uploads_owner" UNIQUE("tenant_id","id","user_id"),
	CONSTRAINT "uploads_bytes" CHECK ("uploads"."size" = octet_length("uploads"."body") and "uploads"."sha256" = encode(sha256("uploads"."body"), 'hex'))
);
--> statement-breakpoint
ALTER TABLE "draft_attachments" ADD CONSTRAINT "draft_attachments_upload_fk" FOREIGN KEY ("tenant_id","upload_id","user_id") REFERENCES "public"."uploads"("tenant_id","id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft_attachments" ADD CONSTRAINT "draft_attachments_version_fk" FOREIGN KEY ("tenant_id","draft_id","version") REFERENCES "public"."draft_versions"("tenant_id","draft_id","version") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "draft_attachments_tenant_id_upload_id_index" ON "draft_attachments" USING btree ("tenant_id","upload_id");--> statement-breakpoint
CREATE INDEX "uploads_tenant_id_user_id_created_at_index" ON "uploads" USING btree ("tenant_id","user_id","created_at");
--> statement-breakpoint
ALTER TABLE uploads ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE uploads FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE draft_attachments ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE draft_attachments FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
-- Bytes never change: what was approved stays what it was.
GRANT SELECT, INSERT, DELETE ON uploads, draft_attachments TO rapport_app;
--> statement-breakpoint
CREATE POLICY read ON draft_attachments FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND draft_id IN (SELECT id FROM drafts));
--> statement-breakpoint
CREATE POLICY store ON draft_attachments FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()) AND draft_id IN (
    SELECT id FROM drafts WHERE owner_id = (SELECT app_viewer())));
--> statement-breakpoint
CREATE POLICY erase ON draft_attachments FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
--> statement-breakpoint
-- A file is its owner's alone, and seen by whoever sees a draft that carries it.
CREATE POLICY read ON uploads FOR SELECT
  USING (tenant_id = (SELECT app_tenant()) AND (user_id = (SELECT app_viewer())
    OR id IN (SELECT upload_id FROM draft_attachments)));
--> statement-breakpoint
CREATE POLICY store ON uploads FOR INSERT
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
--> statement-breakpoint
CREATE POLICY erase ON uploads FOR DELETE
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
--> statement-breakpoint
-- Nobody adds a file to what was approved, or takes one from it.
CREATE FUNCTION guard_attachments() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  touched draft_attachments := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  -- Whoever restores an archive brings back what is over as well.
  IF current_user = 'rapport_app' AND EXISTS (SELECT FROM approvals a
      WHERE a.tenant_id = touched.tenant_id AND a.draft_id = touched.draft_id AND a.version = touched.version) THEN
    RAISE EXCEPTION 'the files of an approved version stay as they are' USING ERRCODE = 'check_violation';
  END IF;
  RETURN touched;
END $$;
--> statement-breakpoint
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON draft_attachments
  FOR EACH ROW EXECUTE FUNCTION guard_attachments();
