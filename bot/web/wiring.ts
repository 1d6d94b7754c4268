/** The web chat on the real program: sessions, turns, uploads and their progress. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { Transform } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { contextById } from "../../core/actors.ts";
import { answerOnce } from "../../core/answer-once.ts";
import { openers } from "../../core/agent/openers.ts";
import { runTurn, type TurnDeps } from "../../core/agent/turn.ts";
import { inTransaction, type Context } from "../../core/context.ts";
import { fetchFile } from "../../core/fetch-file.ts";
import { AppError } from "../../core/domain/errors.ts";
import { isId, newId } from "../../core/domain/ids.ts";
import { runImportJob } from "../../core/import-job.ts";
import type { Reply } from "../../core/reply.ts";
import { lastTurns } from "../../db/queries/conversations.ts";
import { createImport, findImport, openImports, type ImportRow } from "../../db/queries/imports.ts";
import { saveUpload } from "../../db/queries/uploads.ts";
import { closeSession, findSession, redeemSignInLink } from "../../db/queries/sessions.ts";
import { changedDrafts, withCurrentDrafts } from "./current-drafts.ts";
import type { ImportStatus, UploadedFile, WebDeps } from "./web-deps.ts";

const SHOWN_TURNS = 50;

export interface WebSettings {
  /** Folder in which uploads wait to be imported. */
  spool: string;
  secureCookies: boolean;
  maxUploadBytes: number;
}

export function wireWeb(deps: TurnDeps, settings: WebSettings): WebDeps {
  const contextOf = (who: { tenantId: string; userId: string }): Promise<Context> =>
    contextById(deps.db, who, { surface: "web" });
  return {
    redeemLink: (token) => redeemSignInLink(deps.db, token, new Date()),
    signOut: (sessionToken) => closeSession(deps.db, sessionToken),
    findSession: async (sessionToken) => {
      const found = await findSession(deps.db, sessionToken, new Date());
      return (
        found && {
          tenantId: found.user.tenantId,
          userId: found.user.id,
          userName: found.user.name,
          workspaceName: found.tenantName,
          timeZone: found.user.timeZone,
          csrfToken: csrfTokenOf(sessionToken),
        }
      );
    },
    answer: async (inbound, options) => {
      const { deliveryId, uploads } = inbound;
      const context = { ...(await contextOf(inbound)), ...(uploads ? { uploads } : {}) };
      if (deliveryId)
        return answerOnce(deps, context, inbound, { ...options, deliveryId, channel: "web" });
      const { reply } = await runTurn(deps, context, inbound, { ...options });
      return reply;
    },
    history: async (session) => {
      const context = await contextOf(session);
      const rows = await inTransaction(deps, context, (tx) =>
        lastTurns(tx, session.userId, SHOWN_TURNS),
      );
      const turns = rows.map(({ said, reply, at }) => ({ said, at, reply: reply as Reply }));
      return withCurrentDrafts(deps, context, turns);
    },
    changedDrafts: async (session, shown) => changedDrafts(deps, await contextOf(session), shown),
    receiveUpload: async (session, { name, stream }) => {
      const body = await wholeOf(buffer(stream));
      const context = await contextOf(session);
      const { uploadId } = await inTransaction(deps, context, (tx) =>
        saveUpload(tx, session.userId, { name, body }, context.now),
      );
      return { uploadId };
    },
    receiveFile: async (session, file) => {
      const importId = newId();
      const spoolPath = path.join(settings.spool, importId, safeName(file.name));
      const bytesTotal = await spoolFile(file, spoolPath);
      const context = await contextOf(session);
      await inTransaction(deps, context, (tx) =>
        createImport(tx, {
          id: importId,
          userId: session.userId,
          fileName: file.name,
          spoolPath,
          bytesTotal,
          now: context.now,
        }),
      );
      const { tenantId, userId } = session;
      await deps.jobs.enqueue(runImportJob, { tenantId, userId, importId }, { key: importId });
      return { importId };
    },
    importStatus: async (session, importId) => {
      if (!isId(importId)) return undefined;
      const row = await inTransaction(deps, await contextOf(session), (tx) =>
        findImport(tx, importId),
      );
      return row && toStatus(row);
    },
    openImports: async (session) => {
      const rows = await inTransaction(deps, await contextOf(session), openImports);
      return rows.map(toStatus);
    },
    findFile: async (session, id) => {
      if (!isId(id)) return undefined;
      const context = await contextOf(session);
      return inTransaction(deps, context, (tx) =>
        fetchFile(tx, id, { now: context.now, from: deps.outbox?.from }),
      );
    },
    suggestions: async (session) => inTransaction(deps, await contextOf(session), openers),
    ready: async () => {
      await deps.db.directory((directory) => directory.execute("select 1"));
      return true;
    },
    secureCookies: settings.secureCookies,
    maxUploadBytes: settings.maxUploadBytes,
    log: deps.log,
  };
}

/** Bound to the session and of no use without it; needs no storage of its own. */
const csrfTokenOf = (sessionToken: string): string =>
  createHash("sha256").update(`csrf|${sessionToken}`).digest("base64url");

/** Keeps the ending, by which some kinds of file are told apart, and nothing a path could be made of. */
const safeName = (name: string): string =>
  path
    .basename(name)
    .replace(/[^\w.-]+/g, "_")
    .replace(/^\.+/, "")
    .slice(-100) || "file";

/** Writes the upload to disk as it arrives; half a file is never left behind. */
async function spoolFile(file: UploadedFile, target: string): Promise<number> {
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    const written = fs.createWriteStream(target, { flags: "wx", mode: 0o600 });
    await wholeOf(pipeline(file.stream, count, written));
  } catch (error) {
    fs.rmSync(path.dirname(target), { recursive: true, force: true });
    throw error;
  }
  return bytes;
}

async function wholeOf<T>(arriving: Promise<T>): Promise<T> {
  try {
    return await arriving;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError("unreadable", "The file did not arrive whole; send it again.", {
      message: "upload broke off",
      cause: error,
    });
  }
}

const toStatus = (row: ImportRow): ImportStatus => ({
  importId: row.id,
  fileName: row.fileName,
  status: row.status,
  bytesDone: row.bytesDone,
  bytesTotal: row.bytesTotal,
  ...(row.reply ? { reply: row.reply as Reply } : {}),
  ...(row.error ? { error: row.error } : {}),
});
