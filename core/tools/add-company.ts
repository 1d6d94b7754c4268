/** Adds a company said in words. */
import { z } from "zod";
import { companyRecords } from "../../db/projections/registry.ts";
import { findCompaniesByDomain } from "../../db/queries/companies.ts";
import { findByIds, findByName } from "../../db/queries/names.ts";
import { newCompany } from "../domain/company.ts";
import { countryName } from "../domain/country.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { companyKey } from "../domain/names.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { readDomain } from "./domain-said.ts";

const words = z.string().trim().min(1).max(100).optional();

export const addCompany = defineTool({
  name: "add_company",
  summary: "Add a company",
  effect: "write",
  needs: "records:write",
  examples: [
    "add company {name:Nordia Labs}",
    "add the company {name:Nordia Labs}",
    "new company {name:Nordia Labs}",
    "create company {name:Tessel}",
    "create a company called {name:Tessel} in {city:Bilbao}",
    "add company {name:Tessel}, {domain:tessel.example}",
    "new company {name:Tessel}, website {domain:www.tessel.example}",
    "add a company {name:Tessel} in {city:Berlin}, {industry:logistics}",
    "add account {name:Aldersea}, {industry:fintech}, {city:London}, {country:United Kingdom}",
    "add a new {industry:fintech} company called {name:Aldersea}",
    "add organisation {name:Aldersea} from {country:Portugal}",
    "put the company {name:Nordia Labs} in the crm",
    "register the company {name:Nordia Labs}",
    "there is a new company, {name:Tessel}, in {city:Bilbao}",
    "new account {name:Tessel} in {city:Bilbao}",
    "new account: {name:Tessel}, {domain:tessel.example}",
    "add a company called {name:Tessel}",
    "create an account for {name:Tessel}",
    "create a company record for {name:Tessel}",
    "add {name:Tessel} as a company",
    "add {name:Tessel} as a new account in {city:Berlin}",
    "set up a company {name:Tessel}, {industry:logistics}",
    "we have a new account called {name:Aldersea}, {industry:fintech}, in {city:London}",
    "save the company {name:Tessel}, their website is {domain:tessel.example}",
    "new company {name:Tessel} from {city:Lisbon}, {country:Portugal}",
    "new {industry:logistics} account: {name:Tessel}",
    "set up a company record for {name:Tessel} ({domain:tessel.example})",
    "add {name:Tessel} ({domain:tessel.example}) as a company",
    "we have a new account: {name:Tessel}, based in {city:Bilbao}",
    "new company: {name:Tessel}, {industry:logistics}, {city:Bilbao}",
    "new company {name:Tessel}, based in {city:Bilbao}",
    "new company {name:Tessel}, they do {industry:logistics} in {city:Bilbao}",
    "add the company {name:Tessel}, a {industry:logistics} firm in {city:Bilbao}",
    "create an account {name:Tessel} in {city:Bilbao}",
    "add {name:Tessel} to our companies",
    "open an account for {name:Tessel}, {industry:logistics}",
    "put {name:Tessel} in as a company",
  ],
  input: z.object({
    name: z.string().trim().min(1).max(200),
    domain: z.string().trim().min(3).max(253).optional(),
    industry: words,
    city: words,
    country: words,
  }),
  output: z.object({ id: z.string(), name: z.string(), place: z.string() }),
  mentions: {},
  async run(context, { name, domain: said, industry, city, country }) {
    const domain = said ? readDomain(said) : undefined;
    await refuseKnownCompany(context, name, domain);
    const id = newId();
    const company = newCompany(name, "said", context.now, {
      domains: domain ? [domain] : [],
      industry: industry ?? null,
      city: city ?? null,
      country: country ? countryName(country) : null,
      ownerId: context.actor.userId,
    });
    await context.write(companyRecords, [{ id, command: { kind: "create", company } }]);
    return { id, name, place: [city, company.country].filter(Boolean).join(", ") };
  },
  reply: ({ id, name, place }) => ({
    text: `Added the company ${bold(name)}${place ? ` in ${literal(place)}` : ""}.`,
    records: [{ type: "company", id, name }],
  }),
});

/** A company is known by its name without legal form, and by its domain. */
async function refuseKnownCompany(
  { tx }: ToolContext,
  name: string,
  domain: string | undefined,
): Promise<void> {
  const key = companyKey(name);
  const same = (await findByName(tx, ["company"], key, name)).find((hit) => hit.nameKey === key);
  if (same) throw new AppError("conflict", `There is a company called ${same.name} already.`);
  const owner = domain ? (await findCompaniesByDomain(tx, [domain])).get(domain) : undefined;
  const [known] = owner ? await findByIds(tx, ["company"], [owner]) : [];
  if (known) throw new AppError("conflict", `${domain ?? ""} already belongs to ${known.name}.`);
}
