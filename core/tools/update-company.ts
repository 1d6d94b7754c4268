/** Changes what a company's record says. */
import { z } from "zod";
import { companyRecords } from "../../db/projections/registry.ts";
import { findCompaniesByDomain, findCompany } from "../../db/queries/companies.ts";
import { findByIds } from "../../db/queries/names.ts";
import type { CompanyCommand } from "../domain/company.ts";
import { countryName } from "../domain/country.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { readPhone } from "./contact-values.ts";
import { readDomain } from "./domain-said.ts";

const words = z.string().trim().min(1).max(100).optional();

const fields = {
  name: z.string().trim().min(1).max(200).optional(),
  industry: words,
  domain: z.string().trim().min(3).max(253).optional().describe("A further mail domain or website"),
  phone: z.string().max(50).optional(),
  city: words,
  country: words,
  address: z.string().trim().min(3).max(500).optional(),
  note: z.string().trim().min(1).max(5_000).optional(),
};
type Said = z.output<z.ZodObject<typeof fields>> & { owner?: Ref | undefined };

export const updateCompany = defineTool({
  name: "update_company",
  summary: "Change a company's industry, place, domain, phone, name or owner",
  effect: "write",
  needs: "records:write",
  examples: [
    "rename the company {company:Acme} to {name:Acme Robotics}",
    "set {company:Acme}'s industry to {industry:robotics}",
    "{company:Acme} is in the {industry:logistics} industry",
    "{company:Acme}'s industry is {industry:fintech}",
    "change industry of {company:Borealis} to {industry:energy}",
    "{company:Acme}'s website is {domain:acme.example}",
    "add the domain {domain:acme.example} to {company:Acme}",
    "the main number of {company:Acme} is {phone:+34 910 000 000}",
    "set the company phone of {company:Northwind} to {phone:+44 20 7946 0000}",
    "the company {company:Acme} is in {city:Berlin}, {country:Germany}",
    "{company:Acme} is headquartered in {city:Berlin}",
    "{company:Acme} moved its office to {city:Lisbon}",
    "set the country of the company {company:Acme} to {country:Germany}",
    "the office address of {company:Acme} is {address:Gran Via 1, 28013 Madrid}",
    "describe {company:Acme} as {note:a family business in its third generation}",
    "assign the company {company:Acme} to {owner:Tom}",
    "reassign the account {company:Acme} to {owner:Priya}",
    "make {owner:me} the owner of the company {company:Acme}",
    "{company:Acme} is now called {name:Acme Robotics}",
    "{company:Acme} changed its name to {name:Acme Robotics}",
    "rename {company:Acme} to {name:Acme Robotics}",
    "{company:Acme} is a {industry:fintech} company",
    "industry of {company:Borealis}: {industry:energy}",
    "{company:Acme} is based in {city:Berlin}",
    "{company:they} are in {city:Berlin}",
    "{company:they} are based in {city:Berlin}",
    "{company:Acme}'s head office is in {city:Berlin}",
    "{company:Acme} has its office in {city:Berlin}, {country:Germany}",
    "{company:Acme} relocated to {city:Lisbon}",
    "{company:Acme}'s phone number is {phone:+34 910 000 000}",
    "switchboard of {company:Acme}: {phone:+34 910 000 000}",
    "{company:Acme} also uses the domain {domain:acme.example}",
    "set {company:Acme}'s website to {domain:acme.example}",
    "website of {company:Acme}: {domain:acme.example}",
    "{company:Acme}'s address is {address:Gran Via 1, 28013 Madrid}",
    "{owner:Tom} is responsible for {company:Acme}",
    "{owner:Tom} looks after {company:Acme} now",
    "{owner:Tom} is taking over the account {company:Acme}",
    "{owner:Tom} is the account manager of {company:Acme}",
    "give the account {company:Acme} to {owner:Priya}",
    "hand the account {company:Acme} over to {owner:Priya}",
    "hand {company:Acme} over to {owner:Priya}",
    "transfer the company {company:Acme} to {owner:Priya}",
    "change the owner of the company {company:Acme} to {owner:Priya}",
    "I'm taking over the account {company:Acme}{owner:=me}",
    "{company:Acme}'s site is {domain:acme.example}",
    "{company:Acme} is in the {industry:logistics} sector",
    "{company:Acme} is really in the {industry:logistics} industry",
    "the industry of {company:Acme} should be {industry:fintech}",
    "file {company:Acme} under {industry:fintech}",
    "{company:Acme} is headquartered in {city:Berlin} now",
    "{company:Acme} has a new website, {domain:acme.example}",
    "{company:Acme} has a new phone number: {phone:+34 910 000 000}",
    "{company:Acme}'s new name is {name:Acme Robotics}",
    "{company:Acme} rebranded to {name:Acme Robotics}",
    "{company:Acme} renamed itself {name:Acme Robotics}",
    "{company:Acme}'s account manager is {owner:Tom}",
    "change {company:Acme}'s website to {domain:acme.example}",
    "{company:Acme} is now in the {industry:robotics} business",
    "{company:Acme} is in the {industry:robotics} business",
    "{company:Acme} moved its headquarters to {city:Lisbon}",
    "{company:Acme} moved their headquarters to {city:Lisbon}",
    "{company:Acme}'s phone is {phone:+34 910 000 000}",
    "{company:Acme}'s number is {phone:+34 910 000 000}",
    "make {owner:Tom} responsible for the company {company:Acme}",
    "the website of {company:Acme} is {domain:acme.example}",
    "{company:Acme} phone {phone:+34 910 000 000}",
    "the phone of {company:Acme} is {phone:+34 910 000 000}",
    "{company:Acme} belongs to {owner:Tom} now",
  ],
  input: z.object({
    company: z.string().trim().min(1).max(200),
    ...fields,
    owner: z.string().min(1).max(200).optional().describe("A colleague"),
  }),
  output: z.object({ id: z.string(), name: z.string(), changed: z.boolean() }),
  mentions: { company: ["company"], owner: ["user"] },
  async run(context, { company, ...said }) {
    const commands = await commandsFor(context, company.id, said);
    if (commands.length === 0)
      throw new AppError(
        "bad_input",
        `Say what to change about ${company.name}: the name, industry, domain, phone, city, country, address, note or owner.`,
      );
    const written = await context.write(
      companyRecords,
      commands.map((command) => ({ id: company.id, command })),
    );
    return { id: company.id, name: said.name ?? company.name, changed: written.length > 0 };
  },
  reply: ({ id, name, changed }) => ({
    text: changed ? `${bold(name)} is updated.` : `${bold(name)} is like that already.`,
    records: [{ type: "company", id, name }],
  }),
});

