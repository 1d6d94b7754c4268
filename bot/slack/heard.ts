/** What Slack may tell us, in our words. */
import { createHash } from "node:crypto";
import type { Address } from "./address.ts";

/** Who, where, and by which names Slack knows this delivery. */
export interface Origin {
  user: string;
  /** The workspace this person is of, where Slack says; it may be another than the one we are in. */
  userTeam?: string | undefined;
  deliveryKey: string;
  messageKey?: string | undefined;
  /** Order within the conversation. */
  sequence: string;
  address: Address;
}

export type Heard =
  | (Origin & {
      kind: "words";
      text: string;
      /** Files that came with them, or in their place, by Slack's ids. */
      files: string[];
      direct: boolean;
      thread?: string | undefined;
    })
  | (Origin & { kind: "command"; command: string; text: string })
  | (Origin & { kind: "press"; actionId: string; onHome: boolean })
  | (Origin & { kind: "open-form"; actionId: string; triggerId: string })
  | (Origin & { kind: "form"; actionId: string; values: Record<string, string>; files: string[] })
  | (Origin & { kind: "keep"; text: string; author?: string | undefined; triggerId: string })
  | (Origin & { kind: "kept"; values: Record<string, string> })
  | (Origin & { kind: "stop" })
  | (Origin & { kind: "home" })
  | (Origin & { kind: "messages" })
  | { kind: "removed"; at?: Date | undefined }
  | { kind: "ignored"; reason: string; deliveryKey: string };

export interface Hearing {
  botUserId?: string | undefined;
  now: Date;
}

export const bodyHash = (body: unknown): string =>
  createHash("sha256").update(JSON.stringify(body)).digest("hex");
