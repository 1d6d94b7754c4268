/** Where somebody works and worked, and where they were at a time. */
import { z } from "zod";
import { jobsOf, type JobRow } from "../../db/queries/people.ts";
import type { Context } from "../context.ts";
import { formatIsoDay } from "../domain/format.ts";
import { readCalendarPeriod, type Period } from "../domain/period.ts";
import { bold, literal, type Reply, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { dayOf } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";
import { todayOf } from "./today.ts";

interface History {
  id: string;
  name: string;
  jobs: JobRow[];
  on: { words: string; period: Period } | undefined;
}

export const jobHistory = defineTool({
  name: "job_history",
  summary: "Show where somebody worked, or where at a time",
  effect: "read",
  needs: "records:read",
  examples: [
    "where has {person:Dana} worked",
    "where has {person:Dana} worked before",
    "where did {person:Dana} work in {on:2019}",
    "where did {person:Dana} work on {on:1 March 2021}",
    "where was {person:Sofia} working in {on:June 2020}",
    "who did {person:Sofia} work for in {on:2022}",
    "{person:Dana}'s job history",
    "job history of {person:Dana}",
    "employment history of {person:Leo}",
    "what jobs has {person:Leo} had",
    "{person:Leo}'s career so far",
    "{person:Sofia}'s previous employers",
    "where did {person:Dana} work before",
    "where else has {person:Dana} worked",
    "what did {person:Dana} do before",
    "which companies has {person:Leo} worked for",
    "who did {person:Sofia} work for before",
    "{person:Dana}'s former employers",
    "past jobs of {person:Leo}",
    "{person:Sofia}'s employer in {on:2022}",
    "who employed {person:Dana} in {on:2019}",
    "what was {person:Sofia}'s job in {on:2020}",
    "where was {person:Sofia} in {on:2020}",
    "{person:Leo}'s cv",
    "career of {person:Leo}",
    "which jobs did {person:Leo} have",
    "where did {person:Dana} work before this",
    "who has {person:Leo} worked for",
    "what did {person:Sofia} do in {on:2022}",
    "where was {person:Sofia} employed in {on:2020}",
    "whom did {person:Sofia} work for in {on:2022}",
    "{person:Leo}'s past employers",
    "{person:Leo}'s work history",
    "what companies was {person:Leo} at before",
    "which company was {person:Sofia} at in {on:2020}",
    "cv of {person:Leo}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    on: z.string().trim().min(2).max(100).optional().describe("A year, month or day"),
  }),
  output: anything as Anything<History>,
  mentions: { person: ["person"] },
  async run(context, { person: { id, name }, on: words }) {
    const jobs = await jobsOf(context.tx, id);
    return { id, name, jobs, on: words ? { words, period: periodOf(context, words) } : undefined };
  },
  reply: ({ id, name, jobs, on }) => ({
    ...(on ? atTheTime(name, jobs, on) : all(name, jobs)),
    records: [{ type: "person", id, name }],
  }),
});

function periodOf(context: Context, words: string): Period {
  const year = /^(?:in |the year )?((?:19|20)\d{2})$/.exec(words)?.[1];
  if (year) return { from: `${year}-01-01`, to: `${year}-12-31` };
  const { now, actor } = context;
  const named = readCalendarPeriod(words, { now, timeZone: actor.timeZone, locale: actor.locale });
  if (named?.from && named.from <= todayOf(context)) return named;
  const day = dayOf(context, words);
  return { from: day, to: day };
}

function all(name: string, jobs: readonly JobRow[]): Reply<Button> {
  if (jobs.length === 0) return { text: `I know of no job of ${bold(name)}'s.` };
  return {
    text: `${bold(name)}'s jobs, as far as is known:`,
    blocks: [
      { kind: "list", items: jobs.map((job) => ({ text: jobText(job), detail: spanOf(job) })) },
    ],
  };
}

function atTheTime(
  name: string,
  jobs: readonly JobRow[],
  { words, period }: NonNullable<History["on"]>,
): Reply<Button> {
  const then = jobs.filter((job) => overlaps(job, period));
  if (then.length === 0)
    return { text: `I don't know where ${bold(name)} worked then (${literal(words)}).` };
  const unsure = then.some((job) => job.since === null);
  return {
    text: `${bold(name)}, ${literal(words)}: ${then.map((job) => `${jobText(job)} (${spanOf(job)})`).join("; ")}.${unsure ? " When that began is not on record." : ""}`,
  };
}

const jobText = ({ title, company }: JobRow): string =>
  [title && literal(title), bold(company ?? "a company no longer here")]
    .filter(Boolean)
    .join(" at ");

function spanOf({ since, until }: JobRow): string {
  if (since && until) return `${formatIsoDay(since)} to ${formatIsoDay(until)}`;
  if (since) return `since ${formatIsoDay(since)}`;
  return until ? `until ${formatIsoDay(until)}` : "now; start not on record";
}

/** A start nobody knows may lie before anything. */
const overlaps = ({ since, until }: JobRow, { from, to }: Period): boolean =>
  (to === null || since === null || since <= to) &&
  (from === null || until === null || until >= from);
