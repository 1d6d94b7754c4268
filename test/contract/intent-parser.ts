/** What every engine that reads words keeps to, with or without a model. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Intent, IntentParser, PastTurn, Turn } from "../../core/agent/intent.ts";
import { AppError } from "../../core/domain/errors.ts";
import { isId } from "../../core/domain/ids.ts";
import { tools } from "../../core/tools/registry.ts";
import { turnOf } from "../support/turn-of.ts";

/** What the engine behind the parser is made to meet; an engine without one may ignore it. */
export type Situation =
  | "plain"
  | "several"
  /** The first answer cannot be used, the second can. */
  | "repaired"
  | "question"
  | "refusal"
  | "bad arguments"
  | "cut off"
  | "timeout"
  | "error";

export interface Harness {
  parser: IntentParser;
  prepare(situation: Situation): void;
  /** What is sent ahead of every message and shared by all, one entry a request. */
  sharedPrefixes?(): unknown[];
  close(): Promise<void>;
}

export const sentences = {
  plain: "show me Acme",
  several: "show me Acme and then list my tasks",
  question: "do something about the thing",
  refusal: "write me a poem about autumn leaves",
  repaired: "list my tasks",
  "bad arguments": "list my tasks",
  "cut off": "list my tasks",
  timeout: "list my tasks",
  error: "list my tasks",
} as const satisfies Record<Situation, string>;

export function intentParserContract(name: string, open: () => Promise<Harness>): void {
  describe(`${name} as an intent parser`, () => {
    let harness: Harness;
    beforeAll(async () => {
      harness = await open();
    });
    afterAll(() => harness.close());

    const read = (situation: Situation, more: Partial<Turn> = {}) => {
      harness.prepare(situation);
      return harness.parser.parse(turnOf(sentences[situation], more));
    };

    it("reads a plain request as one call", async () => {
      const intent = await read("plain");
      expect(callsOf(intent)).toEqual([{ tool: "show_record", args: { record: "Acme" } }]);
      expect(usable(intent)).toBe(true);
    });

    it("reads several requests as calls in the order said", async () => {
      const intent = await read("several");
      expect(callsOf(intent).map((call) => call.tool)).toEqual(["show_record", "list_tasks"]);
      expect(usable(intent)).toBe(true);
    });

    it("hands on what was put right, once", async () => {
      const intent = await read("repaired");
      expect(callsOf(intent).map((call) => call.tool)).toEqual(["list_tasks"]);
      expect(usable(intent)).toBe(true);
    });

    it("says of itself who it is", async () => {
      const { engine } = await read("plain");
      expect(engine ?? harness.parser.engine).toBe(harness.parser.engine);
      expect(harness.parser.engine).toMatch(/^[a-z]+$/);
    });

    it("reads nothing from a text that is no message", async () => {
      harness.prepare("plain");
      const intent = await harness.parser.parse(turnOf("word ".repeat(8_000)));
      expect(intent.kind).not.toBe("calls");
      expect(usable(intent)).toBe(true);
    });

    it("asks, offers or says so instead of guessing", async () => {
      const intent = await read("question");
      expect(intent.kind).not.toBe("calls");
      expect(usable(intent)).toBe(true);
    });

    it("carries out nothing of what it will not read", async () => {
      const intent = await read("refusal");
      expect(intent.kind).toBe("abstain");
      expect(usable(intent)).toBe(true);
    });

    it("hands on no call whose tool would not take it", async () => {
      expect(usable(await read("bad arguments"))).toBe(true);
    });

    it.each(["timeout", "error", "cut off"] as const)(
      "answers a %s in a sentence and does not act on it",
      async (situation) => {
        const intent = await read(situation).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
          expect(error.userMessage).toMatch(/^[A-Z].*\.$/);
          return undefined;
        });
        if (!intent) return;
        expect(usable(intent)).toBe(true);
        expect(callsOf(intent).map((call) => call.tool)).not.toContain("archive_record");
      },
    );

    it("puts no tenant's words into what all of them share", async () => {
      const before = harness.sharedPrefixes?.().length ?? 0;
      for (const word of ["Zorvath", "Quimbleton"]) await read("plain", tenantful(word));
      const prefixes = (harness.sharedPrefixes?.() ?? []).slice(before);
      expect(new Set(prefixes.map((prefix) => JSON.stringify(prefix))).size).toBeLessThanOrEqual(1);
      expect(JSON.stringify(prefixes)).not.toMatch(/Zorvath|Quimbleton|Antarctica|XTS/);
    });
  });
}

/** A turn that has the word wherever a tenant's words may be. */
function tenantful(word: string): Partial<Turn> {
  const ref = (type: "person" | "deal") => ({ type, id: "not-an-id", name: `${word} ${type}` });
  const past: PastTurn[] = [{ said: `who is ${word}`, answer: `${word} is somebody.` }];
  return {
    timeZone: "Antarctica/Troll",
    currency: "XTS",
    focus: { person: ref("person"), deal: ref("deal"), list: [ref("person")] },
    past,
  };
}

const callsOf = (intent: Intent) =>
  intent.kind === "calls" ? intent.readings.map((reading) => reading.call) : [];

/** Words for a person, and calls that their tools take, with mentions and never ids. */
function usable(intent: Intent): boolean {
  if (intent.kind === "abstain") return /\S/.test(intent.say);
  return intent.readings.every(({ call, echo }) => {
    const tool = tools.find((one) => one.name === call.tool);
    const values = Object.values(call.args).flat();
    const ids = values.some((value) => typeof value === "string" && isId(value));
    return tool?.input.safeParse(call.args).success === true && !ids && /\S/.test(echo);
  });
}
