/** What to try first: a few sentences that this workspace can answer. */
import { openSuggestions } from "../../db/queries/open-suggestions.ts";
import { listPeople } from "../../db/queries/people.ts";
import type { Tx } from "../../db/client.ts";

export async function openers(tx: Tx): Promise<string[]> {
  const { people } = await listPeople(tx, { limit: 10 });
  const company = people.find((one) => one.company)?.company;
  const { total } = await openSuggestions(tx, 1);
  const person = people[0]?.name;
  return [
    ...(company ? [`What's happening with ${company}?`] : []),
    ...(person ? [`When did I last talk to ${person}?`] : []),
    ...(company ? ["People I haven't spoken to in 3 months"] : []),
    ...(total > 0 ? ["Show suggestions"] : []),
    "What's due this week?",
    "Help",
  ];
}
