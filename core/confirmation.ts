/** Which writes ask first, what the preview shows, and how a press proves that it saw that preview. */
import { createHash } from "node:crypto";
import type { Written } from "../db/write.ts";
import type { CallRequest, CallResult } from "./call-result.ts";
import type { Context } from "./context.ts";
import { receiptWords } from "./receipt-words.ts";
import { bold, literal, type Receipt } from "./reply.ts";
import type { Tool } from "./tool.ts";

/** More records than this in one call is a bulk change, and asks first. */
const BULK = 10;
/** Why a person must press a button first, or undefined when the write may simply happen. */
export function confirmationNeeded(
  tool: Tool,
  context: Context,
  written: readonly Written<unknown>[],
): string | undefined {
  if (tool.restores || written.length === 0) return undefined;
  const records = written.filter((entry) => entry.recordType !== "suggestion").length;
  if (tool.effect === "destructive" || records > BULK) {
    const what = records === 1 ? "a record" : `${records} records`;
    return written.every(({ after }) => after === null)
      ? `This removes ${what}; undo brings back what is removed.`
      : `This changes ${what}.`;
  }
  const others = written.filter(({ before }) => {
    const owner = ownerOf(before);
    return owner !== null && owner !== context.actor.userId;
  });
  if (others.length > 0) return "This belongs to a colleague.";
  return undefined;
}

function ownerOf(state: unknown): string | null {
  if (typeof state !== "object" || state === null) return null;
  const { ownerId, assigneeId } = state as { ownerId?: string | null; assigneeId?: string };
  return ownerId ?? assigneeId ?? null;
}

const seconds = (ms: number): number => Math.floor(ms / 1_000);

/** Identifies what a preview showed; ids of records yet to be made differ from run to run. */
export function previewHash(receipts: readonly Receipt[], now: Date): string {
  // "Done at this moment" is the same effect at the moment of the press.
  const timeless = (value: string | null) =>
    value?.includes("T") && seconds(Date.parse(value)) === seconds(now.getTime()) ? "now" : value;
  const shown = receipts.map(({ record, changes }) => [
    record.type,
    record.name,
    changes.map(({ field, from, to }) => [field, timeless(from), timeless(to)]),
  ]);
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex");
}

interface Preview {
  request: CallRequest;
  receipts: Receipt[];
  reason: string;
  now: Date;
}

export function askFirst({
  request,
  receipts,
  reason,
  now,
}: Preview): Omit<CallResult, "resolved"> {
  const shown = receipts.slice(0, BULK).map((receipt) => ({
    text: [bold(receipt.record.name), literal(receiptWords(receipt))].filter(Boolean).join(": "),
  }));
  return {
    tool: request.tool,
    args: request.args,
    outcome: "confirm",
    reply: {
      text: `${reason} Shall I go ahead?${request.confirmed ? " What it would do has changed since you were asked." : ""}`,
      blocks: [
        { kind: "list", items: shown },
        ...(receipts.length > BULK
          ? [{ kind: "text" as const, text: `…and ${receipts.length - BULK} more.` }]
          : []),
      ],
      actions: [
        {
          label: "Go ahead",
          style: "primary",
          press: {
            kind: "confirm",
            tool: request.tool,
            args: request.args,
            preview: previewHash(receipts, now),
          },
        },
      ],
    },
    receipts: [],
    undoable: [],
  };
}
