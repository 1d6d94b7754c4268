/** The web chat's HTTP surface: routes, sessions, headers; the only place here that knows Express. */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { stringifySetCookie } from "cookie";
import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import helmet from "helmet";
import { MOST_ATTACHED } from "../../core/domain/draft.ts";
import { AppError } from "../../core/domain/errors.ts";
import { bareFileName } from "../../core/domain/file-name.ts";
import type { Ack, Inbound, RawRequest } from "../channel.ts";
import { answerStream } from "./answer-stream.ts";
import { deliveryIdOf, webChannel } from "./channel.ts";
import { chatPage, failedReply } from "./chat-page.tsx";
import { readShown } from "./draft-parts.ts";
import { failureOf, type Failure } from "./failure.ts";
import { renderImport } from "./import-panel.tsx";
import { confirmSignInPage, errorPage, signInPage } from "./pages.tsx";
import { admit, comesFromOurPage, cookieName, findVisitor, forged } from "./request-check.ts";
import { notSignedIn, sessionTokenOf } from "./request-check.ts";
import { renderDraft, renderReply } from "./render.tsx";
import { createRunningAnswers, type RunningAnswers } from "./running-answers.ts";
import { importableName, limited, tooLargeToImport, tooLargeToSend } from "./upload.ts";
import type { UploadedFile, WebDeps } from "./web-deps.ts";

const assets = fileURLToPath(new URL("assets", import.meta.url));
const form = express.raw({ type: "application/x-www-form-urlencoded", limit: "256kb" });

/** `mounted`: what else answers on this server, by path. */
export function createWebApp(
  deps: WebDeps,
  mounted: Readonly<Record<string, RequestHandler>> = {},
): Express {
  const app = express();
  app.use(securityHeaders(deps.secureCookies));
  app.use("/assets", express.static(assets, { index: false, cacheControl: false }));
  // Also keeps pages out of the back-forward cache, so their delivery ids are never used again.
  app.use((_request, response, next) => {
    response.set("Cache-Control", "no-store");
    next();
  });
  for (const [path, handler] of Object.entries(mounted)) app.use(path, handler);
  addHealth(app, deps);
  addSigningIn(app, deps);
  addConversation(app, deps);
  addFiles(app, deps);
  app.use((request, response) => {
    fail(request, response, { status: 404, sentence: "There is nothing at this address." });
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    // Whoever broke an upload off is no longer there to be answered.
    if (request.socket.destroyed) return;
    const failure = failureOf(error);
    if (failure.status >= 500) deps.log.error({ error, route: routeOf(request) }, "request failed");
    if (response.headersSent) next(error);
    else fail(request, response, failure);
  });
  return app;
}

function addHealth(app: Express, deps: WebDeps): void {
  app.get("/livez", (_request, response) => {
    response.type("text").send("ok");
  });
  app.get("/readyz", async (_request, response) => {
    const ready = await deps.ready().catch(() => false);
    response
      .status(ready ? 200 : 503)
      .type("text")
      .send(ready ? "ready" : "not ready");
  });
}

function addSigningIn(app: Express, deps: WebDeps): void {
  const cookie = {
    name: cookieName(deps.secureCookies),
    httpOnly: true,
    secure: deps.secureCookies,
    sameSite: "lax",
    path: "/",
  } as const;

  app.get("/sign-in", (_request, response) => {
    response.send(signInPage());
  });
  app.get("/sign-in/:token", (request, response) => {
    response.send(confirmSignInPage(request.params.token));
  });
  app.post("/sign-in/:token", async (request, response) => {
    if (!comesFromOurPage(headersOf(request))) return refuse(request, response, forged);
    const redeemed = await deps.redeemLink(request.params.token);
    if (!redeemed)
      throw new AppError(
        "expired",
        "This link was used already or has expired; ask for a new one.",
      );
    const { sessionToken: value, expiresAt: expires } = redeemed;
    response.append("Set-Cookie", stringifySetCookie({ ...cookie, value, expires }));
    response.redirect(303, "/chat");
  });
  app.post("/sign-out", form, async (request, response) => {
    const admitted = await admit(rawRequestOf(request), deps);
    if ("refused" in admitted) return refuse(request, response, admitted.refused);
    await deps.signOut(sessionTokenOf(headersOf(request), deps.secureCookies) ?? "");
    response.append("Set-Cookie", stringifySetCookie({ ...cookie, value: "", maxAge: 0 }));
    response.redirect(303, "/sign-in");
  });
}

function addConversation(app: Express, deps: WebDeps): void {
  const channel = webChannel(deps);
  const running = createRunningAnswers();

  app.get("/", (_request, response) => {
    response.redirect(303, "/chat");
  });
  app.get("/chat", async (request, response) => {
    const session = await findVisitor(headersOf(request), deps);
    if (!session) return refuse(request, response, notSignedIn);
    const { maxUploadBytes } = deps;
    const [turns, imports] = await Promise.all([deps.history(session), deps.openImports(session)]);
    const suggestions = turns.length === 0 ? await deps.suggestions(session) : [];
    const shown = { session, turns, imports, suggestions, maxUploadBytes };
    response.send(chatPage({ ...shown, deliveryId: randomUUID() }));
  });
  app.post(["/chat/messages", "/chat/press"], form, async (request, response) => {
    const { ack, inbound } = await channel.receive(rawRequestOf(request));
    const [said] = inbound;
    if (!said) return refuse(request, response, ack);
    await answerTo(deps, running, said, { request, response });
  });
  app.get("/chat/drafts", async (request, response) => {
    const session = await findVisitor(headersOf(request), deps);
    if (!session) return refuse(request, response, notSignedIn);
    const changed = await deps.changedDrafts(session, readShown(request.query.shown));
    response.send([...changed].map(([id, reply]) => renderDraft(id, reply)).join(""));
  });
  app.post("/chat/stop", form, async (request, response) => {
    const raw = rawRequestOf(request);
    const admitted = await admit(raw, deps);
    if ("refused" in admitted) return refuse(request, response, admitted.refused);
    const deliveryId = deliveryIdOf(raw);
    const stopped = deliveryId !== undefined && running.stop(admitted.session, deliveryId);
    if (!stopped) throw new AppError("not_found", "There is nothing to stop.");
    response.status(204).end();
  });
}

