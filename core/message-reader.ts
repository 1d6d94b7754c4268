/** The port for reading one message with a language model, and what may come out of it. */
import { z } from "zod";

const line = z.string().min(1).max(200);

/** Nothing beyond this comes out of a message, whatever it says. */
export const readingShape = z.object({
  summary: z.string().min(1).max(400),
  asks: z.array(line).max(5),
  promises: z.array(line).max(5),
  dates: z.array(line).max(5),
  sentiment: z.enum(["positive", "neutral", "negative", "mixed"]),
  language: z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/),
});
export type Reading = z.output<typeof readingShape>;

/** Who lets it be read: in whose books it stands. */
export interface Asker {
  now: Date;
  correlationId: string;
  actor: { tenantId: string; userId: string };
}

export interface MessageReader {
  readonly model: string;
  /** Knows the message and nothing else. Throws a failure of code `busy` where there is no reading. */
  read(message: { subject: string; text: string }, asker: Asker): Promise<Reading>;
}
