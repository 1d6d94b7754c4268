/** Spreadsheet rows about deals: matched by name and company, then added or used to fill what is empty. */
import { newDeal, type Deal, type DealCommand } from "../core/domain/deal.ts";
import { newId } from "../core/domain/ids.ts";
import { nameKey } from "../core/domain/names.ts";
import { changedFields } from "../core/domain/record.ts";
import type { Tx } from "../db/client.ts";
import { loadStreams } from "../db/event-store.ts";
import { dealRecords } from "../db/projections/registry.ts";
import { findStages, type StageRow } from "../db/queries/deals.ts";
import { dealsByName, peopleByContactPoint, peopleByName } from "../db/queries/matching.ts";
import { listUsers } from "../db/queries/tenants.ts";
import { write, type Order } from "../db/write.ts";
import { findOrCreateCompanies } from "./companies.ts";
import type { DealRow } from "./files/records.ts";
import type { Row, RowContext, RowOutcome } from "./import-rows.ts";
import type { IngestReport } from "./ingest-report.ts";

/** What the names in the rows mean here. */
interface Lookup {
  stages: StageRow[];
  users: Map<string, string>;
  people: Map<string, string[]>;
}

export async function importDeals(
  tx: Tx,
  rows: Row<DealRow>[],
  context: RowContext,
  report: IngestReport,
): Promise<RowOutcome[]> {
  const { cause, dryRun } = context;
  const mentions = rows.map(({ item }) => ({ name: item.company, domain: "" }));
  const companies = await findOrCreateCompanies(tx, mentions, { source: "csv", cause, dryRun });
  report.companies.created += companies.created;
  const known = await dealsByName(
    tx,
    rows.map(({ item }) => nameKey(item.name)),
  );
  const loaded = await loadStreams(tx, dealRecords.aggregate, [
    ...new Set([...known.values()].flat()),
  ]);
  const states = new Map(
    [...loaded].flatMap(([id, { state }]) => (state ? [[id, state] as const] : [])),
  );
  const lookup = await readLookup(tx, rows);
  const orders = new Map<string, Order<DealCommand>>();
  const outcomes = rows.map(({ item }, index): RowOutcome => {
    const companyId = companies.ids[index] ?? null;
    const key = `${nameKey(item.name)}|${companyId ?? ""}`;
    const [found, ...others] = known.get(key) ?? [];
    if (others.length > 0)
      return { kind: "doubtful", reason: "Several deals of this company have this name." };
    const { deal, problem } = dealOf(item, companyId, lookup, context);
    const before = found === undefined ? undefined : states.get(found);
    const id = found ?? newId();
    const after = before === undefined ? deal : filled(before, deal);
    const patch = before === undefined ? {} : changedFields(before, after);
    if (before !== undefined && Object.keys(patch).length === 0) return { kind: "unchanged" };
    known.set(key, [id]);
    states.set(id, after);
    const earlier = orders.get(id)?.command;
    const isNew = before === undefined || earlier?.kind === "create";
    const merged = earlier?.kind === "update" ? { ...earlier.patch, ...patch } : patch;
    orders.set(id, {
      id,
      command: isNew ? { kind: "create", deal: after } : { kind: "update", patch: merged },
    });
    const noted = problem === undefined ? {} : { problem };
    return { kind: before === undefined ? "new" : "updated", ...noted };
  });
  if (!dryRun) await write(tx, dealRecords, [...orders.values()], cause);
  const count = (kind: RowOutcome["kind"]): number =>
    outcomes.filter((outcome) => outcome.kind === kind).length;
  const { created = 0, updated = 0 } = report.deals ?? {};
  report.deals = { created: created + count("new"), updated: updated + count("updated") };
  return outcomes;
}

async function readLookup(tx: Tx, rows: Row<DealRow>[]): Promise<Lookup> {
  const people = rows.map(({ item }) => item.person);
  const byEmail = await peopleByContactPoint(
    tx,
    people.map((text) => ({ kind: "email", value: text.toLowerCase() })),
  );
  const byName = await peopleByName(tx, people.map(nameKey));
  const users = (await listUsers(tx)).map((user) => [user.email, user.id] as const);
  return {
    stages: await findStages(tx),
    users: new Map(users),
    people: new Map(
      [...byName].concat([...byEmail].map(([key, ids]) => [key.replace(/^email:/, ""), ids])),
    ),
  };
}

function dealOf(
  row: DealRow,
  companyId: string | null,
  lookup: Lookup,
  { owner, cause }: RowContext,
): { deal: Deal; problem?: string } {
  const problems: string[] = [];
  const people =
    lookup.people.get(row.person.toLowerCase()) ?? lookup.people.get(nameKey(row.person)) ?? [];
  if (row.person !== "" && people.length !== 1)
    problems.push("The contact is not one known person and was left out.");
  const closeDate = isDay(row.closeDate) ? row.closeDate : null;
  if (row.closeDate !== "" && closeDate === null)
    problems.push("The close date is unreadable and was left out.");
  const ownerId = lookup.users.get(row.owner.toLowerCase());
  if (row.owner !== "" && ownerId === undefined)
    problems.push("The owner is nobody of the team; the deal is yours.");
  const stage = stageOf(row, lookup.stages);
  if (stage.isGuess) problems.push("The stage is unknown; the deal starts at the first one.");
  const deal = newDeal(row.name, stage.id, cause.recordedAt, {
    value: row.value === "" ? null : row.value,
    currency: row.value === "" ? null : row.currency || owner.currency,
    companyId,
    personId: people.length === 1 ? (people[0] ?? null) : null,
    ownerId: ownerId ?? owner.userId,
    closeDate,
    source: "csv",
  });
  return { deal, ...(problems.length === 0 ? {} : { problem: problems.join(" ") }) };
}

/** By the name people know it under, in the named pipeline or in the first that has it. */
function stageOf(row: DealRow, stages: StageRow[]): { id: string; isGuess: boolean } {
  const inPipeline = stages.filter(({ pipeline }) => nameKey(pipeline) === nameKey(row.pipeline));
  const candidates = inPipeline.length > 0 ? inPipeline : stages;
  const named = candidates.find(({ name }) => nameKey(name) === nameKey(row.stage));
  return {
    id: (named ?? candidates[0])?.id ?? "",
    isGuess: named === undefined && row.stage !== "",
  };
}

const filled = (before: Deal, row: Deal): Deal => ({
  ...before,
  value: before.value ?? row.value,
  currency: before.currency ?? row.currency,
  personId: before.personId ?? row.personId,
  closeDate: before.closeDate ?? row.closeDate,
});

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
