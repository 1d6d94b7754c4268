/** Every conversation in the text files of this folder, played with the real parser, door and tools. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type World } from "../../eval/world.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { complaintsAbout, retell } from "./complaints.ts";
import { parseDialogues, type Dialogue, type Place, type Step } from "./dialogue-format.ts";
import { play, type Outcome, type Played } from "./play.ts";

const folder = import.meta.dirname;
const files = fs.readdirSync(folder).filter((file) => file.endsWith(".txt"));

let db: TestDatabase;
let world: World;

beforeAll(async () => {
  db = await openTestDatabase();
  world = await openWorld(db);
});
afterAll(() => db.close());

for (const file of files) {
  const text = fs.readFileSync(path.join(folder, file), "utf8");
  describe(file, () => {
    for (const dialogue of parseDialogues(`test/dialogues/${file}`, text)) converse(dialogue);
  });
}

function converse(dialogue: Dialogue): void {
  describe(dialogue.title, () => {
    let played: Played[] = [];
    beforeAll(async () => {
      played = await play(db.owned, world, dialogue);
    });
    for (const [index, step] of dialogue.steps.entries()) {
      const said =
        step.kind === "presses" ? `presses ${step.text}` : `${step.speaker}: ${step.text}`;
      expectOf(said, step, { at: step, gap: step.gap, outcome: () => played[index]?.step });
      for (const [nth, paraphrase] of step.paraphrases.entries())
        expectOf(`or: ${paraphrase.text}`, step, {
          at: paraphrase,
          gap: paraphrase.gap,
          outcome: () => played[index]?.paraphrases[nth],
        });
    }
  });
}

interface Expected {
  at: Place;
  gap: string | undefined;
  outcome: () => Outcome | undefined;
}

/** A known gap must fail: the line that calls it one goes once it works. */
function expectOf(title: string, step: Step, { at, gap, outcome }: Expected): void {
  const test = gap === undefined ? it : it.fails;
  test(gap === undefined ? title : `${title} (known gap: ${gap})`, () => {
    const came = outcome();
    if (!came) throw new Error("the conversation was not played");
    const complaints = complaintsAbout(came, step.expects);
    if (complaints.length > 0) expect.fail(`${told(complaints, at)}\n${retell(came)}\n`);
  });
}

const told = (complaints: readonly string[], { file, line }: Place): string =>
  [`${file}:${line}`, ...complaints.map((complaint) => `  - ${complaint}`)].join("\n");
