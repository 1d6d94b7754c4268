/** Drops a contact file after its preview was seen. */
import { z } from "zod";
import { findImport, openImports, updateImport } from "../../db/queries/imports.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";

export const cancelImport = defineTool({
  name: "cancel_import",
  summary: "Drop a file after its preview; nothing is imported",
  effect: "write",
  needs: "files:import",
  examples: [
    "cancel the import",
    "don't import that file",
    "drop the import",
    "stop that import",
    "call off the import",
    "forget the import",
    "abort the import",
    "I don't want that import",
  ],
  input: z.object({ import: z.uuid().optional().describe("The latest one when absent") }),
  output: z.object({ fileName: z.string() }),
  mentions: {},
  async run(context, { import: id }) {
    const open = id ? [await findImport(context.tx, id)] : await openImports(context.tx);
    const row = open.findLast((one) => one?.status === "preview");
    if (!row) throw new AppError("not_found", "There is no such import waiting for you.");
    await updateImport(context.tx, row.id, {
      status: "failed",
      error: "Cancelled; nothing was imported.",
      finishedAt: context.now,
    });
    return { fileName: row.fileName };
  },
  // What somebody's file is called is not the channel's business.
  reply: ({ fileName }, { audience }) => ({
    text: `${audience === "dm" ? literal(fileName) : "That file"} was not imported.`,
  }),
});
