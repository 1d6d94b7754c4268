/** The job that says "look at what has no embedding": at one content, or at all of a tenant's. */
import { z } from "zod";
import { defineJob } from "../jobs.ts";

export const embedContentsJob = defineJob({
  name: "embed-contents",
  payload: z.object({ tenantId: z.uuid(), contentId: z.uuid().optional() }),
});
