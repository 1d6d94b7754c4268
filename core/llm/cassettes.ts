/**
 * Answers of the API kept in files, so that tests need neither key nor network. A request is known by
 * what the model reads: model, system prompt, tools, messages and whether it streams.
 */
import type { Middleware } from "@anthropic-ai/sdk";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export interface Cassettes {
  folder: string;
  mode: "record" | "replay";
}

interface Cassette {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** No kept answer fits. It is never taken for a failure of the model, which would hide it. */
export class CassetteMiss extends Error {
  constructor(file: string) {
    super(`There is no cassette ${file}: record it again.`);
    this.name = "CassetteMiss";
  }
}

const keptHeaders = ["content-type", "request-id"];

export function cassettes({ folder, mode }: Cassettes): Middleware {
  return async (request, next) => {
    const file = cassetteFile(folder, readBy(request.url, request.body));
    if (mode === "replay") {
      const { body, ...kept } = readCassette(file) as Cassette;
      return new Response(body, kept);
    }
    const response = await next(request);
    const body = await response.clone().text();
    const headers = Object.fromEntries(
      keptHeaders.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    const cassette: Cassette = { status: response.status, headers, body };
    writeCassette(file, cassette);
    return response;
  };
}

/** Where the answer to what a model has read is kept. */
export function cassetteFile(folder: string, read: readonly unknown[]): string {
  const key = createHash("sha256")
    .update(normalised(JSON.stringify(read)))
    .digest("hex");
  return path.join(folder, `${key.slice(0, 32)}.json`);
}

export function readCassette(file: string): unknown {
  if (!fs.existsSync(file)) throw new CassetteMiss(path.basename(file));
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

export function writeCassette(file: string, cassette: unknown): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, `${JSON.stringify(cassette, null, 2)}\n`);
}

function readBy(url: string, body: unknown): unknown[] {
  const sent = (typeof body === "string" ? JSON.parse(body) : {}) as Record<string, unknown>;
  const { model, system, tools, messages, stream = false } = sent;
  const { pathname } = new URL(url);
  return [pathname, model, system, tools, messages, stream];
}

const clock =
  /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)(?: \((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\))?/g;
const id =
  /\b(?:(?:msg|toolu|srvtoolu|req|call)_\w+|chatcmpl-[\w-]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\b/g;

/** Without the time of day and with ids numbered in the order they come. */
function normalised(text: string): string {
  const seen = new Map<string, number>();
  return text.replace(clock, "<clock>").replace(id, (one) => {
    if (!seen.has(one)) seen.set(one, seen.size + 1);
    return `<id ${seen.get(one) ?? 0}>`;
  });
}
