/** The job that says "look at this import". */
import { z } from "zod";
import { defineJob } from "./jobs.ts";

export const runImportJob = defineJob({
  name: "run-import",
  payload: z.object({ tenantId: z.uuid(), importId: z.uuid(), userId: z.uuid() }),
});
