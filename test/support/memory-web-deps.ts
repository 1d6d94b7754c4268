/** A small program behind the web chat that lives in memory: one link, one person, scripted answers. */
import { randomUUID } from "node:crypto";
import type { Inbound } from "../../bot/channel.ts";
import { createWebApp } from "../../bot/web/app.ts";
import { stampOf, type ShownDraft } from "../../bot/web/draft-parts.ts";
import type { FetchedFile } from "../../core/fetch-file.ts";
import type { ImportStatus, Turn, WebDeps, WebSession } from "../../bot/web/web-deps.ts";
import { createLogger } from "../../core/log.ts";
import type { Reply } from "../../core/reply.ts";
import { listenLocally, type LocalServer } from "./local-server.ts";

export interface MemoryWeb {
  deps: WebDeps;
  turns: Turn[];
  heard: Inbound[];
  imports: ImportStatus[];
  received: Map<string, number>;
  /** Drafts as they stand now. */
  drafts: Map<string, Reply>;
  /** Files made for the one person there is. */
  made: (FetchedFile & { id: string })[];
  session: WebSession;
}

export type AnswerOptions = Parameters<WebDeps["answer"]>[1];

export interface MemoryWebOptions {
  answer?: (inbound: Inbound, options: AnswerOptions) => Reply | Promise<Reply>;
  maxUploadBytes?: number;
  secureCookies?: boolean;
}

export const oneTimeLink = "link-1";

export function memoryWeb(options: MemoryWebOptions = {}): MemoryWeb {
  const session: WebSession = {
    tenantId: randomUUID(),
    userId: randomUUID(),
    userName: "Ana Ferreira",
    workspaceName: "Harbour & Vine",
    timeZone: "Europe/Madrid",
    csrfToken: randomUUID(),
  };
  const web: Omit<MemoryWeb, "deps"> = {
    turns: [],
    heard: [],
    imports: [],
    received: new Map(),
    drafts: new Map(),
    made: [],
    session,
  };
  const { secureCookies = false, maxUploadBytes = 1_000_000 } = options;
  const rest = { ready: () => Promise.resolve(true), log: createLogger({ level: "silent" }) };
  const parts = { ...sessions(session), ...conversation(web, options), ...files(web) };
  return { ...web, deps: { ...parts, ...rest, secureCookies, maxUploadBytes } };
}

function sessions(session: WebSession) {
  const links = new Set([oneTimeLink]);
  const open = new Set<string>();
  return {
    redeemLink(token: string) {
      if (!links.delete(token)) return Promise.resolve(undefined);
      const sessionToken = randomUUID();
      open.add(sessionToken);
      return Promise.resolve({ sessionToken, expiresAt: new Date(Date.now() + 3_600_000) });
    },
    findSession: (token: string) => Promise.resolve(open.has(token) ? session : undefined),
    signOut(token: string) {
      open.delete(token);
      return Promise.resolve();
    },
  };
}

function conversation(web: Omit<MemoryWeb, "deps">, options: MemoryWebOptions) {
  const echo = (inbound: Inbound): Reply => ({
    text: inbound.kind === "text" ? `You asked: ${inbound.text}` : "Pressed.",
  });
  return {
    async answer(inbound: Inbound, how: AnswerOptions): Promise<Reply> {
      web.heard.push(inbound);
      const reply = await (options.answer ?? echo)(inbound, how);
      const said = inbound.kind === "text" ? inbound.text : "(pressed)";
      web.turns.push({ said, reply, at: new Date() });
      return reply;
    },
    history: () => Promise.resolve(web.turns),
    changedDrafts: (_session: WebSession, shown: readonly ShownDraft[]) =>
      Promise.resolve(
        new Map(
          [...web.drafts].filter(([id, { blocks = [] }]) =>
            shown.some((one) => one.draftId === id && one.stamp !== stampOf(blocks)),
          ),
        ),
      ),
    suggestions: () =>
      Promise.resolve([
        "What's happening with Acme?",
        "Who do we know at Northwind?",
        "Show my pipeline",
      ]),
  };
}

/** An uploaded file is read in three looks: waiting, half way, done. */
function files(web: Omit<MemoryWeb, "deps">) {
  return {
    async receiveFile(_session: WebSession, file: Parameters<WebDeps["receiveFile"]>[1]) {
      let bytesTotal = 0;
      for await (const chunk of file.stream) bytesTotal += (chunk as Buffer).length;
      web.received.set(file.name, bytesTotal);
      const importId = randomUUID();
      web.imports.push({
        importId,
        fileName: file.name,
        status: "waiting",
        bytesDone: 0,
        bytesTotal,
      });
      return { importId };
    },
    async receiveUpload(_session: WebSession, file: Parameters<WebDeps["receiveUpload"]>[1]) {
      let bytes = 0;
      for await (const chunk of file.stream) bytes += (chunk as Buffer).length;
      web.received.set(file.name, bytes);
      return { uploadId: randomUUID() };
    },
    importStatus(_session: WebSession, importId: string) {
      const status = web.imports.find((each) => each.importId === importId);
      const shown = status && { ...status };
      if (status) advance(status);
      return Promise.resolve(shown);
    },
    findFile: (_session: WebSession, id: string) =>
      Promise.resolve(web.made.find((one) => one.id === id)),
    openImports: () =>
      Promise.resolve(web.imports.filter(({ status }) => status !== "done" && status !== "failed")),
  };
}

function advance(status: ImportStatus): void {
  const total = status.bytesTotal ?? 0;
  if (status.status === "waiting")
    Object.assign(status, { status: "running", bytesDone: total / 2 });
  else if (status.status === "running")
    Object.assign(status, {
      status: "done",
      bytesDone: total,
      reply: { text: `Imported **${status.fileName}**.` },
    });
}

/** Serves the web chat over real HTTP on this machine. */
export const serveWeb = (deps: WebDeps): Promise<LocalServer> => listenLocally(createWebApp(deps));
