/** The job that says "take this sent mail into the timeline"; sync does it, as with any mail. */
import { z } from "zod";
import { defineJob } from "../jobs.ts";

export const recordSentJob = defineJob({
  name: "record-sent",
  payload: z.object({ tenantId: z.uuid(), outboxId: z.uuid() }),
});
