import { describe, expect, test } from "vitest";
import { fromIntent } from "./from-intent.ts";
import type { Intent } from "./intent.ts";

const reading = (echo: string) => ({ echo, call: { tool: "show_record", args: {} } });
const asked = (...echoes: string[]) =>
  fromIntent({ kind: "choose", readings: echoes.map(reading) } as unknown as Intent, {}).answer;

describe("what is offered to choose from", () => {
  test("several", () => {
    const answer = asked("Show: record acme.", "List deals: company acme.");
    expect(answer?.text).toBe("I'm not sure what you mean. Is it one of these?");
    expect(answer?.actions?.map(({ label }) => label)).toEqual([
      "Show: record acme",
      "List deals: company acme",
    ]);
  });

  test("one is no choice", () => {
    expect(asked("Show: record acme.")?.text).toBe("I'm not sure what you mean. Is it this?");
  });
});
