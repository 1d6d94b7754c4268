/** Counts every attempt at the API, the failed ones too: what it cost, how long it took, how it ended. */
import type Anthropic from "@anthropic-ai/sdk";
import type { Middleware } from "@anthropic-ai/sdk";
import { noTokens, type Tokens } from "./prices.ts";

export interface Metered {
  model: string | null;
  requestId: string | null;
  /** Names of the tools called. */
  calls: string[];
  tokens: Tokens;
  milliseconds: number;
  /** A stop reason, "http_" with a status, "timeout" or "unreachable". */
  outcome: string;
}

export interface Meter {
  middleware: Middleware;
  attempts: Metered[];
  /** What the last attempt has brought so far, where its answer comes in pieces. */
  heard(message: Anthropic.Message): void;
}

export function createMeter(): Meter {
  const attempts: Metered[] = [];
  let startedAt = 0;
  return {
    attempts,
    heard: (message) => {
      const last = attempts.at(-1);
      const outcome = message.stop_reason ?? "cut";
      const milliseconds = Math.round(performance.now() - startedAt);
      if (last) Object.assign(last, countsOf(message), { outcome, milliseconds });
    },
    middleware: async (request, next, context) => {
      startedAt = performance.now();
      const add = (more: Partial<Metered> & { outcome: string }) =>
        attempts.push({
          ...nothing,
          milliseconds: Math.round(performance.now() - startedAt),
          ...more,
        });
      try {
        const response = await next(request);
        // Of what comes in pieces the rest is heard of later; nothing of it means the connection went.
        if (isStream(response)) {
          add({ requestId: response.headers.get("request-id"), outcome: "cut" });
          return response;
        }
        const body = await context.parse(response).catch(() => undefined);
        add(attemptOf(response, body));
        return response;
      } catch (error) {
        add({ outcome: isAbort(error) ? "timeout" : "unreachable" });
        throw error;
      }
    },
  };
}

const nothing: Omit<Metered, "milliseconds" | "outcome"> = {
  model: null,
  requestId: null,
  calls: [],
  tokens: noTokens,
};

function attemptOf(response: Response, body: unknown): Partial<Metered> & { outcome: string } {
  const requestId = response.headers.get("request-id");
  if (!response.ok) return { requestId, outcome: `http_${response.status}` };
  if (!isMessage(body)) return { requestId, outcome: "unreadable" };
  return { requestId, ...countsOf(body), outcome: body.stop_reason ?? "unreadable" };
}

const countsOf = ({ model, content, usage }: Anthropic.Message) => ({
  model,
  calls: content.flatMap((block) => (block.type === "tool_use" ? [block.name] : [])),
  tokens: tokensOf(usage),
});

const isStream = (response: Response): boolean =>
  response.ok && response.headers.get("content-type")?.startsWith("text/event-stream") === true;

/** The API may say what it likes: only this shape is counted and read. */
export function isMessage(value: unknown): value is Anthropic.Message {
  const message = value as Partial<Anthropic.Message> | null | undefined;
  return (
    message?.type === "message" && Array.isArray(message.content) && message.usage !== undefined
  );
}

function tokensOf(usage: Anthropic.Usage): Tokens {
  const written = usage.cache_creation_input_tokens ?? 0;
  const long = usage.cache_creation?.ephemeral_1h_input_tokens ?? 0;
  return {
    input: usage.input_tokens,
    output: usage.output_tokens,
    cacheRead: usage.cache_read_input_tokens ?? 0,
    cacheWrite: written - long,
    cacheWriteLong: long,
  };
}

const isAbort = (error: unknown): boolean =>
  error instanceof Error && /abort|timeout/i.test(error.name);
