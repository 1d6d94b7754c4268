/** One's own time zone and language. */
import { z } from "zod";
import { preferencesRecords } from "../../db/projections/registry.ts";
import { adopt } from "../../db/write.ts";
import { DateTime } from "luxon";
import { AppError } from "../domain/errors.ts";
import type { Preferences } from "../domain/preferences.ts";
import { languageName, readLanguage, readTimeZone } from "../domain/time-zones.ts";
import { Question } from "../question.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";

const output = z.object({
  timeZone: z.string().optional(),
  /** The time there, to see that it is right. */
  clock: z.string().optional(),
  language: z.string().optional(),
  changed: z.boolean(),
});

export const updatePreferences = defineTool({
  name: "update_preferences",
  summary: "Set your time zone and language",
  effect: "write",
  // One's own setting, whatever the role.
  needs: "records:read",
  examples: [
    "my timezone is {time_zone:New York}",
    "my time zone is {time_zone:Europe/Lisbon}",
    "set my time zone to {time_zone:Europe/Lisbon}",
    "set my timezone to {time_zone:PST}",
    "change my time zone to {time_zone:Berlin}",
    "change my timezone to {time_zone:EST}",
    "I'm in {time_zone:Tokyo} this week",
    "I'm in {time_zone:London} now",
    "I am travelling to {time_zone:Singapore}",
    "I moved to {time_zone:Madrid}",
    "timezone: {time_zone:CET}",
    "use {time_zone:London} time",
    "language: {language:Spanish}",
    "set my language to {language:German}",
    "change my language to {language:French}",
    "my language is {language:Portuguese}",
    "I speak {language:American English}",
    "I'm on {time_zone:CET}",
    "I live in {time_zone:Berlin}",
    "I'm back in {time_zone:Madrid}",
    "I work from {time_zone:Lisbon} this month",
    "I'm flying to {time_zone:Tokyo}",
    "put me on {time_zone:London} time",
    "switch me to {time_zone:Tokyo} time",
    "my clock is {time_zone:GMT}",
    "my language is {language:Italian} now",
    "switch my language to {language:English}",
    "I read dates in {language:French}",
    "chat to me in {language:Spanish}",
    "talk to me in {language:Spanish}",
    "speak {language:Spanish} to me",
    "answer me in {language:German}",
    "answer in {language:German}",
    "reply in {language:French} from now on",
    "I prefer {language:German}",
    "write to me in {language:Spanish} from now on",
    "from now on in {language:Spanish}",
    "use {time_zone:Berlin} as my time zone",
    "my clock should be {time_zone:Lisbon}",
    "speak {language:German}",
    "I'm based in {time_zone:Tokyo} now",
    "set my language to {language:French} and my time zone to {time_zone:Paris}",
    "change my language to {language:French} and my timezone to {time_zone:Paris}",
    "switch to {language:English}",
  ],
  input: z.object({
    time_zone: z.string().trim().min(1).max(100).optional().describe("A city or a zone"),
    language: z.string().trim().min(1).max(100).optional(),
  }),
  output,
  mentions: {},
  async run(context, { time_zone, language }): Promise<z.output<typeof output>> {
    if (!time_zone && !language)
      throw new Question({ text: "Which time zone are you in? A city will do." }, "time_zone");
    const { tx, actor, now } = context;
    const timeZone = time_zone ? zoneOf(time_zone) : undefined;
    const locale = language ? localeOf(language) : undefined;
    const present: Preferences = { timeZone: actor.timeZone, locale: actor.locale };
    const id = actor.userId;
    await adopt(
      tx,
      preferencesRecords,
      { id, command: { kind: "create", preferences: present } },
      now,
    );
    const patch = { ...(timeZone ? { timeZone } : {}), ...(locale ? { locale } : {}) };
    const written = await context.write(preferencesRecords, [
      { id, command: { kind: "update", patch } },
    ]);
    return {
      changed: written.length > 0,
      ...(timeZone ? { timeZone, clock: clockIn(timeZone, now) } : {}),
      ...(locale ? { language: `${languageName(locale)} (${locale})` } : {}),
    };
  },
  reply({ timeZone, clock, language, changed }) {
    const set = [
      timeZone ? `your time zone is ${bold(timeZone)} (now ${clock ?? ""})` : "",
      language ? `your language is ${bold(language)}` : "",
    ].filter(Boolean);
    return {
      text: `${changed ? "Set" : "As it was"}: ${set.join(", ")}.`,
      ...(language
        ? { note: "I still answer in English; the language decides how I read dates." }
        : {}),
    };
  },
});

const clockIn = (zone: string, now: Date): string =>
  DateTime.fromJSDate(now, { zone }).setLocale("en-GB").toFormat("ccc HH:mm");

function zoneOf(words: string): string {
  const zone = readTimeZone(words);
  if (zone) return zone;
  throw new AppError(
    "bad_input",
    `I know no time zone “${words}”; say a large city or a zone such as Europe/Lisbon.`,
  );
}

function localeOf(words: string): string {
  const locale = readLanguage(words);
  if (locale) return locale;
  throw new AppError(
    "bad_input",
    `I know no language “${words}”; say its English name or a tag such as pt-BR.`,
  );
}
