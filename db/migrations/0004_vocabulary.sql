CREATE TABLE "files" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"mime_type" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "files_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"scope" text NOT NULL,
	"interaction_id" uuid,
	"thread_id" uuid,
	"person_id" uuid,
	"owner_id" uuid NOT NULL,
	"with_user_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "shares_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "deal_interactions" (
	"tenant_id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"interaction_id" uuid NOT NULL,
	CONSTRAINT "deal_interactions_tenant_id_deal_id_interaction_id_pk" PRIMARY KEY("tenant_id","deal_id","interaction_id")
);
--> statement-breakpoint
CREATE TABLE "deal_people" (
	"tenant_id" uuid NOT NULL,
	"deal_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"role" text NOT NULL,
	CONSTRAINT "deal_people_tenant_id_deal_id_person_id_pk" PRIMARY KEY("tenant_id","deal_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "key_dates" (
	"tenant_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"label" text NOT NULL,
	"date" text NOT NULL,
	CONSTRAINT "key_dates_tenant_id_person_id_label_pk" PRIMARY KEY("tenant_id","person_id","label")
);
--> statement-breakpoint
CREATE TABLE "list_entries" (
	"tenant_id" uuid NOT NULL,
	"list_id" uuid NOT NULL,
	"record_id" uuid NOT NULL,
	"values" jsonb NOT NULL,
	CONSTRAINT "list_entries_tenant_id_list_id_record_id_pk" PRIMARY KEY("tenant_id","list_id","record_id")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"of" text NOT NULL,
	"owner_id" uuid NOT NULL,
	"private" boolean NOT NULL,
	"fields" jsonb NOT NULL,
	"filter" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "lists_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "relationships" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"from_type" text NOT NULL,
	"from_id" uuid NOT NULL,
	"to_type" text NOT NULL,
	"to_id" uuid NOT NULL,
	"valid_from" date,
	"valid_to" date,
	"note" text,
	"source" text NOT NULL,
	"confidence" real NOT NULL,
	"said_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "relationships_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "content_viewers" DROP CONSTRAINT "content_viewers_tenantId_contentId_viewerId_unique";--> statement-breakpoint
ALTER TABLE "pipelines" DROP CONSTRAINT "pipelines_tenantId_name_unique";--> statement-breakpoint
ALTER TABLE "stages" DROP CONSTRAINT "stages_tenantId_pipelineId_name_unique";--> statement-breakpoint
ALTER TABLE "content_viewers" ADD COLUMN "share_id" uuid;--> statement-breakpoint
ALTER TABLE "interactions" ADD COLUMN "minutes" integer;--> statement-breakpoint
ALTER TABLE "interactions" ADD COLUMN "deal_id" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "phone" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "deals" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "deals" ADD COLUMN "closed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "lead_source" text;--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "status" text;--> statement-breakpoint
ALTER TABLE "pipelines" ADD COLUMN "owner_id" uuid;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "repeat" jsonb;--> statement-breakpoint
ALTER TABLE "files" ADD CONSTRAINT "files_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_tenant_id_owner_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_interactions" ADD CONSTRAINT "deal_interactions_tenant_id_deal_id_deals_tenant_id_id_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "public"."deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deal_people" ADD CONSTRAINT "deal_people_tenant_id_deal_id_deals_tenant_id_id_fk" FOREIGN KEY ("tenant_id","deal_id") REFERENCES "public"."deals"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_dates" ADD CONSTRAINT "key_dates_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shares_tenant_id_owner_id_index" ON "shares" USING btree ("tenant_id","owner_id");--> statement-breakpoint
CREATE INDEX "deal_interactions_tenant_id_interaction_id_index" ON "deal_interactions" USING btree ("tenant_id","interaction_id");--> statement-breakpoint
CREATE INDEX "deal_people_tenant_id_person_id_index" ON "deal_people" USING btree ("tenant_id","person_id");--> statement-breakpoint
CREATE INDEX "list_entries_tenant_id_record_id_index" ON "list_entries" USING btree ("tenant_id","record_id");--> statement-breakpoint
CREATE INDEX "relationships_tenant_id_from_id_index" ON "relationships" USING btree ("tenant_id","from_id");--> statement-breakpoint
CREATE INDEX "relationships_tenant_id_to_id_index" ON "relationships" USING btree ("tenant_id","to_id");--> statement-breakpoint
ALTER TABLE "content_viewers" ADD CONSTRAINT "content_viewers_tenant_id_share_id_shares_tenant_id_id_fk" FOREIGN KEY ("tenant_id","share_id") REFERENCES "public"."shares"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "content_viewers_tenant_id_share_id_index" ON "content_viewers" USING btree ("tenant_id","share_id");--> statement-breakpoint
CREATE INDEX "stages_tenant_id_pipeline_id_index" ON "stages" USING btree ("tenant_id","pipeline_id");--> statement-breakpoint
ALTER TABLE "content_viewers" ADD CONSTRAINT "content_viewers_tenantId_contentId_viewerId_shareId_unique" UNIQUE NULLS NOT DISTINCT("tenant_id","content_id","viewer_id","share_id");