/** Adds a person said in words. */
import { z } from "zod";
import { personRecords } from "../../db/projections/registry.ts";
import { companyDomainOf } from "../domain/email-address.ts";
import { newId } from "../domain/ids.ts";
import { contactPoint, newPerson } from "../domain/person.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { companiesAt } from "./accepting.ts";
import { companyNamed } from "./company-named.ts";
import { readEmail, readPhone, refuseKnown } from "./contact-values.ts";
import { readStatus } from "./status-words.ts";

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
    "add {name:Priya Shah}, {email:priya@shahventures.example}, {phone:+44 7700 900123}, {tags:investor}, met at {lead_source:SaaStock}",
    "add {name:Priya Shah} from {company:Shah Ventures}",
    "add {name:Priya Shah}, {title:CFO} at {company:Shah Ventures}",
    "add {name:Mateo Gil}, {title:CFO} at {company:Nordia}, {email:mateo@nordia.example}",
    "new contact {name:Priya Shah} {email:priya@shahventures.example}",
    "create contact {name:Priya Shah}",
    "create a contact {name:Mateo Gil} at {company:Nordia} in {city:Bilbao}",
    "add person {name:Priya Shah}",
    "add {name:Taylor Brooks} as a new {status:lead}",
    "add {name:Taylor Brooks} as a new {status:lead} and assign them to {owner:Raj}",
    "add {name:Taylor Brooks} as a new {status:lead} assigned to {owner:Raj}",
    "new {status:lead=Lead} {name:Noor Haddad} from {company:Tessel}",
    "new {status:lead=Lead}: {name:Noor Haddad}, {email:noor@tessel.example}, from {lead_source:the website}",
    "create contact {name:Noor Haddad} for {owner:Lena}",
    "we've got a new lead called {name:Taylor Brooks}. Assign it to {owner:Raj}{status:=Lead}",
    "we've got a new lead called {name:Taylor Brooks}{status:=Lead}",
    "we have a new customer, {name:Taylor Brooks}, assign them to {owner:Raj}{status:=Customer}",
    "there's a new lead: {name:Taylor Brooks}. Give it to {owner:Raj}{status:=Lead}",
    "{name:Taylor Brooks} is a new lead, assign her to {owner:Raj}{status:=Lead}",
    "{name:Taylor Brooks} is a new lead from {company:Tessel}{status:=Lead}",
    "add a new lead {name:Taylor Brooks} for {owner:Raj}{status:=Lead}",
    "add a lead called {name:Taylor Brooks} from {company:Tessel}{status:=Lead}",
    "add a new customer named {name:Taylor Brooks} and assign it to {owner:Raj}{status:=Customer}",
    "create a new lead for {owner:Raj}: {name:Taylor Brooks}{status:=Lead}",
    "create a prospect called {name:Noor Haddad} in {city:Bilbao}{status:=Prospect}",
    "new contact at {company:Nordia}: {name:Mateo Gil}, {title:CFO}",
    "new contact: {name:Mateo Gil}, {title:CFO} at {company:Nordia}, {email:mateo@nordia.example}",
    "new contact: {name:Mateo Gil}, {phone:+44 7700 900123}",
    "{name:Mateo Gil} is our new contact at {company:Nordia}",
    "our new contact at {company:Nordia} is {name:Mateo Gil}",
    "save {name:Priya Shah}, {phone:+44 7700 900123}",
    "put {name:Priya Shah} in the crm",
    "put {name:Priya Shah} from {company:Shah Ventures} into the crm",
    "add {name:Priya Shah} to the crm",
    "add {name:Priya Shah} to my contacts",
    "register {name:Priya Shah} from {company:Shah Ventures}",
    "got a new lead from {lead_source:the website}: {name:Noor Haddad}{status:=Lead}",
    "I want to add {name:Priya Shah} as a contact",
    "add {name:Priya Shah}, I met her at {lead_source:SaaStock}",
    "add {name:Priya Shah}, {title:CFO} of {company:Shah Ventures} in {city:London}",
    "add {name:Taylor Brooks} as a {status:lead} interested in {tags:hardware}, owner {owner:Raj}",
    "new lead {name:Noor Haddad} interested in {tags:training}{status:=Lead}",
    "new lead {name:Noor Haddad}, owner {owner:Raj}{status:=Lead}",
    "add a customer {name:Taylor Brooks} assigned to {owner:Raj}{status:=Customer}",
    "add the prospect {name:Noor Haddad} for {owner:Raj}{status:=Prospect}",
    "we have a new customer called {name:Taylor Brooks}{status:=Customer}",
    "we just got a new lead, {name:Taylor Brooks}. Please give it to {owner:Raj}{status:=Lead}",
    "add a new customer, {name:Taylor Brooks}, interested in {tags:software}{status:=Customer}",
    "create a contact for {name:Mateo Gil}, {title:CFO} of {company:Nordia}",
    "we have a new customer named {name:Taylor Brooks} from {company:Tessel}, give him to {owner:Raj}{status:=Customer}",
    "add a new lead named {name:Taylor Brooks} who is interested in {tags:software} and assign him to {owner:Raj}{status:=Lead}",
    "new lead: {name:Noor Haddad}, {email:noor@tessel.example}, assign to {owner:Raj}{status:=Lead}",
    "we've got a new customer named {name:Taylor Brooks}. Assign her to {owner:Raj}{status:=Customer}",
    "we've got a new lead named {name:Taylor Brooks}. Assign them to {owner:Raj}{status:=Lead}",
    "there's a new prospect called {name:Taylor Brooks}, assign it to {owner:Raj}{status:=Prospect}",
    "add a new lead called {name:Taylor Brooks} and give it to {owner:Raj}{status:=Lead}",
    "create a new customer called {name:Taylor Brooks} and assign it to {owner:Raj}{status:=Customer}",
    "{name:Taylor Brooks} is a new lead. Assign to {owner:Raj}{status:=Lead}",
    "there is a new prospect, {name:Taylor Brooks}, for {owner:Raj}{status:=Prospect}",
    "I have a new lead, {name:Taylor Brooks}, interested in {tags:software}{status:=Lead}",
    "add {name:Taylor Brooks} as a new {status:customer} and assign them to {owner:Raj}",
    "add {name:Taylor Brooks} as a {status:customer}",
    "add {name:Taylor Brooks} as a {status:prospect} assigned to {owner:Raj}",
    "put {name:Priya Shah} into the system. Her address is {email:priya@shahventures.example} and she is a {title:partner} at {company:Shah Ventures}",
    "add {name:Priya Shah}. Her email is {email:priya@shahventures.example}",
    "add {name:Priya Shah}, her number is {phone:+44 7700 900123}",
    "add {name:Priya Shah}, she is {title:CFO} at {company:Shah Ventures}",
    "add a person: {name:Priya Shah}, {company:Shah Ventures}",
    "add a person: {name:Mateo Gil}, {title:CFO} at {company:Nordia}",
    "register a new contact, {name:Priya Shah}, {phone:+44 7700 900123}",
    "register a new contact: {name:Priya Shah}, {email:priya@shahventures.example}",
    "new guy at {company:Nordia}: {name:Mateo Gil}, {title:ops lead}",
    "new person at {company:Nordia}: {name:Mateo Gil}",
    "bumped into {name:Mateo Gil} ({email:mateo@nordia.example}), runs {title:sales} at {company:Nordia}, add him",
    "ran into {name:Mateo Gil} from {company:Nordia}, add him",
    "met {name:Mateo Gil} at {lead_source:a fair}, {title:CFO} of {company:Nordia}, {email:mateo@nordia.example}, pop him in",
    "met {name:Mateo Gil} at {lead_source:SaaStock}, add him",
    "met {name:Mateo Gil} from {company:Nordia} today, add him",
    "I met {name:Priya Shah} from {company:Shah Ventures} at {lead_source:SaaStock}, add her",
    "stick {name:Priya Shah} ({email:priya@shahventures.example}) in the crm",
    "pop {name:Priya Shah} in, {title:CFO} at {company:Shah Ventures}",
    "add {name:Priya Shah} ({email:priya@shahventures.example})",
    "add {name:Priya Shah}, {email:priya@shahventures.example}, {title:CFO} at {company:Shah Ventures}",
    "save this contact: {name:Priya Shah}, {email:priya@shahventures.example}, {phone:+44 7700 900123}",
    "create a contact card for {name:Priya Shah}",
    "{name:Mateo Gil} from {company:Nordia} is a new contact",
    "I have a new contact: {name:Priya Shah} from {company:Shah Ventures}",
    "there's a new {title:CFO} at {company:Nordia}: {name:Mateo Gil}, add him",
    "create a contact for {name:Mateo Gil}, he is the {title:purchasing manager} at {company:Nordia}",
    "add {name:Mateo Gil}, {email:mateo@nordia.example}, he is {title:head of sales} at {company:Nordia}",
    "add {name:Mateo Gil}, he is the {title:CFO} of {company:Nordia}",
    "{company:Nordia} hired {name:Mateo Gil} as their new {title:COO}, add him",
    "I met {name:Mateo Gil} of {company:Nordia}, add him, his email is {email:mateo@nordia.example}",
    "save {name:Priya Shah}'s details: {email:priya@shahventures.example}, {phone:+44 7700 900123}",
    "add my new contact {name:Priya Shah}, {email:priya@shahventures.example}",
    "new contact {name:Priya Shah} {phone:+44 7700 900123} from {company:Shah Ventures}",
    "put down {name:Mateo Gil} as a contact, {title:CFO} at {company:Nordia}",
    "met {name:Mateo Gil} at {lead_source:a fair}, {title:CFO} of {company:Nordia}, {email:mateo@nordia.example}, add her",
    "add new {status:lead=Lead} {name:Noor Haddad}, {email:noor@tessel.example}, from {lead_source:the website}",
    "{name:Mateo Gil} ({email:mateo@nordia.example}) is our new contact at {company:Nordia}",
    "we got a new client: {name:Taylor Brooks}{status:=Customer}",
    "we have a new client, {name:Taylor Brooks}{status:=Customer}",
    "put {name:Mateo Gil} in, he is {title:buyer} at {company:Nordia}",
    "register a new person, {name:Mateo Gil}, he works for {company:Nordia}",
    "create a record for {name:Mateo Gil}, {email:mateo@nordia.example}, {phone:+44 7700 900123}",
    "add {name:Priya Shah} ({email:priya@shahventures.example}) from {company:Shah Ventures}",
    "add {name:Priya Shah} of {company:Shah Ventures} to our contacts",
    "add {name:Priya Shah} from {company:Shah Ventures} to my contacts",
    "add contact {name:Priya Shah} from {company:Shah Ventures}, phone {phone:+44 7700 900123}",
    "got a business card from {name:Mateo Gil}, {title:CTO}, {company:Nordia}, {email:mateo@nordia.example}",
    "enter {name:Mateo Gil} as a contact, {title:CFO} at {company:Nordia}",
    "enter {name:Priya Shah} as a contact",
  ],
  input: z.object({
    name: z.string().trim().min(2).max(200),
    email: z.string().max(254).optional(),
    phone: z.string().max(50).optional(),
    company: z.string().trim().min(1).max(200).optional(),
    title: z.string().trim().max(200).optional(),
    tags: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
    status: z.string().trim().min(1).max(60).optional().describe("Lead, Qualified, Customer …"),
    lead_source: z.string().trim().min(1).max(100).optional(),
    owner: z.string().min(1).max(200).optional().describe("A colleague; the asker when absent"),
    city: z.string().trim().min(1).max(100).optional(),
  }),
  output: z.object({
    id: z.string(),
    name: z.string(),
    company: z.string().nullable(),
    owner: z.string().nullable(),
  }),
  mentions: { owner: ["user"] },
  async run(context, input) {
    const email = input.email ? readEmail(input.email) : undefined;
    if (email) await refuseKnown(context, email);
    const phone = input.phone ? readPhone(context, input.phone) : undefined;
    const args = { ...input, ...(input.owner ? { owner: input.owner.id } : {}) };
    const company = await companyFor(context, args, email);
    const title = input.title ?? null;
    const id = newId();
    const person = newPerson(input.name, "said", context.now, {
      title,
      companyId: company?.id ?? null,
      emails: email ? [contactPoint(email)] : [],
      phones: phone ? [contactPoint(phone)] : [],
      employments: company ? [{ companyId: company.id, title, since: null, until: null }] : [],
      tags: [...new Set((input.tags ?? []).map((tag) => tag.toLowerCase()))].sort(),
      status: input.status ? await readStatus(context, input.status) : null,
      leadSource: input.lead_source ?? null,
      city: input.city ?? null,
      ownerId: input.owner?.id ?? context.actor.userId,
    });
    await context.write(personRecords, [{ id, command: { kind: "create", person } }]);
    const { name, owner } = input;
    return { id, name, company: company?.name ?? null, owner: owner?.name ?? null };
  },
  reply: ({ id, name, company, owner }) => ({
    text: `Added ${bold(name)}${company ? ` at ${literal(company)}` : ""}${owner ? ` for ${literal(owner)}` : ""}.`,
    records: [{ type: "person", id, name }],
  }),
});

/** The one named, else the one whose domain the address has. */
async function companyFor(
  context: ToolContext,
  args: Record<string, unknown> & { company?: string | undefined },
  email: string | undefined,
): Promise<{ id: string; name: string | null } | undefined> {
  if (args.company) return companyNamed(context, args.company, { tool: "add_person", args });
  const domain = email ? companyDomainOf(email) : undefined;
  const id = domain ? (await companiesAt(context, [domain])).get(domain) : undefined;
  return id ? { id, name: null } : undefined;
}
