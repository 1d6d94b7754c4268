/** The Model Context Protocol over standard input and output, for one personal token. */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { AppError } from "../../core/domain/errors.ts";
import { bearerOf, type TokenBearer } from "../../core/token-bearer.ts";
import { callsPerMinute, createRateLimit } from "./rate-limit.ts";
import { createMcpServer, MAX_MESSAGE_BYTES, type McpDeps } from "./server.ts";

/** Answers until the client closes standard input; throws when the token is no good from the start. */
export async function serveStdio(deps: McpDeps, token: string): Promise<void> {
  const who = () => bearerOf(deps.db, token, { surface: "mcp", now: new Date() });
  await who();
  const limit = createRateLimit(callsPerMinute);
  const bearer = async (): Promise<TokenBearer> => {
    const found = await who();
    const wait = limit(found.tokenId, Date.now());
    if (wait === undefined) return found;
    throw new AppError("busy", `Too many calls; try again in ${wait} seconds.`);
  };
  const underWay = new Set<Promise<unknown>>();
  const mcp = createMcpServer(deps, bearer, (work) => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work)).catch(() => undefined);
  });
  mcp.server.onerror = (error) => {
    deps.log.warn({ err: error }, "MCP message refused");
  };
  const closed = new Promise<void>((resolve) => (mcp.server.onclose = resolve));
  const { stdin, stdout } = process;
  await mcp.connect(new StdioServerTransport(stdin, stdout, { maxBufferSize: MAX_MESSAGE_BYTES }));
  await Promise.race([closed, once(stdin, "end")]);
  // What was asked before the end is still answered.
  await Promise.allSettled(underWay);
  await setImmediate();
  await mcp.close();
  // Otherwise a client that still writes would keep the process.
  stdin.destroy();
}