/** In pieces where the page can show them, else when it is whole; ends when nobody waits for it. */
async function answerTo(
  deps: WebDeps,
  running: RunningAnswers,
  said: Inbound,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  const stream = request.headers.accept?.includes("text/event-stream")
    ? answerStream(response)
    : undefined;
  const { signal, stop, end } = running.begin(said, response);
  try {
    const onProgress = stream ? { onProgress: stream.onProgress } : {};
    const reply = await deps.answer(said, { signal, stop, ...onProgress });
    if (stream) stream.end(renderReply(reply));
    else if (wantsFragment(request)) response.send(renderReply(reply));
    else response.redirect(303, "/chat");
  } catch (error) {
    if (!stream?.isOpen()) throw error;
    const failure = failureOf(error);
    if (failure.status >= 500) deps.log.error({ error, route: routeOf(request) }, "request failed");
    stream.end(failedReply(failure.sentence));
  } finally {
    end();
  }
}

function addFiles(app: Express, deps: WebDeps): void {
  app.post("/chat/files", async (request, response) => {
    const admitted = await admit(rawRequestOf(request), deps);
    if ("refused" in admitted) return refuse(request, response, admitted.refused);
    const { session } = admitted;
    const name = importableName(givenName(request));
    const file = arriving(request, { most: deps.maxUploadBytes, tooLarge: tooLargeToImport });
    const { importId } = await deps.receiveFile(session, { name, ...file });
    const started = { importId, fileName: name, status: "waiting", bytesDone: 0 } as const;
    const status = (await deps.importStatus(session, importId)) ?? started;
    response.status(201).send(renderImport(status));
  });
  app.post("/chat/uploads", async (request, response) => {
    const admitted = await admit(rawRequestOf(request), deps);
    if ("refused" in admitted) return refuse(request, response, admitted.refused);
    const name = bareFileName(givenName(request));
    const file = arriving(request, { most: MOST_ATTACHED.bytes, tooLarge: tooLargeToSend });
    const { uploadId } = await deps.receiveUpload(admitted.session, { name, ...file });
    response.status(201).json({ uploadId });
  });
  app.get("/chat/imports/:id", async (request, response) => {
    const session = await findVisitor(headersOf(request), deps);
    if (!session) return refuse(request, response, notSignedIn);
    const status = await deps.importStatus(session, request.params.id);
    if (!status) throw new AppError("not_found", "There is no such import.");
    response.send(renderImport(status));
  });
  app.get("/files/:id", async (request, response) => {
    const session = await findVisitor(headersOf(request), deps);
    if (!session) return refuse(request, response, notSignedIn);
    const file = await deps.findFile(session, request.params.id);
    if (!file) throw new AppError("not_found", "There is no such file, or it has expired.");
    // Always a download: what a file holds is never shown as a page of ours.
    response.attachment(file.name);
    if (file.mimeType) response.type(file.mimeType);
    response.send(file.body);
  });
}

const givenName = ({ query: { name } }: Request): string => (typeof name === "string" ? name : "");

/** The bytes as they come; refused before the first where the browser says that there are too many. */
function arriving(
  request: Request,
  { most, tooLarge }: { most: number; tooLarge: (most: number) => AppError },
): Pick<UploadedFile, "size" | "stream"> {
  const length = request.headers["content-length"];
  const size = length === undefined ? undefined : Number(length);
  if (size !== undefined && size > most) throw tooLarge(most);
  return { size, stream: limited(request, most, tooLarge) };
}

function securityHeaders(secure: boolean) {
  const self = ["'self'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: self,
        styleSrc: self,
        imgSrc: self,
        connectSrc: self,
        formAction: self,
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure,
    // With "no-referrer" browsers send "Origin: null" from our own forms, which tells nothing.
    referrerPolicy: { policy: "same-origin" },
  });
}

function refuse(request: Request, response: Response, ack: Ack): void {
  if (ack.status === 401 && !wantsFragment(request)) response.status(401).send(signInPage());
  else fail(request, response, { status: ack.status, sentence: ack.body ?? "Refused." });
}

function fail(request: Request, response: Response, { status, sentence }: Failure): void {
  // What is left of a refused upload is read and dropped: a reset would hide this answer.
  request.resume();
  response
    .status(status)
    .send(wantsFragment(request) ? failedReply(sentence) : errorPage(sentence));
}

const wantsFragment = (request: Request): boolean => request.headers["x-fragment"] === "1";

/** The pattern, never the address itself: it may hold a sign-in token or a file's name. */
function routeOf(request: Request): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === "string" ? path : request.method;
}

function rawRequestOf(request: Request): RawRequest {
  const body: unknown = request.body;
  return {
    method: request.method,
    path: request.path,
    headers: headersOf(request),
    body: body instanceof Uint8Array ? body : new Uint8Array(),
  };
}

function headersOf(request: Request): RawRequest["headers"] {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}
