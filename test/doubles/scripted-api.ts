/** A model's API on this machine: it answers what the test has scripted, in order, and keeps what it was sent. */
import type http from "node:http";
import { text as textOf } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { listenLocally } from "../support/local-server.ts";
import { createBusyTime } from "./busy-time.ts";

export interface ScriptedApi<Sent, Step> {
  url: string;
  key: string;
  /** Requests that were taken, in order. */
  sent: Sent[];
  /** Every attempt, refused ones too. */
  attempts: { path: string; status: number }[];
  /** What comes next, in place of what is left; beyond it every request is answered with a short text. */
  script(...steps: Step[]): void;
  /** Milliseconds it has worked itself so far. */
  busy: () => number;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** What one vendor's API says, and how. */
export interface Vendor<Sent, Step> {
  key: string;
  /** What an answer begins with that is cut off. */
  beginning: string;
  /** What is refused, or asks for no answer of a model; undefined where the script answers. */
  given(request: http.IncomingMessage, path: string, sent: Sent): Answer | undefined;
  /** What is answered once the script is used up. */
  otherwise(sent: Sent): Step;
  answer(sent: Sent, step: Step, nth: number): Answer;
  /** Headers of every answer. */
  headers?(nth: number): Record<string, string>;
  /** Sends an answer in pieces, where it was asked for so. */
  inPieces?(
    sent: Sent,
    answer: Answer,
    step: Step,
  ): ((response: http.ServerResponse) => Promise<void>) | undefined;
}

/** A step by which the answer comes late, or the connection goes in the middle of it. */
interface Pausing {
  kind: string;
  milliseconds?: number;
}

export async function openScriptedApi<Sent, Step extends Pausing>(
  vendor: Vendor<Sent, Step>,
): Promise<ScriptedApi<Sent, Step>> {
  const script: Step[] = [];
  const sent: Sent[] = [];
  const attempts: { path: string; status: number }[] = [];
  const busy = createBusyTime();
  let requests = 0;
  const look = (request: http.IncomingMessage, text: string) => {
    const path = new URL(request.url ?? "/", "http://double").pathname;
    const read = (text === "" ? {} : JSON.parse(text)) as Sent;
    const given = vendor.given(request, path, read);
    const step = given ? undefined : (script.shift() ?? vendor.otherwise(read));
    if (step && step.kind !== "cut") sent.push(read);
    return { path, read, given, step, nth: (requests += 1) };
  };
  const reply = ({ path, read, given, step, nth }: ReturnType<typeof look>) => {
    const answer = (step ? vendor.answer(read, step, nth) : given) ?? { status: 500, body: "" };
    attempts.push({ path, status: answer.status });
    const { body } = answer;
    return { ...answer, text: typeof body === "string" ? body : JSON.stringify(body) };
  };
  const take = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const text = await textOf(request);
    const looked = busy.on(() => look(request, text));
    for (const [name, value] of Object.entries(vendor.headers?.(looked.nth) ?? {}))
      response.setHeader(name, value);
    if (looked.step?.kind === "cut") return cutOff(response, vendor.beginning);
    if (looked.step?.milliseconds) await setTimeout(looked.step.milliseconds);
    const answer = busy.on(() => reply(looked));
    const { read, step } = looked;
    const inPieces = step && vendor.inPieces?.(read, answer, step);
    if (inPieces) return inPieces(response);
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.text);
  };
  const { url, close } = await listenLocally((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  return {
    url,
    key: vendor.key,
    sent,
    attempts,
    script: (...steps) => void script.splice(0, script.length, ...steps),
    busy: busy.spent,
    close,
  };
}

/** Part of an answer, and then the connection goes. */
async function cutOff(response: http.ServerResponse, beginning: string): Promise<void> {
  response.writeHead(200, { "content-type": "application/json", "content-length": "500" });
  response.write(beginning);
  await setTimeout(20);
  response.destroy();
}
