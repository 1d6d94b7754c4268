/** The job of an import: looks at its row, reads the file, and leaves preview or report on the row. */
import fs from "node:fs";
import path from "node:path";
import { contextById } from "../../core/actors.ts";
import { issueButtons, remember } from "../../core/agent/remember.ts";
import { readFocus } from "../../core/agent/focus.ts";
import type { PendingQuestion } from "../../core/agent/intent.ts";
import { inTransaction, type Context, type Deps } from "../../core/context.ts";
import { AppError, userMessageOf } from "../../core/domain/errors.ts";
import { runImportJob } from "../../core/import-job.ts";
import { handleJob, type JobHandler } from "../../core/jobs.ts";
import type { Button, Reply } from "../../core/reply.ts";
import { openConversation } from "../../db/queries/conversations.ts";
import {
  findImport,
  stalledImports,
  updateImport,
  type ImportRow,
} from "../../db/queries/imports.ts";
import { listTenants } from "../../db/queries/tenants.ts";
import { auditedImport } from "../audited-import.ts";
import { openFile } from "../files/open-file.ts";
import { previewFile } from "../import-file.ts";
import { isPreviewed, previewReply, reportReply } from "../import-reply.ts";

const PROGRESS_EVERY_MS = 500;

export const importHandler = (deps: Deps): JobHandler =>
  handleJob(runImportJob, async ({ tenantId, userId, importId }) => {
    const context = await contextById(deps.db, { tenantId, userId }, { surface: "job" });
    const row = await inTransaction(deps, context, (tx) => findImport(tx, importId));
    if (!row || row.status === "done" || row.status === "failed" || row.status === "preview")
      return;
    try {
      await work(deps, context, row);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "busy") throw error;
      await finish(deps, context, row, { status: "failed", error: userMessageOf(error) });
    }
  });

async function work(deps: Deps, context: Context, row: ImportRow): Promise<void> {
  if (row.spoolPath === null || !fs.existsSync(row.spoolPath))
    throw new AppError("unreadable", "The uploaded file is no longer there; send it again.");
  const request = {
    tenantId: context.actor.tenantId,
    userId: context.actor.userId,
    path: row.spoolPath,
    fileName: path.basename(row.fileName),
    now: context.now,
  };
  if (!row.confirmed && isPreviewed((await openFile(row.spoolPath)).kind)) {
    const preview = await previewFile(deps, request);
    await inTransaction(deps, context, async (tx) => {
      const conversation = await conversationOf(tx, context);
      const reply = await issueButtons(tx, context, {
        conversationId: conversation.id,
        reply: previewReply(preview, row),
      });
      await updateImport(tx, row.id, {
        status: "preview",
        reply,
        doubtful: preview.doubtful,
        sureRows: preview.rows.new + preview.rows.updated,
      });
    });
    return;
  }
  await inTransaction(deps, context, (tx) =>
    updateImport(tx, row.id, { status: "running", heartbeatAt: new Date() }),
  );
  const report = await auditedImport(deps, context, {
    ...request,
    importId: row.id,
    confirmed: row.mergeDoubtful,
    decided: row.doubtful ?? [],
    onProgress: progressOf(deps, context, row),
  });
  await finish(deps, context, row, { status: "done", reply: reportReply(report, row) });
}

/** Writes how far it is, at most twice a second; this also says that somebody is working on it. */
function progressOf(deps: Deps, context: Context, row: ImportRow) {
  let last = 0;
  return ({ bytesDone }: { bytesDone: number }): void => {
    const now = Date.now();
    if (now - last < PROGRESS_EVERY_MS) return;
    last = now;
    inTransaction(deps, context, (tx) =>
      updateImport(tx, row.id, { bytesDone, heartbeatAt: new Date(now) }),
    ).catch((error: unknown) => deps.log.warn({ err: error }, "import progress was not saved"));
  };
}

/** The report stands in the conversation, and the uploaded copy is gone. */
async function finish(
  deps: Deps,
  context: Context,
  row: ImportRow,
  end:
    { status: "done"; reply: ReturnType<typeof reportReply> } | { status: "failed"; error: string },
): Promise<void> {
  await inTransaction(deps, context, async (tx) => {
    const conversation = await conversationOf(tx, context);
    const finishedAt = new Date();
    const focus = readFocus(conversation.focus, finishedAt);
    const reply: Reply<Button> =
      end.status === "done" ? end.reply : { text: `${row.fileName}: ${end.error}` };
    const question = questionAfter(reply);
    const given = await remember(
      tx,
      {
        ...context,
        now: finishedAt,
        focus: question ? { ...focus, question, at: finishedAt.toISOString() } : focus,
      },
      {
        conversationId: conversation.id,
        said: row.fileName,
        reply: { ...reply, unsaid: true, outside: true },
      },
    );
    await updateImport(tx, row.id, {
      status: end.status,
      reply: given,
      finishedAt,
      bytesDone: row.bytesTotal,
      spoolPath: null,
      doubtful: null,
      ...(end.status === "failed" ? { error: end.error } : {}),
    });
  });
  // Every upload waits in a folder of its own.
  if (row.spoolPath) fs.rmSync(path.dirname(row.spoolPath), { recursive: true, force: true });
}

/** Whose addresses a mailbox was sent from may be answered in words: "these are all mine". */
function questionAfter({ actions = [] }: Reply<Button>): PendingQuestion | undefined {
  const options = actions.flatMap(({ label, press }) =>
    press.kind === "call" && press.tool === "claim_address"
      ? [{ label, tool: press.tool, args: press.args }]
      : [],
  );
  return options.length > 0 ? { options } : undefined;
}

const conversationOf = (tx: Parameters<typeof openConversation>[0], { actor, now }: Context) =>
  openConversation(tx, { userId: actor.userId, thread: "", now });

/** Finds imports whose job was lost or whose process died, and says again: look at this row. */
export async function sweepImports(deps: Deps, now = new Date()): Promise<void> {
  for (const tenant of await listTenants(deps.db)) {
    const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
    const stalled = await deps.db.transaction(scope, (tx) => stalledImports(tx, now));
    for (const { id, userId } of stalled)
      await deps.jobs.enqueue(
        runImportJob,
        { tenantId: tenant.id, userId, importId: id },
        { key: id },
      );
  }
}
