/** The people of the demo, as `demo/stories/cast.csv` lists them. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";

const row = z.object({
  key: z.string(),
  name: z.string(),
  email: z.string(),
  company: z.string(),
  title: z.string(),
  phone: z.string(),
  zone: z.string(),
  /** How this person's mail program writes: quoting, signature, HTML. */
  client: z.enum(["gmail", "outlook", "html", "both", "phone"]),
  lang: z.enum(["en", "es", "pt"]),
  city: z.string(),
  country: z.string(),
  tags: z.string(),
  /** Which address books hold this person: vcf, people, linkedin. */
  lists: z.string(),
});

export type Person = z.infer<typeof row>;
export type Cast = ReadonlyMap<string, Person>;

export const users = ["ana", "tom", "priya"] as const;
export type User = (typeof users)[number];

export function readCast(folder: string): Cast {
  const text = readFileSync(`${folder}/cast.csv`, "utf8");
  const rows = z.array(row).parse(parse(text, { columns: true }));
  return new Map(rows.map((person) => [person.key, person]));
}

export function getPerson(cast: Cast, key: string): Person {
  const person = cast.get(key);
  if (!person) throw new Error(`Nobody called "${key}" in cast.csv`);
  return person;
}

/** An alias key ("ana2") belongs to the mailbox of its user. */
export function mailboxOf(key: string): User | undefined {
  return users.find((user) => key.replace(/\d+$/, "") === user);
}
