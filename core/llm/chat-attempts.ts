/** Asks a model of any vendor within a time limit, once more where that may help, and counts each attempt. */
import { setTimeout } from "node:timers/promises";
import { AppError } from "../domain/errors.ts";
import { CassetteMiss } from "./cassettes.ts";
import type { ChatAnswer, ChatModel, ChatRequest } from "./chat-model.ts";
import type { Metered } from "./meter.ts";
import { noTokens } from "./prices.ts";
import { kindOfStatus, ModelFailure, type FailureKind } from "./model-failure.ts";

export interface Patience {
  /** How long one attempt may take, and all of them together. */
  timeoutMs: number;
  deadline: AbortSignal;
}

const MOST_ATTEMPTS = 2;
const WAIT_MS = 500;

/** Throws `ModelFailure` where no attempt brought an answer. */
export async function askChat(
  model: ChatModel,
  request: ChatRequest,
  { timeoutMs, deadline }: Patience,
  attempts: Metered[],
): Promise<ChatAnswer> {
  for (let attempt = 1; ; attempt++) {
    const startedAt = performance.now();
    const count = (more: Partial<Metered> & { outcome: string }) =>
      attempts.push({
        model: model.name,
        requestId: null,
        calls: [],
        tokens: noTokens,
        milliseconds: Math.round(performance.now() - startedAt),
        ...more,
      });
    try {
      const signal = AbortSignal.any([deadline, AbortSignal.timeout(timeoutMs)]);
      const answer = await model.ask(request, signal);
      const { requestId, tokens, reason } = answer;
      count({ requestId, tokens, outcome: reason, calls: answer.calls.map(({ name }) => name) });
      return answer;
    } catch (error) {
      if (error instanceof CassetteMiss || error instanceof AppError) throw error;
      const fault = faultOf(error);
      count({ outcome: fault.status ? `http_${fault.status}` : fault.kind });
      if (attempt >= MOST_ATTEMPTS || !fault.mayPass || deadline.aborted)
        throw new ModelFailure(fault.kind, { cause: error });
      await setTimeout(fault.waitMs, undefined, { signal: deadline }).catch(() => {
        throw new ModelFailure("timeout", { cause: error });
      });
    }
  }
}

interface Fault {
  kind: FailureKind;
  status: number | undefined;
  /** Another attempt may fare better, after this time. */
  mayPass: boolean;
  waitMs: number;
}

/** Clients of different vendors put what went wrong in different places. */
function faultOf(error: unknown): Fault {
  const chain = causesOf(error);
  const status = chain.map(statusIn).find((one) => one !== undefined);
  const kind = status === undefined ? kindOf(chain) : kindOfStatus(status);
  const spent = chain.some(({ code }) => code === "insufficient_quota");
  const mayPass = status === 409 || ["timeout", "busy", "unreachable"].includes(kind);
  const waitMs = chain.map(toldToWait).find((one) => one !== undefined);
  const jitter = 0.75 + Math.random() / 2;
  return { kind, status, mayPass: mayPass && !spent, waitMs: waitMs ?? WAIT_MS * jitter };
}

type Thrown = Record<string, unknown> & { name?: unknown; message?: unknown };

function causesOf(error: unknown): Thrown[] {
  const chain: Thrown[] = [];
  for (let one = error; typeof one === "object" && one !== null && chain.length < 5;) {
    chain.push(one as Thrown);
    one = (one as Thrown).cause;
  }
  return chain;
}

function statusIn(error: Thrown): number | undefined {
  const response = error.response as { status?: unknown } | undefined;
  return [error.status, error.statusCode, error.status_code, response?.status].find(
    (one): one is number => typeof one === "number" && one >= 400,
  );
}

function kindOf(chain: readonly Thrown[]): FailureKind {
  const words = chain.map(({ name, code, message }) => [name, code, message].join(" ")).join(" ");
  if (/timeout|timed out|abort/i.test(words)) return "timeout";
  const away = /connection|fetch failed|terminated|ECONN|ENOTFOUND|EPIPE|EAI_AGAIN|socket/i;
  return away.test(words) ? "unreachable" : "unreadable";
}

function toldToWait({ headers }: Thrown): number | undefined {
  const told =
    headers instanceof Headers
      ? headers.get("retry-after")
      : (headers as Record<string, unknown> | undefined)?.["retry-after"];
  const seconds = typeof told === "string" && told !== "" ? Number(told) : NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
