/** Has a message read and keeps the reading beside it, with the eyes of whoever asks. */
import { findReading, readableContent, saveReading } from "../db/queries/readings.ts";
import { inTransaction, type Context, type Deps } from "./context.ts";
import { readingShape, type Reading } from "./message-reader.ts";

/** Thrown by a tool's `run`: the door has the content read outside the transaction, and calls again. */
export class NeedsReading extends Error {
  readonly contentId: string;
  constructor(contentId: string) {
    super("a message is to be read first");
    this.name = "NeedsReading";
    this.contentId = contentId;
  }
}

/** Reads one content with the asker's eyes and keeps the reading beside it. */
export async function readContent(
  deps: Deps,
  context: Context,
  contentId: string,
): Promise<Reading | "failed"> {
  const { reader, log } = deps;
  const message = await inTransaction(deps, context, (tx) => readableContent(tx, contentId));
  if (!reader || !message) return "failed";
  try {
    const reading = await reader.read(message, context);
    await inTransaction(deps, context, (tx) =>
      saveReading(tx, contentId, { model: reader.model, at: context.now, reading }),
    );
    return reading;
  } catch (error) {
    log.warn({ err: error }, "a message was not read");
    return "failed";
  }
}

export async function storedReading(
  tx: Parameters<typeof findReading>[0],
  contentId: string,
): Promise<Reading | undefined> {
  const parsed = readingShape.safeParse(await findReading(tx, contentId));
  return parsed.success ? parsed.data : undefined;
}
