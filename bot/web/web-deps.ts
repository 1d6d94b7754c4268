/** What the web chat needs from the program around it. */
import type { Readable } from "node:stream";
import type { TurnOptions } from "../../core/agent/turn.ts";
import type { FetchedFile } from "../../core/fetch-file.ts";
import type { Logger } from "../../core/log.ts";
import type { Reply } from "../../core/reply.ts";
import type { Inbound } from "../channel.ts";
import type { ShownDraft } from "./draft-parts.ts";

export interface WebSession {
  tenantId: string;
  userId: string;
  userName: string;
  workspaceName: string;
  /** IANA zone in which the times of earlier turns are shown. */
  timeZone: string;
  /** Unguessable and bound to this session; every form carries it. */
  csrfToken: string;
}

export interface Turn {
  said: string;
  reply: Reply;
  at: Date;
}

export interface ImportStatus {
  importId: string;
  fileName: string;
  /** `preview` waits for a button of `reply`; `done` shows `reply` as the report. */
  status: "waiting" | "preview" | "running" | "done" | "failed";
  bytesDone: number;
  bytesTotal?: number;
  reply?: Reply;
  /** One clear sentence, when failed. */
  error?: string;
}

export interface UploadedFile {
  name: string;
  size: number | undefined;
  /** Fails with `too_large` or the connection's error; then the file is not whole. */
  stream: Readable;
}

export interface WebDeps {
  /** Uses a one-time link up; undefined when it is unknown, used or expired. */
  redeemLink(token: string): Promise<{ sessionToken: string; expiresAt: Date } | undefined>;
  findSession(sessionToken: string): Promise<WebSession | undefined>;
  signOut(sessionToken: string): Promise<void>;
  /** One turn or one press; a delivery id seen before must not act a second time. */
  answer(
    inbound: Inbound,
    options: Pick<TurnOptions, "signal" | "stop" | "onProgress">,
  ): Promise<Reply>;
  /** Oldest first, the reports of finished imports among them; drafts in it as they stand now. */
  history(session: WebSession): Promise<Turn[]>;
  /** A few things worth asking in this workspace, for someone who has not said anything yet. */
  suggestions(session: WebSession): Promise<string[]>;
  /** Of the drafts a page shows, by id, those that look different by now. */
  changedDrafts(session: WebSession, shown: readonly ShownDraft[]): Promise<Map<string, Reply>>;
  /** Keeps a file that is to go out with a message. */
  receiveUpload(session: WebSession, file: UploadedFile): Promise<{ uploadId: string }>;
  receiveFile(session: WebSession, file: UploadedFile): Promise<{ importId: string }>;
  importStatus(session: WebSession, importId: string): Promise<ImportStatus | undefined>;
  /** Imports the history does not show yet: waiting, in preview or running; oldest first. */
  openImports(session: WebSession): Promise<ImportStatus[]>;
  /** A file made for this person, such as an export, or a mail that became one; undefined when there is none or it has expired. */
  findFile(session: WebSession, id: string): Promise<FetchedFile | undefined>;
  ready(): Promise<boolean>;
  secureCookies: boolean;
  maxUploadBytes: number;
  log: Logger;
}
