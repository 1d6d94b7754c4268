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
	"cost_micro_usd" bigint NOT NULL,
	"milliseconds" integer NOT NULL,
	"outcome" text NOT NULL,
	CONSTRAINT "ai_runs_tenant_id_id_pk" PRIMARY KEY("tenant_id","id")
);
--> statement-breakpoint
ALTER TABLE "ai_runs" ADD CONSTRAINT "ai_runs_tenant_id_user_id_users_tenant_id_id_fk" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."users"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ai_runs_tenant_id_at_index" ON "ai_runs" USING btree ("tenant_id","at");