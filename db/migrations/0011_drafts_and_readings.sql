CREATE TABLE "draft_versions" (
	"tenant_id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content_hash" text NOT NULL,
	"recipients" jsonb NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"language" text,
	"tainted" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "draft_versions_tenant_id_draft_id_version_pk" PRIMARY KEY("tenant_id","draft_id","version")
);
--> statement-breakpoint
CREATE TABLE "drafts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"channel" text NOT NULL,
	"shared" boolean NOT NULL,
	"reply_to_id" uuid,
	"version" integer NOT NULL,
	"tainted" boolean NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "drafts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"tenant_id" uuid NOT NULL,
	"content_id" uuid NOT NULL,
	"model" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"tainted" boolean NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "readings_tenant_id_content_id_pk" PRIMARY KEY("tenant_id","content_id")
);
--> statement-breakpoint
ALTER TABLE "ai_runs" ALTER COLUMN "cost_micro_usd" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "draft_versions" ADD CONSTRAINT "draft_versions_tenant_id_draft_id_drafts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","draft_id") REFERENCES "public"."drafts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_tenant_id_owner_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readings" ADD CONSTRAINT "readings_tenant_id_content_id_interaction_contents_tenant_id_id_fk" FOREIGN KEY ("tenant_id","content_id") REFERENCES "public"."interaction_contents"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "drafts_tenant_id_owner_id_updated_at_index" ON "drafts" USING btree ("tenant_id","owner_id","updated_at");