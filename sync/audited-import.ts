/** An import as one run of the audit trail, so that what it wrote to records is undone as one. */
import { createHash } from "node:crypto";
import { recordRun } from "../db/queries/runs.ts";
import { inTransaction, type Context, type Deps } from "../core/context.ts";
import { newId } from "../core/domain/ids.ts";
import { embedContentsJob } from "../core/embeddings/embed-contents-job.ts";
import { importFile, type ImportReport, type ImportRequest } from "./import-file.ts";

export async function auditedImport(
  deps: Pick<Deps, "db" | "log" | "jobs">,
  context: Context,
  request: Omit<ImportRequest, "runId" | "tenantId" | "userId">,
): Promise<ImportReport> {
  const startedAt = performance.now();
  const runId = newId();
  const { tenantId, userId } = context.actor;
  const record = (outcome: string) =>
    inTransaction(deps, context, (tx) =>
      recordRun(tx, {
        id: runId,
        at: context.now,
        surface: context.surface,
        tool: "import_file",
        effect: "write",
        outcome,
        argsHash: createHash("sha256").update(request.fileName).digest("hex"),
        correlationId: context.correlationId,
        milliseconds: Math.round(performance.now() - startedAt),
      }),
    );
  try {
    const importId = request.importId ?? runId;
    const report = await importFile(deps, { ...request, tenantId, userId, runId, importId });
    await record("done");
    await deps.jobs.enqueue(embedContentsJob, { tenantId }, { key: tenantId });
    return report;
  } catch (error) {
    await record("failed");
    throw error;
  }
}
