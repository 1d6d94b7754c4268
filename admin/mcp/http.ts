/** The Model Context Protocol over HTTP: one message, one answer, nothing kept in between. */
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express, { type Request, type RequestHandler, type Response, type Router } from "express";
import { AppError, userMessageOf } from "../../core/domain/errors.ts";
import { bearerOf, type TokenBearer } from "../../core/token-bearer.ts";
import { whyForeign, type Reachable } from "./origin-check.ts";
import { callsPerMinute, createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createMcpServer, MAX_MESSAGE_BYTES, type McpDeps } from "./server.ts";

export interface McpHttpSettings extends Reachable {
  /** How often one token may call. */
  limit?: { calls: number; perMs: number };
}

export function mcpRouter(deps: McpDeps, settings: McpHttpSettings): Router {
  const router = express.Router();
  const limit = createRateLimit(settings.limit ?? callsPerMinute);
  router.use(onlyOurs(settings), onlyPosts, onlyBearers(deps, limit));
  router.use(express.json({ limit: MAX_MESSAGE_BYTES, strict: true }));
  router.post("/", async (request, response) => {
    // Several at once would pass for one where calls are counted; the protocol dropped them, too.
    if (Array.isArray(request.body))
      return refuse(response, { status: 400, sentence: "Send one message at a time." });
    await pass(deps, request, response);
  });
  router.use((error: unknown, request: Request, response: Response, _next: () => void) => {
    if (request.socket.destroyed || response.headersSent) return;
    refuse(response, failureOf(deps, error));
  });
  return router;
}

async function pass(deps: McpDeps, request: Request, response: Response): Promise<void> {
  const bearer = response.locals.bearer as TokenBearer;
  const mcp = createMcpServer(deps, () => Promise.resolve(bearer));
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.once("close", () => void mcp.close());
  await mcp.connect(transport);
  await transport.handleRequest(request, response, request.body);
}

const onlyOurs =
  (reachable: Reachable): RequestHandler =>
  (request, response, next) => {
    const sentence = whyForeign(request.headers, reachable);
    if (sentence === undefined) next();
    else refuse(response, { status: 403, sentence });
  };

/** There is no stream to listen to and no session to end. */
const onlyPosts: RequestHandler = (request, response, next) => {
  if (request.method === "POST") return next();
  response.set("Allow", "POST");
  refuse(response, { status: 405, sentence: "Only POST is answered here." });
};

const onlyBearers =
  (deps: McpDeps, limit: RateLimit): RequestHandler =>
  async (request, response, next) => {
    const [, token] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? "") ?? [];
    if (token === undefined)
      return challenge(response, "Send a personal token as a bearer token.", "");
    const now = new Date();
    try {
      response.locals.bearer = await bearerOf(deps.db, token, { surface: "mcp", now });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return challenge(response, error.userMessage, `, error="invalid_token"`);
    }
    const wait = limit((response.locals.bearer as TokenBearer).tokenId, now.getTime());
    if (wait === undefined) return next();
    response.set("Retry-After", String(wait));
    refuse(response, { status: 429, sentence: `Too many calls; try again in ${wait} seconds.` });
  };

function challenge(response: Response, sentence: string, error: string): void {
  const description = error ? `${error}, error_description="${sentence}"` : "";
  response.set("WWW-Authenticate", `Bearer realm="rapport"${description}`);
  refuse(response, { status: 401, sentence });
}

interface Failure {
  status: number;
  sentence: string;
}

/** In the protocol's own form, so that a client shows the sentence. */
function refuse(response: Response, { status, sentence }: Failure): void {
  response.req.resume();
  const error = { code: status === 400 ? -32600 : -32000, message: sentence };
  response.status(status).json({ jsonrpc: "2.0", id: null, error });
}

function failureOf({ log }: McpDeps, error: unknown): Failure {
  const status = (error as { status?: unknown }).status;
  if (status === 413) return { status, sentence: "This message is too long." };
  if (typeof status === "number" && status >= 400 && status < 500)
    return { status: 400, sentence: "This message could not be read." };
  log.error({ err: error }, "MCP request failed");
  return { status: 500, sentence: userMessageOf(error) };
}
