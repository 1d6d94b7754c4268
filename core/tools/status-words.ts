/** How far a lead is, in this workspace's own words: statuses in use, names of stages, the usual ones. */
import { findStages } from "../../db/queries/deals.ts";
import { usedStatuses } from "../../db/queries/people.ts";
import { singular } from "../domain/spellings.ts";
import type { ToolContext } from "../tool.ts";

const usual = [
  "Lead",
  "Qualified",
  "Proposal",
  "Negotiation",
  "Customer",
  "Won",
  "Lost",
  "Prospect",
  "Unqualified",
];
/** Who everybody is: no status at all. */
const everybody =
  /^(?:all |my |our |the )*(?:contacts?|people|persons?|ones?|everybody|everyone|records?)$/i;
const customers = /^(?:customer|client)s?$/i;

/** A status to set: as it is written here already, else the usual word, else as said. */
export async function readStatus(context: ToolContext, said: string): Promise<string> {
  const key = keyOf(said);
  const known = await knownStatuses(context);
  return known.find((one) => keyOf(one) === key) ?? capitalised(said.trim());
}

/** Statuses to filter by; undefined where the words mean everybody. */
export async function statusesOf(
  context: ToolContext,
  said: string,
): Promise<string[] | undefined> {
  if (everybody.test(said.trim())) return undefined;
  if (!customers.test(said.trim())) return [await readStatus(context, said)];
  const used = await usedStatuses(context.tx);
  const bought = used.filter((one) => /^(?:customer|client|won)$/i.test(one));
  return bought.length > 0 ? bought : undefined;
}

const knownStatuses = async ({ tx }: ToolContext): Promise<string[]> => [
  ...(await usedStatuses(tx)),
  ...(await findStages(tx)).map((stage) => stage.name),
  ...usual,
];

const keyOf = (status: string): string =>
  singular(
    status
      .trim()
      .toLowerCase()
      .replace(/^(?:a |an |the |new )+/, "")
      .replace(/ (?:stage|status)$/, ""),
  );

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
