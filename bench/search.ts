/** Search by name and text together, and in texts alone, as one user of a workspace sees them. */
import { inTransaction } from "../core/context.ts";
import { nameKey } from "../core/domain/names.ts";
import { search, searchTexts } from "../db/queries/search.ts";
import { spread, timed, type Figure } from "./figure.ts";
import { below, pick, seeded } from "./random.ts";
import type { Scratch } from "./scratch.ts";
import { firstNames, sentences, surnames, topicWords } from "./words.ts";
import { INTERACTIONS_PER_PERSON } from "./workspace.ts";

const SMALL = 10_000;
const LARGE = 100_000;
const TIMES = 200;
const WARM_UP = 30;
const LIMIT = 20;

export const searchSmall = (scratch: Scratch): Promise<Figure[]> => searchAt(scratch, SMALL);
export const searchLarge = (scratch: Scratch): Promise<Figure[]> => searchAt(scratch, LARGE);

async function searchAt(scratch: Scratch, people: number): Promise<Figure[]> {
  const { asker } = await scratch.workspace(people);
  const queries = searched(TIMES + WARM_UP);
  const both = (run: number) =>
    inTransaction(scratch.deps, asker, (tx) => {
      const text = queries[run] ?? "";
      return search(tx, { key: nameKey(text), text, limit: LIMIT });
    });
  const texts = (run: number) =>
    inTransaction(scratch.deps, asker, (tx) =>
      searchTexts(tx, { text: queries[run] ?? "", limit: LIMIT }),
    );
  const figures: Figure[] = [];
  for (const [name, work] of [
    ["hybrid search", both],
    ["text search", texts],
  ] as const) {
    await timed(WARM_UP, (run) => work(TIMES + run));
    const note = `${(people * INTERACTIONS_PER_PERSON).toLocaleString("en-GB")} texts, rows loaded in bulk`;
    figures.push(
      ...spread(`${name}, ${people.toLocaleString("en-GB")} people`, await timed(TIMES, work), {
        p95: 50,
        note,
      }),
    );
  }
  return figures;
}

/** What people type: full names, some with a typo, a surname, a topic, two words of a text. */
function searched(count: number): string[] {
  const random = seeded(11);
  const last = surnames(4_000);
  const texts = sentences(500).map((text) => text.toLowerCase().replace(".", "").split(" "));
  const kinds = [
    () => `${pick(random, firstNames)} ${pick(random, last)}`,
    () => withTypo(`${pick(random, firstNames)} ${pick(random, last)}`, below(random, 5)),
    () => pick(random, last),
    () => pick(random, topicWords),
    () => {
      const words = pick(random, texts);
      return `${pick(random, topicWords)} ${pick(random, words)}`;
    },
  ];
  return Array.from({ length: count }, (_, nth) => kinds[nth % kinds.length]?.() ?? "");
}

const withTypo = (name: string, at: number): string =>
  name.slice(0, at + 1) +
  name.slice(at + 2, at + 3) +
  name.slice(at + 1, at + 2) +
  name.slice(at + 3);
