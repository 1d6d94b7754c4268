/** `import`: files into one user's CRM, with progress on a terminal. */
import fs from "node:fs";
import path from "node:path";
import cliProgress from "cli-progress";
import type { AppDeps } from "../deps.ts";
import { contextFor } from "../core/actors.ts";
import { AppError, userMessageOf } from "../core/domain/errors.ts";
import { plainText } from "../core/reply.ts";
import { auditedImport } from "../sync/audited-import.ts";
import { openFile } from "../sync/files/open-file.ts";
import { previewFile, type ImportReport } from "../sync/import-file.ts";
import { isPreviewed, previewReply, reportReply } from "../sync/import-reply.ts";
import { fail, note, print, type OutputOptions } from "./output.ts";

export interface ImportOptions extends OutputOptions {
  tenant: string;
  as: string;
  preview?: boolean;
}

/** Reads file after file; one that cannot be read is named and the others go on. */
export async function importFiles(
  deps: AppDeps,
  files: string[],
  options: ImportOptions,
): Promise<void> {
  const context = await contextFor(
    deps.db,
    { tenant: options.tenant, email: options.as },
    { surface: "cli" },
  );
  const startedAt = performance.now();
  const reports: ImportReport[] = [];
  const failures: { file: string; reason: string }[] = [];
  for (const file of files) {
    const request = {
      tenantId: context.actor.tenantId,
      userId: context.actor.userId,
      path: path.resolve(file),
      fileName: path.basename(file),
      now: new Date(),
    };
    try {
      if (!fs.existsSync(file)) throw new AppError("not_found", `There is no file ${file}.`);
      if (context.actor.role === "viewer")
        throw new AppError("forbidden", "Your role (viewer) does not allow that.");
      if (isPreviewed((await openFile(request.path)).kind)) {
        const preview = await previewFile(deps, request);
        note(plainText(previewReply(preview, { fileName: request.fileName })).replaceAll("**", ""));
      }
      if (options.preview) continue;
      const report = await withProgress(file, (onProgress) =>
        auditedImport(deps, context, { ...request, onProgress }),
      );
      reports.push(report);
      note(plainText(reportReply(report, request)).replaceAll("**", ""));
    } catch (error) {
      const reason = userMessageOf(error);
      if (!(error instanceof AppError)) deps.log.error({ err: error }, "import failed");
      failures.push({ file: path.basename(file), reason });
      fail(`${path.basename(file)}: ${reason}`);
    }
  }
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  print(
    options,
    { ...sum(reports), seconds, ...(failures.length > 0 ? { failures } : {}) },
    `${seconds} s`,
  );
}

async function withProgress<T>(
  file: string,
  work: (onProgress: (done: { bytesDone: number; bytesTotal: number }) => void) => Promise<T>,
): Promise<T> {
  const bar = new cliProgress.SingleBar({
    format: `${path.basename(file)} {bar} {percentage}% | {eta_formatted} left`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  });
  bar.start(1, 0);
  try {
    return await work(({ bytesDone, bytesTotal }) => {
      bar.setTotal(bytesTotal);
      bar.update(bytesDone);
    });
  } finally {
    bar.stop();
  }
}

/** The counts of all files as one document; keys that no file had stay out. */
function sum(reports: ImportReport[]): Record<string, unknown> {
  const empty = {
    messages: { read: 0, stored: 0, skipped: {}, failed: 0 },
    people: { created: 0, suggested: 0 },
    companies: { created: 0 },
    interactions: { created: 0 },
  };
  return [empty, ...reports.map(({ seconds: _, ...report }) => report)].reduce<
    Record<string, unknown>
  >((total, report) => addUp(total, report) as Record<string, unknown>, {});
}

function addUp(a: unknown, b: unknown): unknown {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (typeof a === "number" && typeof b === "number") return a + b;
  if (Array.isArray(a) && Array.isArray(b)) return [...(a as unknown[]), ...(b as unknown[])];
  if (typeof a === "object" && typeof b === "object" && a !== null && b !== null) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return Object.fromEntries(
      [...keys].map((key) => [
        key,
        addUp((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
      ]),
    );
  }
  return b;
}
