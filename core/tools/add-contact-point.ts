/** Adds a further address, number or profile to somebody; what is there stays. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { findPerson } from "../../db/queries/people.ts";
import type { PersonCommand, PointKind } from "../domain/person.ts";
import { formatPhone } from "../domain/phone.ts";
import { bold, literal } from "../reply.ts";
import { Question } from "../question.ts";
import { defineTool } from "../tool.ts";
import { pointsIn, refuseKnown, type Point } from "./contact-values.ts";
import { todayOf } from "./today.ts";

const adding = {
  emails: "add_email",
  phones: "add_phone",
  linkedin: "add_linkedin",
  websites: "add_website",
} as const satisfies Partial<Record<PointKind, PersonCommand["kind"]>>;

export const addContactPoint = defineTool({
  name: "add_contact_point",
  summary: "Add a further e-mail, phone or profile to a person",
  guide: "Where the old one stays in use; update_person replaces it.",
  effect: "write",
  needs: "records:write",
  examples: [
    "add {phone:+44 20 7946 0000} as a second number for {person:Sofia}",
    "add {email:sofia@post.example} as a second address for {person:Sofia}",
    "add {email:sofia@zeta.example} to {person:Sofia}",
    "add the email {email:sofia@zeta.example} to {person:Sofia}",
    "add the number {phone:+34 600 123 456} to {person:Dana}",
    "add a second phone for {person:Dana}: {phone:+34 600 123 456}",
    "{person:Dana} also has the number {phone:+34 600 123 456}",
    "{person:Sofia} also uses {email:sofia@home.example}",
    "another email for {person:Leo} is {email:leo@aldersea.example}",
    "{person:Leo} can also be reached at {email:leo@aldersea.example}",
    "{person:Leo} can also be reached on {phone:+44 7700 900123}",
    "add the profile {profile:linkedin.com/in/leo-brandt} to {person:Leo}",
    "{person:Leo}'s website is {profile:www.leobrandt.example}",
    "{person:Dana} has a second number: {phone:+34 600 123 456}",
    "{person:Dana} has another number, {phone:+34 600 123 456}",
    "{person:Sofia} has another email, {email:sofia@home.example}",
    "second email for {person:Sofia}: {email:sofia@home.example}",
    "one more email for {person:Leo}: {email:leo@aldersea.example}",
    "{person:Dana}'s other number is {phone:+34 600 123 456}",
    "{person:Sofia}'s private email is {email:sofia@home.example}",
    "add a phone number for {person:Dana}: {phone:+34 600 123 456}",
    "add another email to {person:Sofia}: {email:sofia@home.example}",
    "add {phone:+34 600 123 456} to {person:Dana}'s numbers",
    "{email:sofia@home.example} is {person:Sofia}'s second address",
    "save {phone:+34 600 123 456} as another number for {person:Dana}",
    "keep {email:sofia@home.example} as a second email for {person:Sofia}",
    "{person:Dana} has another phone as well, {phone:+34 600 123 456}",
    "{person:Dana} also has another email: {email:sofia@home.example}",
    "add a second email for {person:Leo}: {email:leo@aldersea.example}",
    "add another number for {person:Dana}: {phone:+34 600 123 456}",
    "{person:Sofia} has a private address too: {email:sofia@home.example}",
    "you can also reach {person:Dana} on {phone:+34 600 123 456}",
    "{person:Sofia} uses {email:sofia@home.example} as well",
    "one more number for {person:Dana}: {phone:+34 600 123 456}",
    "{person:Sofia} has a second email {email:sofia@home.example}",
    "{person:Sofia} has another email {email:sofia@home.example}",
    "also reach {person:Leo} at {email:leo@aldersea.example}",
    "{person:Leo}'s second email is {email:leo@aldersea.example}",
  ],
  input: z.object({
    person: z.string().trim().min(1).max(200),
    email: z.string().max(254).optional(),
    phone: z.string().max(50).optional(),
    profile: z.string().trim().min(4).max(300).optional(),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    values: z.array(z.string()),
    changed: z.boolean(),
  }),
  mentions: { person: ["person"] },
  async run(context, { person: { id, name }, ...said }) {
    const known = await findPerson(context.tx, id);
    const points = pointsIn(context, said, known?.country);
    if (points.length === 0)
      throw new Question({
        text: `Which address, number or profile shall I add to ${bold(name)}?`,
      });
    for (const { of, value } of points) if (of === "emails") await refuseKnown(context, value, id);
    const on = todayOf(context);
    const written = await context.write(
      personRecords,
      points.map((point) => ({ id, command: commandFor(point, on) })),
    );
    const values = points.map(({ of, value }) => (of === "phones" ? formatPhone(value) : value));
    return { id, name, values, changed: written.length > 0 };
  },
  reply: ({ id, name, values, changed }) => ({
    text: `${bold(name)} ${changed ? "can be reached at" : "already has"} ${literal(values.join(" and "))}${changed ? " too" : ""}.`,
    records: [{ type: "person", id, name }],
  }),
});

function commandFor({ of, value }: Point, on: string): PersonCommand {
  return of === "addresses"
    ? { kind: "replace_point", of, value, on }
    : { kind: adding[of], value, on };
}
