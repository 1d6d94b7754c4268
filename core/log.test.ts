/** The log keeps secrets and people's words to itself. */
import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { AppError } from "./domain/errors.ts";
import { createLogger, type LogLevel } from "./log.ts";

function openLog(level: LogLevel = "debug") {
  const lines: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, written) => {
      lines.push(chunk.toString());
      written();
    },
  });
  return { log: createLogger({ level, stream }), lines };
}

it("writes a level, a time, the fields and the message as one JSON line", () => {
  const { log, lines } = openLog();
  log.info({ tenantId: "t1", count: 3 }, "synced");
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: "info",
    time: expect.any(String) as string,
    tenantId: "t1",
    count: 3,
    msg: "synced",
  });
});

it.each(["password", "access_token", "Authorization", "refreshToken", "email", "subject", "phone"])(
  "hides %s at any depth",
  (key) => {
    const { log, lines } = openLog();
    log.warn({ [key]: "canary", deep: { list: [{ [key]: { inner: "canary" } }] } }, "x");
    expect(lines.join()).not.toContain("canary");
    expect(lines.join()).toContain("[hidden]");
  },
);

it("keeps of a foreign error its kind, code and place, not its words", () => {
  const { log, lines } = openLog();
  const cause = Object.assign(new Error("Key (mail)=(canary) already exists"), { code: "23505" });
  const err = new Error("Failed query: insert\nparams: canary", { cause });
  log.error({ err, nested: { reason: new TypeError("canary") } }, "x");
  log.error(err, "x");
  expect(lines.join()).not.toContain("canary");
  expect(lines.join()).toContain("23505");
  expect(lines.join()).toContain("log.test.ts");
});

it("keeps the words of our own errors", () => {
  const { log, lines } = openLog();
  log.error({ err: new AppError("busy", "Try again.", { message: "lock is held" }) }, "x");
  expect(lines.join()).toContain("lock is held");
});

it("says nothing below its level", () => {
  const { log, lines } = openLog("warn");
  log.info({}, "x");
  openLog("silent").log.error({}, "x");
  expect(lines).toEqual([]);
});

it("survives a value that holds itself", () => {
  const { log, lines } = openLog();
  const self: Record<string, unknown> = {};
  self.self = self;
  log.info({ self }, "x");
  expect(lines).toHaveLength(1);
});
