CREATE TABLE "import_traces" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"file_name" text NOT NULL,
	"run_id" uuid,
	"trace" jsonb NOT NULL,
	CONSTRAINT "import_traces_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "doubtful" jsonb;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "sure_rows" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "sightings" ADD COLUMN "imports" uuid[];--> statement-breakpoint
ALTER TABLE "import_traces" ADD CONSTRAINT "import_traces_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "import_traces_tenant_id_user_id_import_id_index" ON "import_traces" USING btree ("tenant_id","user_id","import_id");
--> statement-breakpoint
ALTER TABLE import_traces ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE import_traces FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON import_traces TO rapport_app;
--> statement-breakpoint
-- A trace may hold the words of a meeting that an import cancelled: it is its owner's alone.
CREATE POLICY owner ON import_traces
  USING (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND user_id = (SELECT app_viewer()));
