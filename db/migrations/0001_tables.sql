CREATE TABLE "buttons" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"label" text NOT NULL,
	"press" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"pressed_at" timestamp (3) with time zone,
	CONSTRAINT "buttons_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"thread" text NOT NULL,
	"focus" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "conversations_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "conversations_tenantId_userId_thread_unique" UNIQUE("tenant_id","user_id","thread")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"file_name" text NOT NULL,
	"spool_path" text,
	"status" text NOT NULL,
	"confirmed" boolean DEFAULT false NOT NULL,
	"merge_doubtful" boolean DEFAULT false NOT NULL,
	"reply" jsonb,
	"error" text,
	"bytes_total" bigint NOT NULL,
	"bytes_done" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"heartbeat_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "imports_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "turns" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"conversation_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"said" text NOT NULL,
	"reply" jsonb NOT NULL,
	"delivery_id" text,
	CONSTRAINT "turns_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "turns_tenantId_userId_deliveryId_unique" UNIQUE("tenant_id","user_id","delivery_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"tenant_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid,
	"run_id" uuid,
	"subject_id" uuid NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "events_tenant_id_stream_id_version_pk" PRIMARY KEY("tenant_id","stream_id","version")
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"group_id" uuid NOT NULL,
	"actor_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"record_type" text NOT NULL,
	"stream_id" uuid NOT NULL,
	"from_version" integer NOT NULL,
	"to_version" integer NOT NULL,
	"undone_at" timestamp (3) with time zone,
	CONSTRAINT "receipts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid,
	"surface" text NOT NULL,
	"tool" text NOT NULL,
	"effect" text NOT NULL,
	"outcome" text NOT NULL,
	"code" text,
	"args_hash" text NOT NULL,
	"correlation_id" uuid NOT NULL,
	"milliseconds" integer NOT NULL,
	CONSTRAINT "runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "snapshots" (
	"tenant_id" uuid NOT NULL,
	"stream_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"schema_version" integer NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	"subject_id" uuid NOT NULL,
	"body" "bytea" NOT NULL,
	CONSTRAINT "snapshots_tenant_id_stream_id_version_pk" PRIMARY KEY("tenant_id","stream_id","version")
);
--> statement-breakpoint
CREATE TABLE "streams" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "streams_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "subject_keys" (
	"tenant_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	CONSTRAINT "subject_keys_tenant_id_subject_id_pk" PRIMARY KEY("tenant_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "content_viewers" (
	"tenant_id" uuid NOT NULL,
	"content_id" uuid NOT NULL,
	"viewer_id" uuid,
	CONSTRAINT "content_viewers_tenantId_contentId_viewerId_unique" UNIQUE NULLS NOT DISTINCT("tenant_id","content_id","viewer_id")
);
--> statement-breakpoint
CREATE TABLE "correspondence" (
	"tenant_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"sent" integer NOT NULL,
	"received" integer NOT NULL,
	"machine" integer NOT NULL,
	"meetings" integer NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "correspondence_tenant_id_user_id_identity_id_pk" PRIMARY KEY("tenant_id","user_id","identity_id")
);
--> statement-breakpoint
CREATE TABLE "identities" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"display_name" text NOT NULL,
	"name_key" text NOT NULL,
	"domain" text,
	"person_id" uuid,
	"company_id" uuid,
	"user_id" uuid,
	CONSTRAINT "identities_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "identities_tenantId_kind_value_unique" UNIQUE("tenant_id","kind","value")
);
--> statement-breakpoint
CREATE TABLE "interaction_contents" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"interaction_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"full_text" text,
	"location" text,
	"attachments" jsonb NOT NULL,
	"problems" text[] NOT NULL,
	"confidential" boolean NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', left(subject, 1000)), 'A') || to_tsvector('simple', left(text, 100000))) STORED NOT NULL,
	CONSTRAINT "interaction_contents_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "interaction_keys" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"interaction_id" uuid NOT NULL,
	CONSTRAINT "interaction_keys_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "interaction_participants" (
	"tenant_id" uuid NOT NULL,
	"interaction_id" uuid NOT NULL,
	"identity_id" uuid NOT NULL,
	"role" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "interaction_participants_tenant_id_interaction_id_identity_id_role_pk" PRIMARY KEY("tenant_id","interaction_id","identity_id","role")
);
--> statement-breakpoint
CREATE TABLE "interactions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone,
	"thread_id" uuid,
	"fingerprint" "bytea",
	"machine_score" smallint NOT NULL,
	"participant_count" integer NOT NULL,
	"logged_by" uuid,
	"source" text NOT NULL,
	CONSTRAINT "interactions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "interactions_tenantId_fingerprint_unique" UNIQUE("tenant_id","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "mailboxes" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "mailboxes_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "mailboxes_tenantId_userId_kind_unique" UNIQUE("tenant_id","user_id","kind")
);
--> statement-breakpoint
CREATE TABLE "sightings" (
	"tenant_id" uuid NOT NULL,
	"mailbox_id" uuid NOT NULL,
	"key" text NOT NULL,
	"interaction_id" uuid NOT NULL,
	"labels" text[] NOT NULL,
	CONSTRAINT "sightings_tenant_id_mailbox_id_key_pk" PRIMARY KEY("tenant_id","mailbox_id","key")
);
--> statement-breakpoint
CREATE TABLE "thread_keys" (
	"tenant_id" uuid NOT NULL,
	"key" text NOT NULL,
	"thread_id" uuid NOT NULL,
	CONSTRAINT "thread_keys_tenant_id_key_pk" PRIMARY KEY("tenant_id","key")
);
--> statement-breakpoint
CREATE TABLE "companies" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"industry" text,
	"city" text,
	"country" text,
	"tags" text[] NOT NULL,
	"owner_id" uuid,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "companies_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "company_domains" (
	"tenant_id" uuid NOT NULL,
	"domain" text NOT NULL,
	"company_id" uuid NOT NULL,
	CONSTRAINT "company_domains_tenant_id_domain_pk" PRIMARY KEY("tenant_id","domain")
);
--> statement-breakpoint
CREATE TABLE "contact_points" (
	"tenant_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"value" text NOT NULL,
	"position" integer NOT NULL,
	"valid_from" date,
	"valid_to" date,
	CONSTRAINT "contact_points_tenant_id_person_id_kind_value_pk" PRIMARY KEY("tenant_id","person_id","kind","value")
);
--> statement-breakpoint
CREATE TABLE "deals" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"stage_id" uuid NOT NULL,
	"value" numeric(18, 2),
	"currency" text,
	"company_id" uuid,
	"person_id" uuid,
	"owner_id" uuid,
	"close_date" date,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "deals_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "employments" (
	"tenant_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"company_id" uuid NOT NULL,
	"title" text,
	"valid_from" date,
	"valid_to" date,
	CONSTRAINT "employments_tenant_id_person_id_position_pk" PRIMARY KEY("tenant_id","person_id","position")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"title" text,
	"company_id" uuid,
	"city" text,
	"country" text,
	"tags" text[] NOT NULL,
	"note" text,
	"owner_id" uuid,
	"source" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "people_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "pipelines" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "pipelines_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "pipelines_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "stages" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"pipeline_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"probability" integer,
	"outcome" text NOT NULL,
	CONSTRAINT "stages_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "stages_tenantId_pipelineId_name_unique" UNIQUE("tenant_id","pipeline_id","name")
);
--> statement-breakpoint
CREATE TABLE "suggestions" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"identity_id" uuid NOT NULL,
	"value" text NOT NULL,
	"name" text NOT NULL,
	"evidence" jsonb NOT NULL,
	"score" integer NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "suggestions_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "suggestions_tenantId_userId_kind_identityId_value_unique" UNIQUE("tenant_id","user_id","kind","identity_id","value")
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"title" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"due_all_day" boolean NOT NULL,
	"done_at" timestamp (3) with time zone,
	"assignee_id" uuid NOT NULL,
	"person_id" uuid,
	"company_id" uuid,
	"deal_id" uuid,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tasks_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"tenant_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"user_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sessions_tenant_id_token_hash_pk" PRIMARY KEY("tenant_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "sign_in_links" (
	"tenant_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_links_tenant_id_token_hash_pk" PRIMARY KEY("tenant_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "tenants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"settings" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "tenants_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "user_addresses" (
	"tenant_id" uuid NOT NULL,
	"address" text NOT NULL,
	"user_id" uuid NOT NULL,
	CONSTRAINT "user_addresses_tenant_id_address_pk" PRIMARY KEY("tenant_id","address")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"time_zone" text NOT NULL,
	"locale" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "users_tenantId_email_unique" UNIQUE("tenant_id","email")
);
--> statement-breakpoint
ALTER TABLE "buttons" ADD CONSTRAINT "buttons_tenant_id_conversation_id_conversations_tenant_id_id_fk" FOREIGN KEY ("tenant_id","conversation_id") REFERENCES "public"."conversations"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "turns" ADD CONSTRAINT "turns_tenant_id_conversation_id_conversations_tenant_id_id_fk" FOREIGN KEY ("tenant_id","conversation_id") REFERENCES "public"."conversations"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_tenant_id_stream_id_streams_tenant_id_id_fk" FOREIGN KEY ("tenant_id","stream_id") REFERENCES "public"."streams"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_tenant_id_stream_id_streams_tenant_id_id_fk" FOREIGN KEY ("tenant_id","stream_id") REFERENCES "public"."streams"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "snapshots" ADD CONSTRAINT "snapshots_tenant_id_stream_id_streams_tenant_id_id_fk" FOREIGN KEY ("tenant_id","stream_id") REFERENCES "public"."streams"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "correspondence" ADD CONSTRAINT "correspondence_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "correspondence" ADD CONSTRAINT "correspondence_tenant_id_identity_id_identities_tenant_id_id_fk" FOREIGN KEY ("tenant_id","identity_id") REFERENCES "public"."identities"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_contents" ADD CONSTRAINT "interaction_contents_tenant_id_interaction_id_interactions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","interaction_id") REFERENCES "public"."interactions"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_keys" ADD CONSTRAINT "interaction_keys_tenant_id_interaction_id_interactions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","interaction_id") REFERENCES "public"."interactions"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_participants" ADD CONSTRAINT "interaction_participants_tenant_id_interaction_id_interactions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","interaction_id") REFERENCES "public"."interactions"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "interaction_participants" ADD CONSTRAINT "interaction_participants_tenant_id_identity_id_identities_tenant_id_id_fk" FOREIGN KEY ("tenant_id","identity_id") REFERENCES "public"."identities"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mailboxes" ADD CONSTRAINT "mailboxes_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sightings" ADD CONSTRAINT "sightings_tenant_id_mailbox_id_mailboxes_tenant_id_id_fk" FOREIGN KEY ("tenant_id","mailbox_id") REFERENCES "public"."mailboxes"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sightings" ADD CONSTRAINT "sightings_tenant_id_interaction_id_interactions_tenant_id_id_fk" FOREIGN KEY ("tenant_id","interaction_id") REFERENCES "public"."interactions"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_domains" ADD CONSTRAINT "company_domains_tenant_id_company_id_companies_tenant_id_id_fk" FOREIGN KEY ("tenant_id","company_id") REFERENCES "public"."companies"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_points" ADD CONSTRAINT "contact_points_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deals" ADD CONSTRAINT "deals_tenant_id_stage_id_stages_tenant_id_id_fk" FOREIGN KEY ("tenant_id","stage_id") REFERENCES "public"."stages"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "employments" ADD CONSTRAINT "employments_tenant_id_person_id_people_tenant_id_id_fk" FOREIGN KEY ("tenant_id","person_id") REFERENCES "public"."people"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stages" ADD CONSTRAINT "stages_tenant_id_pipeline_id_pipelines_tenant_id_id_fk" FOREIGN KEY ("tenant_id","pipeline_id") REFERENCES "public"."pipelines"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_addresses" ADD CONSTRAINT "user_addresses_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_tenant_id_tenants_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenants"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "imports_tenant_id_status_index" ON "imports" USING btree ("tenant_id","status");--> statement-breakpoint
CREATE INDEX "turns_tenant_id_user_id_at_index" ON "turns" USING btree ("tenant_id","user_id","at");--> statement-breakpoint
CREATE INDEX "turns_tenant_id_conversation_id_at_index" ON "turns" USING btree ("tenant_id","conversation_id","at");--> statement-breakpoint
CREATE INDEX "receipts_tenant_id_actor_id_at_index" ON "receipts" USING btree ("tenant_id","actor_id","at");--> statement-breakpoint
CREATE INDEX "receipts_tenant_id_group_id_index" ON "receipts" USING btree ("tenant_id","group_id");--> statement-breakpoint
CREATE INDEX "runs_tenant_id_at_index" ON "runs" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "correspondence_tenant_id_identity_id_index" ON "correspondence" USING btree ("tenant_id","identity_id");--> statement-breakpoint
CREATE INDEX "identities_tenant_id_person_id_index" ON "identities" USING btree ("tenant_id","person_id");--> statement-breakpoint
CREATE INDEX "identities_tenant_id_company_id_index" ON "identities" USING btree ("tenant_id","company_id");--> statement-breakpoint
CREATE INDEX "identities_tenant_id_domain_index" ON "identities" USING btree ("tenant_id","domain");--> statement-breakpoint
CREATE INDEX "identities_name_trgm" ON "identities" USING gin ("tenant_id","name_key" gin_trgm_ops) WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "interaction_contents_tenant_id_interaction_id_index" ON "interaction_contents" USING btree ("tenant_id","interaction_id");--> statement-breakpoint
CREATE INDEX "contents_newest" ON "interaction_contents" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE INDEX "contents_search" ON "interaction_contents" USING gin ("tenant_id","search") WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "interaction_keys_tenant_id_interaction_id_index" ON "interaction_keys" USING btree ("tenant_id","interaction_id");--> statement-breakpoint
CREATE INDEX "participants_timeline" ON "interaction_participants" USING btree ("tenant_id","identity_id","occurred_at");--> statement-breakpoint
CREATE INDEX "interactions_tenant_id_occurred_at_index" ON "interactions" USING btree ("tenant_id","occurred_at");--> statement-breakpoint
CREATE INDEX "interactions_tenant_id_thread_id_index" ON "interactions" USING btree ("tenant_id","thread_id");--> statement-breakpoint
CREATE INDEX "sightings_tenant_id_interaction_id_index" ON "sightings" USING btree ("tenant_id","interaction_id");--> statement-breakpoint
CREATE INDEX "thread_keys_tenant_id_thread_id_index" ON "thread_keys" USING btree ("tenant_id","thread_id");--> statement-breakpoint
CREATE INDEX "companies_name_trgm" ON "companies" USING gin ("tenant_id","name_key" gin_trgm_ops) WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "company_domains_tenant_id_company_id_index" ON "company_domains" USING btree ("tenant_id","company_id");--> statement-breakpoint
CREATE INDEX "contact_points_tenant_id_kind_value_index" ON "contact_points" USING btree ("tenant_id","kind","value");--> statement-breakpoint
CREATE INDEX "deals_tenant_id_company_id_index" ON "deals" USING btree ("tenant_id","company_id");--> statement-breakpoint
CREATE INDEX "deals_tenant_id_person_id_index" ON "deals" USING btree ("tenant_id","person_id");--> statement-breakpoint
CREATE INDEX "deals_name_trgm" ON "deals" USING gin ("tenant_id","name_key" gin_trgm_ops) WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "employments_tenant_id_company_id_index" ON "employments" USING btree ("tenant_id","company_id");--> statement-breakpoint
CREATE INDEX "people_tenant_id_company_id_index" ON "people" USING btree ("tenant_id","company_id");--> statement-breakpoint
CREATE INDEX "people_name_trgm" ON "people" USING gin ("tenant_id","name_key" gin_trgm_ops) WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "people_tags" ON "people" USING gin ("tenant_id","tags") WITH (gin_pending_list_limit=128);--> statement-breakpoint
CREATE INDEX "suggestions_open" ON "suggestions" USING btree ("tenant_id","user_id","score") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "tasks_tenant_id_assignee_id_done_at_due_at_index" ON "tasks" USING btree ("tenant_id","assignee_id","done_at","due_at");--> statement-breakpoint
CREATE INDEX "tasks_tenant_id_person_id_index" ON "tasks" USING btree ("tenant_id","person_id");--> statement-breakpoint
CREATE INDEX "tasks_tenant_id_company_id_index" ON "tasks" USING btree ("tenant_id","company_id");