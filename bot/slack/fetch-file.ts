/** Fetches a file that somebody brought in Slack, with the workspace's own token. */
import { DeliveryError } from "../../core/channel-port.ts";
import { AppError } from "../../core/domain/errors.ts";
import { bareFileName } from "../../core/domain/file-name.ts";
import { formatBytes } from "../../core/domain/format.ts";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import type { Client } from "./client.ts";
import { slackErrorOf } from "./web-client.ts";

const TIMEOUT_MS = 60_000;
const NOT_DONE = "Nothing was done with this message.";

/** Throws a sentence for the person, or a `DeliveryError` where another try may fare better. */
export async function fetchSlackFile(
  client: Client,
  id: string,
  apiUrl: string | undefined,
): Promise<{ name: string; body: Buffer }> {
  const file = await infoOf(client, id);
  const name = bareFileName(file.name ?? "");
  const { bytes: most } = MOST_ATTACHED;
  if ((file.size ?? 0) > most)
    throw new AppError(
      "too_large",
      `${name} is larger than the ${formatBytes(most)} that a mail can carry. ${NOT_DONE}`,
    );
  const url = file.url_private_download ?? file.url_private ?? "";
  if (!isSlacks(url, apiUrl)) throw unreadable(name);
  const body = await download(url, client.token ?? "");
  // A page that asks to sign in comes in place of what may not be read.
  if (body.length !== file.size) throw unreadable(name);
  return { name, body };
}

async function infoOf(client: Client, id: string) {
  try {
    const { file } = await client.files.info({ file: id });
    if (file) return file;
  } catch (error) {
    if (slackErrorOf(error) === "missing_scope")
      throw new AppError(
        "misconfigured",
        `Slack does not let me read files here: an admin has to connect Slack again, which now asks for that. ${NOT_DONE}`,
        { cause: error },
      );
    if (slackErrorOf(error) !== "file_not_found") throw error;
  }
  throw unreadable("This file");
}

const unreadable = (name: string): AppError =>
  new AppError(
    "unreadable",
    `${name} could not be fetched from Slack; bring it again. ${NOT_DONE}`,
  );

async function download(url: string, token: string): Promise<Buffer> {
  const failed = (reason: string) => new DeliveryError({ final: false, reason });
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (!response) throw failed("Slack did not answer");
  if (response.status >= 500 || response.status === 429)
    throw failed(`Slack answered ${response.status}`);
  return response.ok ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
}

/** The token goes to Slack's own host only. */
function isSlacks(url: string, apiUrl: string | undefined): boolean {
  const target = URL.canParse(url) ? new URL(url) : undefined;
  if (!target) return false;
  if (apiUrl) return target.host === new URL(apiUrl).host;
  return target.protocol === "https:" && target.hostname === "files.slack.com";
}
