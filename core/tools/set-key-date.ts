/** Keeps a day that matters about somebody. */
import { z } from "zod";
import { DateTime } from "luxon";
import { personRecords } from "../../db/projections/registry.ts";
import { formatKeyDate, isYearly, keyDateLabel, withoutYear } from "../domain/key-date.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { readWhen } from "./dates.ts";

export const setKeyDate = defineTool({
  name: "set_key_date",
  summary: "Remember a birthday or another day that matters",
  effect: "write",
  needs: "records:write",
  examples: [
    "{person:Sofia}'s {label:birthday} is {date:3 May}",
    "{person:Sofia}'s {label:birthday} is on {date:3 May 1985}",
    "{label:birthday} of {person:Leo}: {date:12 October}",
    "set {person:Dana}'s {label:birthday} to {date:21 June}",
    "remember {person:Dana}'s {label:birthday}: {date:21 June}",
    "{person:Sofia} has her {label:birthday} on {date:3 May}",
    "{person:John Weiss}' {label:work anniversary} is {date:1 March 2019}",
    "{person:Leo}'s {label:contract renewal} is on {date:15 January 2027}",
    "{person:Mara}'s {label:wedding anniversary} is {date:14 August}",
    "{person:Tom Reed}'s {label:retirement} is on {date:30 June 2027}",
    "{person:Sofia} was {label:born=birthday} on {date:3 May 1985}",
    "{person:Sofia} celebrates her {label:birthday} on {date:3 May}",
    "note {person:Dana}'s {label:birthday}: {date:21 June}",
    "{date:3 May} is {person:Sofia}'s {label:birthday}",
    "{label:birthday} for {person:Leo} is {date:12 October}",
    "{person:Mara}'s {label:wedding anniversary} falls on {date:14 August}",
    "add {person:Dana}'s {label:birthday}, {date:21 June}",
    "{person:Sofia}'s {label:bday=birthday} is {date:3 May}",
    "the {label:contract renewal} of {person:Leo} is on {date:15 January 2027}",
    "save {date:14 August} as {person:Mara}'s {label:wedding anniversary}",
    "{person:Sofia} was {label:born=birthday} on {date:3 May}, note that as her birthday",
    "{person:Sofia} turns 40 on {date:3 May}{label:=birthday}",
    "{person:Leo}'s {label:contract renewal} is due on {date:15 January 2027}",
    "put down {date:3 May} as {person:Sofia}'s {label:birthday}",
    "{label:bday=birthday} of {person:Leo} is {date:12 October}",
    "remember that {person:Dana}'s {label:birthday} is {date:21 June}",
    "{person:Mara} got {label:married=wedding anniversary} on {date:14 August}",
    "{label:birthday} {person:Sofia} {date:3 May}",
    "{person:Sofia} has {label:birthday} on {date:3 May}",
    "{person:Sofia} {label:birthday} {date:3 May}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    label: z.string().trim().min(1).max(60),
    date: z.string().trim().min(1).max(100),
  }),
  output: z.object({ id: z.string(), name: z.string(), label: z.string(), date: z.string() }),
  mentions: { person: ["person"] },
  async run(context, { person, label: said, date: words }) {
    const label = keyDateLabel(said);
    const date = dayOf(context, label, words);
    const command = { kind: "set_key_date" as const, label, date };
    await context.write(personRecords, [{ id: person.id, command }]);
    return { id: person.id, name: person.name, label, date };
  },
  reply: ({ id, name, label, date }) => ({
    text: `${bold(name)}'s ${literal(label)}: ${formatKeyDate(date)}.`,
    records: [{ type: "person", id, name }],
  }),
});

function dayOf(context: ToolContext, label: string, words: string): string {
  const when = readWhen(context, words, "future");
  const zone = context.actor.timeZone;
  const day =
    when.kind === "day" ? when.date : (DateTime.fromJSDate(when.at, { zone }).toISODate() ?? "");
  return isYearly(label, words) ? withoutYear(day) : day;
}
