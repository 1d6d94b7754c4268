/** What is none of a CRM's business, by the thousand: it is not acted on. */
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { describe, expect, it } from "vitest";
import { tools } from "../../tools/registry.ts";
import { createLocalParser } from "./local-parser.ts";
import { nameIndexOf } from "./name-index.ts";
import { turnOf } from "../../../test/support/turn-of.ts";

const data = path.resolve(import.meta.dirname, "../../../../shared/data");
const clincFile = path.join(data, "clinc150/train_val.json.gz");
const hwuFile = path.join(data, "hwu64/fold1_train.jsonl.gz");
const missing = [clincFile, hwuFile].some((file) => !fs.existsSync(file));

/** Reminders, lists, calendars, mail and the language spoken are near enough to a CRM's work to be taken for it. */
const near =
  /^(?:change_language|meeting_schedule|schedule_meeting|calendar.*|reminder.*|todo_list.*|shopping_list.*|make_call|text|cancel.*|repeat|what_can_i_ask_you|(?:email|calendar|lists|general|alarm|datetime|social)_.*)$/;

const turn = (text: string) => turnOf(text, { locale: "en-GB", scope: { tenantId: "any" } });
const index = nameIndexOf([
  { kind: "person", name: "Sofia Reyes" },
  { kind: "person", name: "John Okafor" },
  { kind: "company", name: "Borealis Energy" },
  { kind: "company", name: "Acme" },
  { kind: "user", name: "Tom Becker" },
]);
const parser = createLocalParser(tools, (text) => Promise.resolve(index(text)));
const effects = new Map(tools.map(({ name, effect, mentions }) => [name, { effect, mentions }]));

const unzip = (file: string) => zlib.gunzipSync(fs.readFileSync(file)).toString();

/** Everything marked out of scope, one in two of the messages set apart, one in `step` of the rest. */
function utterances(step: number): [text: string, intent: string][] {
  const clinc = JSON.parse(unzip(clincFile)) as Record<string, [string, string][]>;
  const rows = Object.entries(clinc).flatMap(([part, all]) =>
    all.filter((_, at) => part.startsWith("oos") || at % (part === "val" ? 2 : step) === 0),
  );
  const hwu = unzip(hwuFile)
    .trim()
    .split("\n")
    .filter((_, at) => at % step === 0)
    .map((line) => JSON.parse(line) as { text: string; intent: string });
  const more = hwu.map(({ text, intent }): [string, string] => [text, intent]);
  return [...rows, ...more].filter(([, intent]) => !near.test(intent));
}

/** A write that could go through: one that names nobody, or somebody there is. */
async function readingOf(text: string): Promise<"none" | "read" | "write"> {
  const intent = await parser.parse(turn(text));
  if (intent.kind !== "calls") return "none";
  const lands = intent.readings.some(({ call }) => {
    const tool = effects.get(call.tool);
    const named = Object.keys(tool?.mentions ?? {}).flatMap(
      (field) => (call.args[field] ?? []) as string | string[],
    );
    const known = named.every((name) => index(name).length > 0);
    return tool?.effect !== "read" && known;
  });
  return lands ? "write" : "read";
}

describe.skipIf(missing)(
  `what is not ours${missing ? " (skipped: ../shared/data is not there)" : ""}`,
  () => {
    it(
      "is left alone: under 5 % is taken for a command at all, and none for one that changes anything",
      { timeout: 240_000 },
      async () => {
        const all = utterances(30);
        const readings: { text: string; reading: string }[] = [];
        for (const [text] of all) readings.push({ text, reading: await readingOf(text) });
        const routed = readings.filter(({ reading }) => reading !== "none");
        const writes = readings.filter(({ reading }) => reading === "write");
        const texts = writes.map(({ text }) => text).join(" | ");
        expect(all.length).toBeGreaterThan(2_000);
        expect(routed.length / all.length).toBeLessThan(0.05);
        expect(writes.length, texts).toBe(0);
      },
    );
  },
);

describe("another language", () => {
  it.each([
    "Qué tengo hoy?",
    "Añade a Sofia Reyes como contacto, por favor",
    "Recuérdame mañana llamar a John",
    "Acabo de hablar con John de Acme, dice que firman la semana que viene",
    "Erinnere mich morgen an den Anruf mit Leo",
    "Lösche den Kontakt Sofia Reyes",
    "Wer arbeitet bei Acme?",
    "Rappelle-moi d'appeler Sofia demain",
    "Ajoute Sofia Reyes à la liste des investisseurs",
    "Qui travaille chez Acme ?",
    "Oi, o número do Carlos mudou, agora é 11 98765-4321",
    "Adiciona a Sofia à lista de clientes",
    "Ricordami di chiamare John domani",
    "サンブリッジの田中さんとの最後のやり取りは?",
    "Напомни мне завтра позвонить Софии",
    "提醒我明天给约翰打电话",
  ])("never writes: %s", async (text) => {
    expect(await readingOf(text)).not.toBe("write");
  });
});
