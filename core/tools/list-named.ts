/** The list somebody means by its name, and what belongs on it. */
import { allLists, type ListCard } from "../../db/queries/lists.ts";
import { AppError } from "../domain/errors.ts";
import { isId } from "../domain/ids.ts";
import { nameKey } from "../domain/names.ts";
import { Question } from "../question.ts";
import { literal, type Button } from "../reply.ts";
import type { ToolContext } from "../tool.ts";

const OFFERED = 4;

/** The call that needs the list: the buttons of the question carry it whole. */
interface Asking {
  tool: string;
  args: Record<string, unknown>;
  /** A list that is not there may be made on the way. */
  mayMake?: boolean;
}

/** The list of this name or id; undefined where nothing is called that. */
export async function findNamedList(
  context: ToolContext,
  said: string,
): Promise<ListCard | undefined> {
  return (await matching(context, said))[0];
}

/** The list meant; asks which where several fit or none does. */
export async function getNamedList(
  context: ToolContext,
  said: string,
  asking: Asking,
): Promise<ListCard> {
  const found = await matching(context, said);
  const [one] = found;
  if (one && found.length === 1) return one;
  if (isId(said)) throw new AppError("not_found", "That list is no longer here.");
  const offered = one ? found : await similar(context, said);
  const buttons = offered.slice(0, OFFERED).map((list) => button(asking, list.name, list.id));
  const name = literal(bareName(said));
  if (asking.mayMake && !one)
    buttons.push(button(asking, `Make the list “${name}”`, `new list ${name}`));
  if (buttons.length === 0) throw new AppError("not_found", await noSuchList(context, name));
  const text = one ? `Which list “${name}” do you mean?` : `There is no list called “${name}”.`;
  throw new Question({ text, actions: buttons });
}

/** "new list VIP", as the button says it: the name of a list to be made. */
export const newListName = (said: string): string | undefined =>
  /^new list (.+)$/i.exec(said.trim())?.[1];

/** "the VIP list", "my VIP list": VIP. */
export const bareName = (said: string): string =>
  said
    .trim()
    .replace(/^(?:the|my|our)\s+/i, "")
    .replace(/(?<=\S)\s+(?:list|segment)$/i, "")
    .replace(/^list\s+(?=\S)/i, "");

async function matching({ tx }: ToolContext, said: string): Promise<ListCard[]> {
  const lists = await allLists(tx);
  if (isId(said)) return lists.filter((list) => list.id === said);
  const key = nameKey(said);
  const bare = nameKey(bareName(said));
  const exact = lists.filter((list) => [key, bare].includes(nameKey(list.name)));
  if (exact.length > 0) return exact;
  return lists.filter((list) => nameKey(bareName(list.name)) === bare);
}

async function similar({ tx }: ToolContext, said: string): Promise<ListCard[]> {
  const words = nameKey(bareName(said)).split(" ");
  return (await allLists(tx)).filter((list) =>
    nameKey(list.name)
      .split(" ")
      .some((word) =>
        words.some((one) => one.length > 2 && (word.startsWith(one) || one.startsWith(word))),
      ),
  );
}

async function noSuchList({ tx }: ToolContext, name: string): Promise<string> {
  const names = (await allLists(tx)).map((list) => list.name);
  const known =
    names.length > 0
      ? `there ${names.length === 1 ? "is" : "are"} ${names.slice(0, 8).join(", ")}`
      : "there are none yet";
  return `There is no list called “${name}”; ${known}.`;
}

const button = ({ tool, args }: Asking, label: string, list: string): Button => ({
  label,
  press: { kind: "call", tool, args: { ...args, list } },
});
