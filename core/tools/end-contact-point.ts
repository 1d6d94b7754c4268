/** Ends an address, number or profile: it is no longer somebody's, and history keeps it. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { pointsOf } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import { formatPhone, normalizePhone } from "../domain/phone.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { todayOf } from "./today.ts";

export const endContactPoint = defineTool({
  name: "end_contact_point",
  summary: "Say that an address or number is no longer somebody's",
  effect: "write",
  needs: "records:write",
  examples: [
    "{value:sofia@old.example} is no longer {person:Sofia}'s address",
    "{value:sofia@old.example} is not {person:Sofia}'s email any more",
    "{person:Sofia} no longer uses {value:sofia@old.example}",
    "{person:Dana} doesn't use {value:+34 600 123 456} any more",
    "{value:+34 600 123 456} is no longer {person:Dana}'s number",
    "remove the email {value:sofia@old.example} from {person:Sofia}",
    "remove {value:+34 600 123 456} from {person:Dana}",
    "delete the number {value:+34 600 123 456} of {person:Dana}",
    "the address {value:leo@old.example} of {person:Leo} is dead",
    "{person:Sofia}'s address {value:sofia@old.example} is dead",
    "mail to {person:Sofia} at {value:sofia@old.example} bounces",
    "{value:sofia@old.example} no longer works for {person:Sofia}",
    "don't use {value:sofia@old.example} for {person:Sofia} any more",
    "{person:Sofia} gave up {value:sofia@old.example}",
    "drop {value:sofia@old.example} from {person:Sofia}",
    "take {value:sofia@old.example} off {person:Sofia}'s record",
    "{person:Dana}'s number {value:+34 600 123 456} is out of service",
    "{value:+34 600 123 456} is the wrong number for {person:Dana}",
    "{value:leo@old.example} is an old address of {person:Leo}",
    "{person:Dana} can no longer be reached on {value:+34 600 123 456}",
    "{person:Dana} has stopped using {value:+34 600 123 456}",
    "{value:sofia@old.example} is not valid for {person:Sofia} any more",
    "{person:Sofia}'s old email {value:sofia@old.example} is no longer valid",
    "{value:leo@old.example} bounces for {person:Leo}",
    "{person:Leo} is not at {value:leo@old.example} any more",
    "mails to {value:leo@old.example} bounce, remove it from {person:Leo}",
    "the old number of {person:Dana}, {value:+34 600 123 456}, doesn't work any more",
    "{person:Dana}'s old number {value:+34 600 123 456} doesn't work any more",
    "{person:Sofia}'s old email {value:sofia@old.example} is dead",
    "delete {person:Sofia}'s old email {value:sofia@old.example}",
    "remove the mobile {value:+34 600 123 456} from {person:Dana}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    value: z.string().trim().min(3).max(300),
  }),
  output: z.object({ id: z.string(), name: z.string(), value: z.string() }),
  mentions: { person: ["person"] },
  async run(context, { person: { id, name }, value: said }) {
    const value = await valueMeant(context, { id, name }, said);
    const on = todayOf(context);
    await context.write(personRecords, [{ id, command: { kind: "end_point", value, on } }]);
    return { id, name, value };
  },
  reply: ({ id, name, value }) => ({
    text: `${literal(value.startsWith("+") ? formatPhone(value) : value)} is no longer ${bold(name)}'s, as of today.`,
    records: [{ type: "person", id, name }],
  }),
});

async function valueMeant(
  context: ToolContext,
  { id, name }: { id: string; name: string },
  said: string,
): Promise<string> {
  const points = (await pointsOf(context.tx, [id])).filter((point) => point.until === null);
  const key = keyOf(said);
  const digits = said.replace(/\D/g, "");
  const phone = normalizePhone(said, context.tenant.country);
  const found = points.find(
    ({ kind, value }) =>
      keyOf(value) === key ||
      (kind === "phone" &&
        (value === phone || (digits.length >= 7 && value.endsWith(digits.replace(/^0/, ""))))),
  );
  if (found) return found.value;
  const known = points.map((point) => point.value).join(", ");
  throw new AppError("not_found", `${name} has no “${said}”${known ? `; there is ${known}` : ""}.`);
}

const keyOf = (value: string): string =>
  value
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?|^www\./, "")
    .replace(/\/$/, "");
