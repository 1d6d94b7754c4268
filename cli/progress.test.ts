import { expect, test } from "vitest";
import { waitForAnswer } from "./progress.ts";

function screen(size: { columns?: number; rows?: number }) {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => written.push(text.toString()) > 0;
  return { terminal: { isTTY: true, write, ...size }, written };
}

test.each([
  ["every line shown", { columns: 80, rows: 24 }, 2],
  ["wrapped lines as well", { columns: 10, rows: 24 }, 4],
  ["what has not scrolled away", { columns: 10, rows: 3 }, 2],
  ["every line of a terminal that tells no size", {}, 2],
])("takes away %s", (_what, size, lines) => {
  const { terminal, written } = screen(size);
  const { options, end } = waitForAnswer(false, terminal);
  options.onProgress?.({ kind: "status", text: "Find it…" });
  options.onProgress?.({ kind: "sentence", text: "Sofia asked for a discount." });
  end();
  expect(written.join("")).toBe(
    `… Find it…\nSofia asked for a discount.\n\u001b[${lines}A\u001b[1G\u001b[0J`,
  );
});

test("shows no sequence that a terminal would obey", () => {
  const { terminal, written } = screen({});
  waitForAnswer(false, terminal).options.onProgress?.({ kind: "sentence", text: "A\u001b[2J." });
  expect(written).toEqual(["A[2J.\n"]);
});