async function commandsFor(
  context: ToolContext,
  id: string,
  said: Said,
): Promise<CompanyCommand[]> {
  const domain = said.domain ? readDomain(said.domain) : undefined;
  if (domain) await refuseTaken(context, domain, id);
  const known = await findCompany(context.tx, id);
  const country = said.country ? countryName(said.country) : undefined;
  const patch = {
    ...(said.name ? { name: said.name } : {}),
    ...(said.industry ? { industry: said.industry } : {}),
    ...(said.phone ? { phone: readPhone(context, said.phone, country ?? known?.country) } : {}),
    ...(said.city ? { city: said.city } : {}),
    ...(country ? { country } : {}),
    ...(said.address ? { address: said.address } : {}),
    ...(said.note ? { note: said.note } : {}),
    ...(said.owner ? { ownerId: said.owner.id } : {}),
  };
  return [
    ...(domain ? [{ kind: "add_domain" as const, domain }] : []),
    ...(Object.keys(patch).length > 0 ? [{ kind: "update" as const, patch }] : []),
  ];
}

async function refuseTaken({ tx }: ToolContext, domain: string, id: string): Promise<void> {
  const owner = (await findCompaniesByDomain(tx, [domain])).get(domain);
  const [taken] = owner && owner !== id ? await findByIds(tx, ["company"], [owner]) : [];
  if (taken) throw new AppError("conflict", `${domain} already belongs to ${taken.name}.`);
}
