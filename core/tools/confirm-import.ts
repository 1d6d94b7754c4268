/** Goes ahead with a contact file after its preview was seen. */
import { z } from "zod";
import { findImport, updateImport } from "../../db/queries/imports.ts";
import { AppError } from "../domain/errors.ts";
import { runImportJob } from "../import-job.ts";
import { defineTool } from "../tool.ts";

export const confirmImport = defineTool({
  name: "confirm_import",
  summary: "Go ahead with a file after its preview",
  effect: "write",
  needs: "files:import",
  examples: [],
  input: z.object({ import: z.uuid(), mergeDoubtful: z.boolean().optional() }),
  output: z.object({ fileName: z.string() }),
  mentions: {},
  async run(context, { import: id, mergeDoubtful = false }) {
    const row = await findImport(context.tx, id);
    if (row?.status !== "preview")
      throw new AppError("not_found", "There is no such import waiting for you.");
    await updateImport(context.tx, id, {
      status: "waiting",
      confirmed: true,
      mergeDoubtful,
      heartbeatAt: context.now,
    });
    const { tenantId, userId } = context.actor;
    context.afterwards(runImportJob, { tenantId, userId, importId: id });
    return { fileName: row.fileName };
  },
  reply: ({ fileName }) => ({ text: `Importing ${fileName}…` }),
});
