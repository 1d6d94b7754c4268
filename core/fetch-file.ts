/** What somebody may fetch by its id: a file made for them, a mail that became one, a file that goes with a draft. */
import type { Tx } from "../db/client.ts";
import { findFile } from "../db/queries/files.ts";
import { readUpload } from "../db/queries/uploads.ts";
import type { MailAddress } from "./sending/outbox-port.ts";
import { savedMail } from "./sending/saved-mail.ts";

export interface FetchedFile {
  name: string;
  body: string | Buffer;
  /** Told by the name where absent. */
  mimeType?: string;
}

/** `from`: of all mail, where it is not from its author. */
export const fetchFile = async (
  tx: Tx,
  id: string,
  { now, from }: { now: Date; from?: MailAddress | undefined },
): Promise<FetchedFile | undefined> =>
  (await findFile(tx, id, now)) ?? (await savedMail(tx, id, from)) ?? readUpload(tx, id);
