/** `file`: fetches a file made for somebody, such as an export. */
import fs from "node:fs";
import type { AppDeps } from "../deps.ts";
import { fetchFile as findFile, type FetchedFile } from "../core/fetch-file.ts";
import { contextFor } from "../core/actors.ts";
import { inTransaction } from "../core/context.ts";
import { AppError } from "../core/domain/errors.ts";
import { isId } from "../core/domain/ids.ts";
import { print, type OutputOptions } from "./output.ts";

export interface FileOptions extends OutputOptions {
  tenant: string;
  as: string;
}

/** Writes the file to a path, or to standard output where none is named. */
export async function fetchFile(
  deps: AppDeps,
  { id, target }: { id: string; target: string | undefined },
  options: FileOptions,
): Promise<void> {
  const who = { tenant: options.tenant, email: options.as };
  const context = await contextFor(deps.db, who, { surface: "cli" });
  const file = isId(id)
    ? await inTransaction(deps, context, (tx) =>
        findFile(tx, id, { now: context.now, from: deps.outbox?.from }),
      )
    : undefined;
  if (!file) throw new AppError("not_found", "There is no such file of yours, or it has expired.");
  if (target === undefined) {
    process.stdout.write(options.json ? `${JSON.stringify(inJson(file))}\n` : file.body);
    return;
  }
  // An existing file is never written over unasked.
  await fs.promises
    .writeFile(target, file.body, { flag: "wx", mode: 0o600 })
    .catch((cause: unknown) => {
      throw new AppError("conflict", `${target} cannot be written, or is there already.`, {
        cause,
      });
    });
  const bytes = Buffer.byteLength(file.body);
  print(options, { path: target, name: file.name, bytes }, `${file.name} is in ${target}.`);
}

/** Bytes in base64. */
const inJson = ({ body, ...file }: FetchedFile) =>
  typeof body === "string" ? { ...file, body } : { ...file, base64: body.toString("base64") };
