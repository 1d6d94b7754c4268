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
ALTER TABLE "embeddings" ADD CONSTRAINT "embeddings_tenant_id_content_id_interaction_contents_tenant_id_id_fk" FOREIGN KEY ("tenant_id","content_id") REFERENCES "public"."interaction_contents"("tenant_id","id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE embeddings ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE embeddings FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON embeddings TO rapport_app;
--> statement-breakpoint
-- Visible exactly where the content is. Here without OFFSET 0: whoever compares meanings reads all of a
-- viewer's vectors, and then one hash of what the viewer may see is cheaper than a lookup a row.
CREATE POLICY viewer ON embeddings
  USING (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = embeddings.tenant_id AND v.content_id = embeddings.content_id))
  WITH CHECK (tenant_id = (SELECT app_tenant()) AND EXISTS (
    SELECT FROM content_viewers v
    WHERE v.tenant_id = embeddings.tenant_id AND v.content_id = embeddings.content_id));
