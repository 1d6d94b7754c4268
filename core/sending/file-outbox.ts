/** Where nothing sends mail: writes it to a file that a mail program can open and send. */
import fs from "node:fs/promises";
import path from "node:path";
import { mimeOf, UNSENT } from "./mime.ts";
import type { MailAddress, Outbox } from "./outbox-port.ts";
import { fromSender } from "./sender.ts";

export interface FileOptions {
  /** A folder for each tenant is made in it. */
  directory: string;
  from?: MailAddress;
}

export function openFileOutbox({ directory, from }: FileOptions): Outbox {
  const placeOf = (tenantId: string, messageId: string): string =>
    path.join(directory, tenantId, fileName(messageId));
  return {
    name: "file",
    from,
    async send(mail, { tenantId, attemptId }) {
      const place = placeOf(tenantId, mail.messageId);
      const { raw } = await mimeOf(fromSender(mail, from), UNSENT);
      try {
        await writeWhole(place, raw, attemptId);
        return { end: "saved", file: path.relative(directory, place) };
      } catch {
        return {
          end: "refused",
          why: "The file could not be written; is the disk full?",
          retry: true,
        };
      }
    },
    async find({ tenantId, messageId }) {
      const place = placeOf(tenantId, messageId);
      const found = await fs.stat(place).catch(() => undefined);
      return found ? { file: path.relative(directory, place) } : "absent";
    },
  };
}

/** The same for the same mail: a second try writes the same file. */
const fileName = (messageId: string): string =>
  `${messageId.replace(/^<|@.*$/gs, "").replace(/[^\w.-]+/g, "-")}.eml`;

/** Either all of it is there under its name, or nothing is. */
async function writeWhole(place: string, bytes: Buffer, attemptId: string): Promise<void> {
  await fs.mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
  const making = `${place}.${attemptId}.part`;
  const file = await fs.open(making, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.rename(making, place);
}
