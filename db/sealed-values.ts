/** Values beside the event store that belong to one subject, sealed with that subject's key. */
import { AppError } from "../core/domain/errors.ts";
import { seal, unseal } from "../core/domain/sealing.ts";
import type { Tx } from "./client.ts";
import { keysOf, makeKeys } from "./subject-keys.ts";

/** Seals a value that belongs to one subject, with a key of its own. */
export async function sealFor(tx: Tx, subjectId: string, value: unknown): Promise<Buffer> {
  const key =
    (await keysOf(tx, [subjectId])).get(subjectId) ??
    (await makeKeys(tx, [subjectId])).get(subjectId);
  if (!key) throw new AppError("conflict", "This record has been erased.");
  return seal(key, Buffer.from(JSON.stringify(value)), contextOf(tx, subjectId));
}

/** What `sealFor` sealed; undefined where the subject was erased. */
export async function openFor(tx: Tx, subjectId: string, body: Buffer): Promise<unknown> {
  const key = (await keysOf(tx, [subjectId])).get(subjectId);
  if (!key) return undefined;
  return JSON.parse(unseal(key, body, contextOf(tx, subjectId)).toString("utf8"));
}

const contextOf = (tx: Tx, subjectId: string): string => `${tx.scope.tenantId}|${subjectId}`;
