/** Everybody a bulk change or an export is about: a filter that names somebody, and no more than fit. */
import { listPeople, type PersonRow } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import type { ToolContext } from "../tool.ts";
import { argsOf, isEverybody, readPeopleFilter, type PeopleFilterInput } from "./people-filter.ts";

/** What one undo takes back. */
const MOST = 5_000;

export interface PeopleMeant {
  people: PersonRow[];
  readAs: string[];
}

export async function peopleMeant(
  context: ToolContext,
  input: PeopleFilterInput,
  asking: { tool: string; args: Record<string, unknown> },
): Promise<PeopleMeant> {
  const args = { ...asking.args, ...argsOf(input) };
  const read = await readPeopleFilter(context, input, { tool: asking.tool, args });
  if (isEverybody(read))
    throw new AppError(
      "bad_input",
      "Say which people: by owner, status, tag, company, place, list or last contact.",
    );
  const { people, total } = await listPeople(context.tx, { ...read.where, limit: MOST });
  if (total > MOST)
    throw new AppError(
      "too_large",
      `That is ${total} people; at most ${MOST} at once, so narrow it down.`,
    );
  return { people, readAs: read.readAs };
}
