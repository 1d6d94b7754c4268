CREATE TABLE "ai_runs" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"correlation_id" uuid NOT NULL,
	"engine" text NOT NULL,
	"model" text NOT NULL,
	"prompt_hash" text NOT NULL,
	"tools_hash" text NOT NULL,
	"request_id" text,
	"calls" jsonb NOT NULL,
	"tainted" boolean NOT NULL,
	"input_tokens" integer NOT NULL,
	"output_tokens" integer NOT NULL,
	"cache_read_tokens" integer NOT NULL,
	"cache_write_tokens" integer NOT NULL,
	"cost_micro_usd" bigint,
	"milliseconds" integer NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "ai_runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "channel_users" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"workspace_id" uuid NOT NULL,
	"platform_user_id" text NOT NULL,
	"user_id" uuid NOT NULL,
	"email" text,
	"linked_at" timestamp (3) with time zone NOT NULL,
	"told_at" timestamp (3) with time zone,
	"unlinked_at" timestamp (3) with time zone,
	CONSTRAINT "channel_users_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "channel_users_tenantId_workspaceId_platformUserId_unique" UNIQUE("tenant_id","workspace_id","platform_user_id")
);
--> statement-breakpoint
CREATE TABLE "channel_workspaces" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"workspace_key" text NOT NULL,
	"name" text NOT NULL,
	"details" jsonb NOT NULL,
	"installed_by_id" uuid,
	"installed_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "channel_workspaces_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "channel_workspaces_tenantId_channel_workspaceKey_unique" UNIQUE("tenant_id","channel","workspace_key")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"inbox_id" uuid,
	"user_id" uuid NOT NULL,
	"workspace_id" uuid,
	"address" jsonb NOT NULL,
	"audience" text NOT NULL,
	"reply" jsonb NOT NULL,
	"draft_id" uuid,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"next_at" timestamp (3) with time zone NOT NULL,
	"platform_message" jsonb,
	"error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"delivered_at" timestamp (3) with time zone,
	CONSTRAINT "deliveries_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "deliveries_tenantId_inboxId_unique" UNIQUE("tenant_id","inbox_id")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"channel" text NOT NULL,
	"delivery_key" text NOT NULL,
	"message_key" text,
	"conversation_key" text NOT NULL,
	"sequence" text NOT NULL,
	"user_id" uuid,
	"message" jsonb NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"lease_until" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"answered_at" timestamp (3) with time zone,
	CONSTRAINT "inbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "inbox_tenantId_channel_deliveryKey_unique" UNIQUE("tenant_id","channel","delivery_key"),
	CONSTRAINT "inbox_tenantId_channel_messageKey_unique" UNIQUE("tenant_id","channel","message_key")
);
--> statement-breakpoint
CREATE TABLE "install_states" (
	"tenant_id" uuid NOT NULL,
	"state_hash" "bytea" NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "install_states_tenant_id_state_hash_pk" PRIMARY KEY("tenant_id","state_hash")
);
--> statement-breakpoint
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
	CONSTRAINT "draft_versions_tenant_id_draft_id_version_pk" PRIMARY KEY("tenant_id","draft_id","version"),
	CONSTRAINT "draft_versions_bytes" UNIQUE("tenant_id","draft_id","version","content_hash")
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
	"send_at" timestamp (3) with time zone,
	"discarded" boolean DEFAULT false NOT NULL,
	CONSTRAINT "drafts_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "embeddings" (
	"tenant_id" uuid NOT NULL,
	"content_id" uuid NOT NULL,
	"model" text NOT NULL,
	"dimensions" integer NOT NULL,
	"embedding" vector NOT NULL,
	"text_hash" "bytea" NOT NULL,
	CONSTRAINT "embeddings_tenant_id_content_id_pk" PRIMARY KEY("tenant_id","content_id")
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
CREATE TABLE "approvals" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"draft_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content_hash" text NOT NULL,
	"approver_id" uuid NOT NULL,
	"surface" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"voided_at" timestamp (3) with time zone,
	CONSTRAINT "approvals_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "approvals_bytes" UNIQUE("tenant_id","id","draft_id","version","content_hash")
);
--> statement-breakpoint
CREATE TABLE "opt_outs" (
	"tenant_id" uuid NOT NULL,
	"address" text NOT NULL,
	"by_id" uuid,
	"reason" text,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "opt_outs_tenant_id_address_pk" PRIMARY KEY("tenant_id","address")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"key" text NOT NULL,
	"draft_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"content_hash" text NOT NULL,
	"approval_id" uuid NOT NULL,
	"sender_id" uuid NOT NULL,
	"message_id" text NOT NULL,
	"state" text NOT NULL,
	"send_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempt_id" uuid,
	"attempt_at" timestamp (3) with time zone,
	"via" text,
	"sent_at" timestamp (3) with time zone,
	"provider_id" text,
	"error" text,
	"resolved_by_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "outbox_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "outbox_tenantId_key_unique" UNIQUE("tenant_id","key"),
	CONSTRAINT "outbox_tenantId_messageId_unique" UNIQUE("tenant_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "personal_tokens" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"user_id" uuid NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "personal_tokens_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "personal_tokens_tenantId_tokenHash_unique" UNIQUE("tenant_id","token_hash")
);
--> statement-breakpoint
CREATE TABLE "vault_keys" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"master_key_version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "vault_keys_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "vault_secrets" (
	"tenant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"owner_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"purpose" text NOT NULL,
	"key_id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "vault_secrets_tenant_id_id_pk" PRIMARY KEY("tenant_id","id"),
	CONSTRAINT "vault_secrets_tenantId_ownerId_provider_purpose_unique" UNIQUE("tenant_id","owner_id","provider","purpose")
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "token_id" uuid;--> statement-breakpoint
ALTER TABLE "ai_runs" ADD CONSTRAINT "ai_runs_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_users" ADD CONSTRAINT "channel_users_tenant_id_workspace_id_channel_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."channel_workspaces"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_users" ADD CONSTRAINT "channel_users_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channel_workspaces" ADD CONSTRAINT "channel_workspaces_tenant_id_installed_by_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","installed_by_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_tenant_id_inbox_id_inbox_tenant_id_id_fk" FOREIGN KEY ("tenant_id","inbox_id") REFERENCES "public"."inbox"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_tenant_id_workspace_id_channel_workspaces_tenant_id_id_fk" FOREIGN KEY ("tenant_id","workspace_id") REFERENCES "public"."channel_workspaces"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "install_states" ADD CONSTRAINT "install_states_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "draft_versions" ADD CONSTRAINT "draft_versions_tenant_id_draft_id_drafts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","draft_id") REFERENCES "public"."drafts"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_tenant_id_owner_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","owner_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "embeddings" ADD CONSTRAINT "embeddings_tenant_id_content_id_interaction_contents_tenant_id_id_fk" FOREIGN KEY ("tenant_id","content_id") REFERENCES "public"."interaction_contents"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "readings" ADD CONSTRAINT "readings_tenant_id_content_id_interaction_contents_tenant_id_id_fk" FOREIGN KEY ("tenant_id","content_id") REFERENCES "public"."interaction_contents"("tenant_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_version_fk" FOREIGN KEY ("tenant_id","draft_id","version","content_hash") REFERENCES "public"."draft_versions"("tenant_id","draft_id","version","content_hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_tenant_id_approver_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","approver_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opt_outs" ADD CONSTRAINT "opt_outs_tenant_id_by_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","by_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_approval_fk" FOREIGN KEY ("tenant_id","approval_id","draft_id","version","content_hash") REFERENCES "public"."approvals"("tenant_id","id","draft_id","version","content_hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_tenant_id_draft_id_drafts_tenant_id_id_fk" FOREIGN KEY ("tenant_id","draft_id") REFERENCES "public"."drafts"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_tenant_id_sender_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","sender_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "personal_tokens" ADD CONSTRAINT "personal_tokens_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "vault_secrets" ADD CONSTRAINT "vault_secrets_tenant_id_key_id_vault_keys_tenant_id_id_fk" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."vault_keys"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ai_runs_tenant_id_at_index" ON "ai_runs" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "deliveries_tenant_id_state_next_at_index" ON "deliveries" USING btree ("tenant_id","state","next_at");--> statement-breakpoint
CREATE INDEX "deliveries_tenant_id_draft_id_index" ON "deliveries" USING btree ("tenant_id","draft_id");--> statement-breakpoint
CREATE INDEX "inbox_tenant_id_state_received_at_index" ON "inbox" USING btree ("tenant_id","state","received_at");--> statement-breakpoint
CREATE INDEX "inbox_tenant_id_conversation_key_sequence_index" ON "inbox" USING btree ("tenant_id","conversation_key","sequence");--> statement-breakpoint
CREATE INDEX "drafts_tenant_id_owner_id_updated_at_index" ON "drafts" USING btree ("tenant_id","owner_id","updated_at");--> statement-breakpoint
CREATE INDEX "approvals_tenant_id_draft_id_version_index" ON "approvals" USING btree ("tenant_id","draft_id","version");--> statement-breakpoint
CREATE INDEX "outbox_tenant_id_state_send_at_index" ON "outbox" USING btree ("tenant_id","state","send_at");--> statement-breakpoint
CREATE INDEX "outbox_tenant_id_draft_id_index" ON "outbox" USING btree ("tenant_id","draft_id");