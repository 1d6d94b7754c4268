/** Drops a contact file after its preview was seen. */
import { z } from "zod";
import { findImport, updateImport } from "../../db/queries/imports.ts";
import { AppError } from "../domain/errors.ts";
import { defineTool } from "../tool.ts";

export const cancelImport = defineTool({
  name: "cancel_import",
  summary: "Drop a file after its preview; nothing is imported",
  effect: "write",
  needs: "files:import",
  examples: [],
  input: z.object({ import: z.uuid() }),
  output: z.object({ fileName: z.string() }),
  mentions: {},
  async run(context, { import: id }) {
    const row = await findImport(context.tx, id);
    if (row?.status !== "preview")
      throw new AppError("not_found", "There is no such import waiting for you.");
    await updateImport(context.tx, id, {
      status: "failed",
      error: "Cancelled; nothing was imported.",
      finishedAt: context.now,
    });
    return { fileName: row.fileName };
  },
  reply: ({ fileName }) => ({ text: `${fileName} was not imported.` }),
});
