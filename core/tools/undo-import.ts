/** Takes a whole imported file back: mail, meetings and what was made of them. */
import { z } from "zod";
import { findImport } from "../../db/queries/imports.ts";
import { findTracedImport, tracedImports } from "../../db/queries/import-traces.ts";
import { receiptsOfLastImport, receiptsOfRuns } from "../../db/queries/receipts.ts";
import { heldOnlyBy, takeBackImport } from "../../db/queries/undo-import.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { plural } from "../views/words.ts";
import { countsOf, seenHash, undoQuestion } from "./import-undoing.ts";
import { takeBack } from "./undo.ts";

const output = z.object({
  fileName: z.string(),
  messages: z.number(),
  meetings: z.number(),
  kept: z.number(),
  restored: z.number(),
  changedSince: z.number(),
  released: z.array(z.string()),
  /** Names of records that it had written. */
  records: z.array(z.string()),
  more: z.number(),
});

export const undoImport = defineTool({
  name: "undo_import",
  summary: "Take back a whole imported file",
  effect: "write",
  // The question it asks names what goes, which no receipt could.
  restores: true,
  needs: "files:import",
  examples: [
    "undo the import",
    "undo that import",
    "undo the last import",
    "undo my last import",
    "take back the import",
    "take that import back",
    "take the imported file back",
    "revert the import",
    "roll back the import",
    "remove what I just imported",
    "remove the imported mail again",
    "delete the mail I just imported",
    "that was the wrong file",
    "I imported the wrong file",
    "I uploaded the wrong file",
    "that was the wrong mailbox",
    "wrong file, undo the import",
  ],
  input: z.object({
    import: z.uuid().optional().describe("The latest one when absent"),
    seen: z.string().max(64).optional().describe("Set by the button alone"),
  }),
  output,
  mentions: {},
  async run(context, input) {
    const { userId } = context.actor;
    const [latest] = input.import ? [] : await tracedImports(context.tx, userId, 1);
    const rows = input.import ? [] : await receiptsOfLastImport(context.tx, userId);
    const last = rows.at(-1);
    // A spreadsheet or an address book: all it did was to write records.
    if (last && !(latest && (latest.at > last.at || latest.runIds.includes(last.runId))))
      return { ...nothing, ...(await recordsOf(context, rows)) };
    const id = input.import ?? latest?.id;
    const file = id && (await findTracedImport(context.tx, userId, id));
    if (!file)
      throw new AppError(
        input.import ? "conflict" : "not_found",
        input.import
          ? "That has already been undone."
          : "There is no import of yours to take back.",
      );
    if ((await findImport(context.tx, file.id))?.status === "running")
      throw new AppError(
        "conflict",
        `${file.fileName} is still being read; undo it once it is in.`,
      );
    const held = await heldOnlyBy(context.tx, { userId, importId: file.id });
    if (input.seen !== seenHash(file, held)) throw await undoQuestion(context, file);
    const records = await recordsOf(context, await receiptsOfRuns(context.tx, userId, file.runIds));
    const taken = await takeBackImport(context.tx, {
      userId,
      importId: file.id,
      now: context.now,
    });
    return { ...taken, ...records, fileName: file.fileName };
  },
  reply: ({ fileName, records, more, kept, restored, changedSince, released, ...gone }) => ({
    text: [
      `Undone: the import${fileName ? ` of ${literal(fileName)}` : ""}${countsOf(gone) ? `, ${countsOf(gone)}` : ""}.`,
      kept > 0 ? `${kept} of them stay for colleagues who have them too.` : "",
      restored > 0
        ? `${plural(restored, "meeting")} it had changed ${restored === 1 ? "stands" : "stand"} as before.`
        : "",
      changedSince > 0
        ? `${plural(changedSince, "meeting")} it had changed ${changedSince === 1 ? "stays" : "stay"}: told again or changed since.`
        : "",
      released.length > 0
        ? `${literal(released.join(", "))} ${released.length === 1 ? "is" : "are"} not taken for yours any more.`
        : "",
      records.length > 0
        ? `Put back: ${literal(records.join(", "))}${more > 0 ? ` and ${more} more` : ""}.`
        : "",
    ]
      .filter(Boolean)
      .join(" "),
  }),
});

const nothing = {
  fileName: "",
  messages: 0,
  meetings: 0,
  kept: 0,
  restored: 0,
  changedSince: 0,
  released: [],
};

async function recordsOf(
  context: ToolContext,
  rows: Parameters<typeof takeBack>[1],
): Promise<{ records: string[]; more: number }> {
  if (rows.length === 0) return { records: [], more: 0 };
  const { undone, more } = await takeBack(context, rows);
  return { records: undone, more };
}
