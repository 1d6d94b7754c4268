/** Parts of payloads that Slack may leave out, leave empty, or send as something else. */
import { z } from "zod";

export const text = z.string().catch("");
export const maybe = z.string().min(1).optional().catch(undefined);

/** Files by their ids; what is none is left out. */
export const fileIds = z
  .array(z.object({ id: z.string() }).transform(({ id }) => id))
  .catch([])
  .default([]);
