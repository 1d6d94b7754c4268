/** The list records are put on: one kept by hand, of the right kind, made on the way where that was said. */
import { listRecords } from "../../db/projections/registry.ts";
import type { ListCard } from "../../db/queries/lists.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { newList, type List } from "../domain/list.ts";
import type { ToolContext } from "../tool.ts";
import { findNamedList, getNamedList, newListName } from "./list-named.ts";

export type Joinable = Pick<ListCard, "id" | "name">;

/** Without `asking`, a list nobody knows is an error; with it, a question whose buttons go on. */
export async function listToJoin(
  context: ToolContext,
  said: string,
  of: List["of"],
  asking?: { tool: string; args: Record<string, unknown> },
): Promise<Joinable> {
  const name = newListName(said);
  if (name && !(await findNamedList(context, name))) return makeList(context, name, { of });
  const list = asking
    ? await getNamedList(context, name ?? said, { ...asking, mayMake: true })
    : await knownList(context, name ?? said);
  if (list.filter)
    throw new AppError("bad_input", `${list.name} fills itself; nobody is put on it by hand.`);
  if (list.of !== of)
    throw new AppError(
      "bad_input",
      `${list.name} is a list of ${list.of === "person" ? "people" : "companies"}.`,
    );
  return list;
}

export async function makeList(
  context: ToolContext,
  name: string,
  fields: Partial<List> & Pick<List, "of">,
): Promise<Joinable> {
  const id = newId();
  const list = newList(name, context.actor.userId, context.now, fields);
  await context.write(listRecords, [{ id, command: { kind: "create", list } }]);
  return { id, name };
}

async function knownList(context: ToolContext, said: string): Promise<ListCard> {
  const list = await findNamedList(context, said);
  if (!list) throw new AppError("not_found", `There is no list called “${said}”; make it first.`);
  return list;
}
