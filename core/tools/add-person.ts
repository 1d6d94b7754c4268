/** Adds a person said in words. */
import { z } from "zod";
import { companyRecords, personRecords } from "../../db/projections/registry.ts";
import { findByEmail, findByName } from "../../db/queries/names.ts";
import { newCompany } from "../domain/company.ts";
import { companyDomainOf, normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { companyKey } from "../domain/names.ts";
import { contactPoint, newPerson } from "../domain/person.ts";
import { normalizePhone } from "../domain/phone.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { companiesAt } from "./accepting.ts";

export const addPerson = defineTool({
  name: "add_person",
  summary: "Add a person",
  effect: "write",
  needs: "records:write",
  examples: [
    "add {name:Priya Shah}, {email:priya@shahventures.example}",
    "add {name:Priya Shah}, {email:priya@shahventures.example}, {phone:+44 7700 900123}",
    "add {name:Priya Shah}, {email:priya@shahventures.example}, {tags:investor}",
    "add {name:Priya Shah}, {email:priya@shahventures.example}, {phone:+44 7700 900123}, {tags:investor}",
    "add {name:Priya Shah} from {company:Shah Ventures}",
    "add {name:Priya Shah}, {title:CFO} at {company:Shah Ventures}",
    "new contact {name:Priya Shah} {email:priya@shahventures.example}",
    "create contact {name:Priya Shah}",
    "add person {name:Priya Shah}",
  ],
  input: z.object({
    name: z.string().trim().min(2).max(200),
    email: z.string().max(254).optional(),
    phone: z.string().max(50).optional(),
    company: z.string().trim().max(200).optional(),
    title: z.string().trim().max(200).optional(),
    tags: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
  }),
  output: z.object({ id: z.string(), name: z.string(), company: z.string().nullable() }),
  mentions: {},
  async run(context, input) {
    const email = input.email ? readEmail(input.email) : undefined;
    if (email) await refuseKnown(context, email);
    const phone = input.phone ? readPhone(context, input.phone) : undefined;
    const companyId = await companyFor(context, input.company, email);
    const title = input.title ?? null;
    const id = newId();
    const person = newPerson(input.name, "said", context.now, {
      title,
      companyId,
      emails: email ? [contactPoint(email)] : [],
      phones: phone ? [contactPoint(phone)] : [],
      employments: companyId ? [{ companyId, title, since: null, until: null }] : [],
      tags: [...new Set((input.tags ?? []).map((tag) => tag.toLowerCase()))].sort(),
      ownerId: context.actor.userId,
    });
    await context.write(personRecords, [{ id, command: { kind: "create", person } }]);
    return { id, name: input.name, company: input.company ?? null };
  },
  reply: ({ id, name, company }) => ({
    text: `Added ${bold(name)}${company ? ` at ${literal(company)}` : ""}.`,
    records: [{ type: "person", id, name }],
  }),
});

function readEmail(text: string): string {
  const email = normalizeEmail(text);
  if (!email) throw new AppError("bad_input", `“${text}” is not an e-mail address.`);
  return email;
}

function readPhone(context: ToolContext, text: string): string {
  const phone = normalizePhone(text, context.tenant.country);
  if (!phone) throw new AppError("bad_input", `“${text}” is not a phone number I can read.`);
  return phone;
}

async function refuseKnown(context: ToolContext, email: string): Promise<void> {
  const known = (await findByEmail(context.tx, email)).find((hit) => hit.type === "person");
  if (known) throw new AppError("conflict", `${email} already belongs to ${known.name}.`);
}

async function companyFor(
  context: ToolContext,
  name: string | undefined,
  email: string | undefined,
): Promise<string | null> {
  const domain = email ? companyDomainOf(email) : undefined;
  if (!name && domain) return (await companiesAt(context, [domain])).get(domain) ?? null;
  if (!name) return null;
  const key = companyKey(name);
  const hits = await findByName(context.tx, ["company"], key, name);
  const known = hits.find((hit) => hit.nameKey === key);
  if (known) return known.id;
  const id = newId();
  const company = newCompany(name, "said", context.now, { ownerId: context.actor.userId });
  await context.write(companyRecords, [{ id, command: { kind: "create", company } }]);
  return id;
}
