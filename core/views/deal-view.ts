/** One deal: how it stands, who has a part in it, what belongs to it, what is open, how it got here. */
import { loadVersions } from "../../db/event-store.ts";
import { dealRecords } from "../../db/projections/registry.ts";
import {
  dealActivity,
  linkedInteractions,
  versionsOf,
  type DealActivity,
} from "../../db/queries/deal-activity.ts";
import { findDealPeople, findDeals, findStages, type DealRow } from "../../db/queries/deals.ts";
import { openTasks, type TaskRow } from "../../db/queries/tasks.ts";
import type { TimelineRow } from "../../db/queries/timeline.ts";
import type { Context } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay, formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, literal, type Block, type Button, type Reply } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { dealRecord } from "./deal-table.ts";
import { fieldsOf, timelineBlocks } from "./words.ts";

interface Step {
  stage: string;
  at: Date;
}

interface Shown {
  deal: DealRow;
  people: { name: string; role: string }[];
  tasks: TaskRow[];
  linked: TimelineRow[];
  activity: DealActivity | undefined;
  steps: Step[];
}

/** Versions looked through for the stages a deal has been in. */
const VERSIONS_SHOWN = 20;

export async function showDeal(context: ToolContext, id: string): Promise<Reply<Button>> {
  const { tx, now } = context;
  const [deal] = await findDeals(tx, { dealId: id, limit: 1 });
  if (!deal) throw new AppError("not_found", "That deal is no longer here.");
  const people = await findDealPeople(tx, id);
  const tasks = await openTasks(tx, { dealId: id, limit: 5 });
  const linked = await linkedInteractions(tx, id, 8);
  const activity = (await dealActivity(tx, [id], now)).get(id);
  const steps = await stepsOf(context, id);
  return dealReply({ deal, people, tasks, linked, activity, steps }, context);
}

/** The stages it has been in and since when. */
async function stepsOf({ tx }: ToolContext, id: string): Promise<Step[]> {
  const versions = await versionsOf(tx, id, VERSIONS_SHOWN);
  const wanted = versions.map(({ version }) => ({ id, version }));
  const states = await loadVersions(tx, dealRecords.aggregate, wanted);
  const names = new Map((await findStages(tx)).map((stage) => [stage.id, stage.name]));
  const steps: Step[] = [];
  for (const { version, at } of versions) {
    const state = states.get(`${id}@${version}`);
    const stage = state ? (names.get(state.stageId) ?? "a former stage") : undefined;
    if (stage !== undefined && stage !== steps.at(-1)?.stage) steps.push({ stage, at });
  }
  return steps;
}

function dealReply(shown: Shown, context: Context): Reply<Button> {
  const { deal, activity, linked } = shown;
  const record = dealRecord(deal);
  const value = formatMoney(deal.value, deal.currency);
  const { actor, now } = context;
  const contact = activity?.contactAt
    ? `Last contact ${formatDay(activity.contactAt, actor)}.`
    : "No contact on record.";
  return {
    text: `${bold(deal.name)}: ${[deal.stage, value]
      .filter((part) => part !== null)
      .map(literal)
      .join(", ")}. ${contact}`,
    blocks: [
      cardOf(shown, context),
      ...timelineBlocks(
        {
          past: linked.filter(({ occurredAt }) => occurredAt <= now),
          coming: linked.filter(({ occurredAt }) => occurredAt > now),
        },
        context,
      ),
    ],
    records: [record],
  };
}

function cardOf({ deal, people, tasks, steps }: Shown, { actor }: Context): Block<Button> {
  const chance =
    deal.outcome === "open" && deal.probability !== null ? ` (${deal.probability} %)` : "";
  return {
    kind: "card",
    title: deal.name,
    subtitle: `${deal.stage}${chance} · ${deal.pipeline}`,
    record: dealRecord(deal),
    fields: fieldsOf([
      ["Value", formatMoney(deal.value, deal.currency)],
      ["Company", deal.company],
      ["Person", deal.person],
      ...rolesOf(people),
      ["Closes", deal.outcome === "open" && deal.closeDate ? formatIsoDay(deal.closeDate) : null],
      ["Closed", deal.closedAt && formatDay(deal.closedAt, actor)],
      ["Reason", deal.reason],
      ["Owner", deal.owner],
      ["Open tasks", tasks.map((task) => task.title).join("; ")],
      [
        "Stages",
        steps.map(({ stage, at }) => `${stage} since ${formatDay(at, actor)}`).join(" → "),
      ],
    ]),
  };
}

/** "Champion": "Lena Kovac, Dana Weiss" */
function rolesOf(people: readonly { name: string; role: string }[]): [string, string][] {
  const roles = [...new Set(people.map(({ role }) => role))];
  return roles.map((role) => {
    const label = role.replace("_", " ");
    const names = people.filter((one) => one.role === role).map(({ name }) => name);
    return [label.charAt(0).toUpperCase() + label.slice(1), names.join(", ")];
  });
}
