/** A logged call counts as contact with everybody in it, and no longer does once it is taken back. */
import { refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { findPerson } from "../../db/queries/people.ts";
import type { ToolContext } from "../tool.ts";

export async function recountContact(
  { tx, now }: Pick<ToolContext, "tx" | "now">,
  personIds: readonly string[],
): Promise<void> {
  if (personIds.length === 0) return;
  const identityIds: string[] = [];
  for (const id of new Set(personIds))
    identityIds.push(...((await findPerson(tx, id))?.identityIds ?? []));
  await refreshCorrespondence(tx, identityIds, now);
}
