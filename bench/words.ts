/** Made-up words, names and sentences for generated records and mails. */
import { below, pick, pickSkewed, seeded, type Random } from "./random.ts";

const first =
  "Ada Alba Amir Ana Anton Aisha Bruno Carla Carlos Chiara Dana Daniel Dario Elena Emil Eva Fatima Felix Greta Hana Hugo Ines Ivan Jana Jonas Julia Kenji Lara Lena Leo Lucia Luis Mara Marco Maria Marta Mei Mila Milan Mira Nadia Nina Noah Olga Omar Oscar Paul Petra Priya Rafael Rosa Sara Simon Sofia Stefan Tara Tom Vera Victor Yara".split(
    " ",
  );
const onsets = "b br c d dr f g gr h j k kr l m n p r s st t tr v w z".split(" ");
const vowels = "a e i o u ai ei ou".split(" ");
const endings =
  "man ner son ski vic ez ini ard berg dal feld ford holt kov ler mont rath shaw".split(" ");
const common =
  "we will send the new version of your offer on time and they want to move forward with a plan for next month please let us know if it works".split(
    " ",
  );
const topics =
  "pricing renewal budget contract pilot invoice security demo proposal training onboarding integration migration discount deadline roadmap workshop audit warehouse shipment turbine sensor license support meeting report forecast quarter partner delivery".split(
    " ",
  );

function syllable(random: Random): string {
  return pick(random, onsets) + pick(random, vowels);
}

function distinct(random: Random, count: number, make: (random: Random) => string): string[] {
  const made = new Set<string>();
  while (made.size < count) made.add(make(random));
  return [...made];
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const cities = [
  ["Barcelona", "Spain"],
  ["Madrid", "Spain"],
  ["Lisbon", "Portugal"],
  ["Berlin", "Germany"],
  ["Hamburg", "Germany"],
  ["Vienna", "Austria"],
  ["Paris", "France"],
  ["Milan", "Italy"],
  ["Dublin", "Ireland"],
  ["Warsaw", "Poland"],
] as const;
export const industries =
  "fintech logistics energy retail software insurance health media education food".split(" ");
export const tags = "investor partner customer press supplier speaker".split(" ");
export const titles = "CEO,CTO,Head of Sales,Buyer,Account Manager,Engineer,Analyst,Founder".split(
  ",",
);

/** What texts are about; each stands in a small share of them. */
export const topicWords: readonly string[] = topics;
export const firstNames: readonly string[] = first;

export const surnames = (count: number): string[] =>
  distinct(seeded(2), count, (random) =>
    capital(syllable(random) + pick(random, onsets) + pick(random, endings)),
  );

export const companyNames = (count: number): string[] =>
  distinct(seeded(3), count, (random) => {
    const name = capital(syllable(random) + syllable(random) + syllable(random));
    return `${name} ${capital(pick(random, industries))}`;
  });

/** Sentences of a vocabulary of some 4,000 words, of which few make up most of every text. */
export function sentences(count: number): string[] {
  const random = seeded(4);
  const rare = distinct(random, 4_000, (chance) =>
    Array.from({ length: 2 + below(chance, 2) }, () => syllable(chance)).join(""),
  );
  return Array.from({ length: count }, () => sentence(random, rare));
}

function sentence(random: Random, rare: readonly string[]): string {
  const words = Array.from({ length: 8 + below(random, 10) }, () => {
    const chance = random();
    if (chance < 0.6) return pick(random, common);
    return chance < 0.68 ? pick(random, topics) : pickSkewed(random, rare);
  });
  return `${capital(words.join(" "))}.`;
}
