/** Companies by filter; the answer says how each word was read. */
import { z } from "zod";
import { listCompanies as queryCompanies, type CompanyRow } from "../../db/queries/companies.ts";
import { literal, type Block, type Button } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { companyFilter, companyMentions, readCompanyFilter } from "./company-filter.ts";
import { anything, type Anything } from "./shapes.ts";

interface Listed {
  companies: CompanyRow[];
  total: number;
  readAs: string[];
}

export const listCompanies = defineTool({
  name: "list_companies",
  summary: "List companies by place, industry, tag, owner or open deal",
  short: "List companies",
  effect: "read",
  needs: "records:read",
  examples: [
    "list companies",
    "show all companies",
    "companies in {place:Berlin}",
    "which companies do we have in {place:Spain}",
    "{industry:fintech} companies",
    "{industry:robotics} companies in {place:Munich}",
    "companies tagged {tag:partner}",
    "companies in {place:London} tagged {tag:key account}",
    "{owner:my} companies",
    "{owner:Tom}'s companies",
    "accounts owned by {owner:Priya} in {place:Porto}",
    "companies {has_open_deal:with an open deal=true}",
    "companies {has_open_deal:without open deals=false}",
    "companies in {place:Madrid} {has_open_deal:with open deals=true}",
    "companies on the {list:target accounts} list",
    "companies on {list:target accounts}",
    "which companies are in {place:Berlin}",
    "which companies does {owner:Tom} look after",
    "which accounts does {owner:Tom} own",
    "what accounts does {owner:Tom} have in {place:Porto}",
    "{owner:my} accounts in {place:Porto}",
    "accounts in {place:Spain}",
    "what companies do we know in {place:Lisbon}",
    "which {industry:fintech} companies do we have",
    "{industry:energy} accounts in {place:Porto}",
    "companies in the {industry:logistics} industry",
    "companies with the tag {tag:partner}",
    "which companies are tagged {tag:partner}",
    "which companies {has_open_deal:have an open deal=true}",
    "which of {owner:my} accounts {has_open_deal:have no open deal=false}",
    "accounts {has_open_deal:without a deal=false}",
    "show me all the companies in {place:Lisbon}",
    "how many companies do we have in {place:Spain}",
    "any {industry:robotics} companies in {place:Munich}",
    "firms in {place:Porto}",
    "{owner:Tom}'s accounts",
    "which companies work in {industry:logistics}",
    "which companies are in {industry:logistics}",
    "{industry:energy} cos we got in {place:Spain}",
    "{industry:energy} firms in {place:Spain}",
    "{industry:energy} companies in {place:Spain}",
    "companies based in {place:Berlin}",
    "which companies are based in {place:Berlin}",
    "companies from {place:Portugal}",
    "which companies does {owner:Tom} own",
    "which accounts belong to {owner:Tom}",
    "companies working in {industry:logistics}",
    "companies in {industry:logistics}",
    "what {industry:fintech} companies do we know",
    "{tag:partner} companies in {place:Madrid}",
    "companies on the list {list:target accounts}",
    "which accounts {has_open_deal:have no deal=false}",
    "all companies {has_open_deal:with a deal=true}",
    "all companies in {place:Spain}",
    "list the companies in {place:Spain}",
    "how many {industry:fintech} companies do we have",
    "top {limit:10} companies",
    "{limit:10} companies in {place:Berlin}",
  ],
  input: z.object({ ...companyFilter, limit: z.number().int().min(1).max(200).optional() }),
  output: anything as Anything<Listed>,
  mentions: companyMentions,
  async run(context, { limit = 25, ...input }): Promise<Listed> {
    const args = { ...input, ...(input.owner ? { owner: input.owner.id } : {}) };
    const asking = { tool: "list_companies", args };
    const { where, readAs } = await readCompanyFilter(context, input, asking);
    return { ...(await queryCompanies(context.tx, { ...where, limit })), readAs };
  },
  reply({ companies, total, readAs }) {
    const filter = readAs.length > 0 ? ` (${literal(readAs.join("; "))})` : "";
    if (companies.length === 0) return { text: `No company matches${filter}.` };
    const shown = companies.length < total ? `, the first ${companies.length} shown` : "";
    return {
      text: `${plural(total, "company", "companies")}${filter}${shown}:`,
      blocks: [companyTable(companies)],
      records: companies.map(({ id, name }) => ({ type: "company", id, name })),
    };
  },
});

export const companyTable = (companies: readonly CompanyRow[]): Block<Button> => ({
  kind: "table",
  columns: ["Company", "Industry", "Place", "People", "Open deals", "Owner"],
  clear: ["Industry", "Place"],
  rows: companies.map((one) => [
    one.name,
    one.industry ?? "",
    [one.city, one.country].filter(Boolean).join(", "),
    String(one.people),
    String(one.openDeals),
    one.owner ?? "",
  ]),
});
