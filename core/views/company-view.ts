/** One company: its deals, its people, what happened, what is coming, what is open. */
import { companyIdentityIds, findCompany, type CompanyCard } from "../../db/queries/companies.ts";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { listPeople, type PersonRow } from "../../db/queries/people.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay, formatIsoDay } from "../domain/format.ts";
import { formatPhone } from "../domain/phone.ts";
import { bold, type Block, type Button, type Reply } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { dealLine, dealRecord } from "./deal-table.ts";
import { listWords } from "./list-words.ts";
import { fieldsOf, happenings, plural, timelineBlocks, type Happenings } from "./words.ts";

interface Shown extends Happenings {
  company: CompanyCard;
  people: PersonRow[];
  deals: DealRow[];
  tasks: TaskRow[];
  /** Those the asker sees, with what their fields say. */
  lists: string[];
}

export async function showCompany(context: ToolContext, id: string): Promise<Reply<Button>> {
  const { tx } = context;
  const company = await findCompany(tx, id);
  if (!company) throw new AppError("not_found", "That company is no longer here.");
  const { people } = await listPeople(tx, { companyId: id, limit: 8 });
  const deals = await findDeals(tx, { companyId: id, limit: 6 });
  const tasks = await openTasks(tx, { companyId: id, limit: 5 });
  const happened = await happenings(context, await companyIdentityIds(tx, id));
  const lists = await listWords(tx, id);
  return companyReply({ company, people, deals, tasks, lists, ...happened }, context);
}

function companyReply(shown: Shown, context: Context): Reply<Button> {
  const { company, people, past } = shown;
  const record = { type: "company" as const, id: company.id, name: company.name };
  const open = shown.deals.filter((deal) => deal.outcome === "open");
  const closed = shown.deals.filter((deal) => deal.outcome !== "open");
  const place = [company.city, company.country].filter(Boolean).join(", ");
  const subtitle = [company.industry, place].filter(Boolean).join(" · ");
  const card: Block<Button> = {
    kind: "card",
    title: company.name,
    ...(subtitle ? { subtitle } : {}),
    record,
    fields: fieldsOf([
      ["Open deals", open.map(withClosing).join("; ")],
      ["Closed deals", closed.map(dealLine).join("; ")],
      [
        "People",
        people.map((one) => (one.title ? `${one.name} (${one.title})` : one.name)).join(", "),
      ],
      ["Open tasks", shown.tasks.map((task) => task.title).join("; ")],
      ["Domains", company.domains.join(", ")],
      ["Phone", company.phone && formatPhone(company.phone)],
      ["Address", company.address],
      ["Tags", company.tags.join(", ")],
      ["Lists", shown.lists.join("; ")],
      ["Note", company.note],
      ["Owner", company.owner],
    ]),
  };
  // A note of ours is no contact with them.
  const last = past.find(({ kind }) => kind !== "note");
  return {
    text: [
      `${bold(company.name)}:`,
      open.length > 0 ? `${plural(open.length, "open deal")},` : "no open deal,",
      last ? `last contact ${formatDay(last.occurredAt, context.actor)}.` : "no contact on record.",
    ].join(" "),
    blocks: [card, ...timelineBlocks(shown, context)],
    records: [
      record,
      ...open.map(dealRecord),
      ...people.map((one) => ({ type: "person" as const, id: one.id, name: one.name })),
    ],
  };
}

const withClosing = (deal: DealRow): string =>
  [dealLine(deal), deal.closeDate ? `closes ${formatIsoDay(deal.closeDate)}` : ""]
    .filter(Boolean)
    .join(", ");
