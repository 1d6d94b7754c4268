/** The jobs around a draft that goes out: send what is approved, and draw anew what shows it. */
import { z } from "zod";
import { defineJob } from "../jobs.ts";

export const sendJob = defineJob({
  name: "send-outbox",
  payload: z.object({ tenantId: z.uuid(), outboxId: z.uuid() }),
});

export const refreshDraftJob = defineJob({
  name: "refresh-draft",
  payload: z.object({ tenantId: z.uuid(), draftId: z.uuid() }),
});
