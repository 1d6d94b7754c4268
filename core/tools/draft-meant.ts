/** Which draft is meant: by its id, by words of its subject or recipients, the one last shown or changed. */
import { findDrafts, type DraftRow } from "../../db/queries/drafts.ts";
import { AppError } from "../domain/errors.ts";
import { isId } from "../domain/ids.ts";
import { nameKey } from "../domain/names.ts";
import { Question } from "../question.ts";
import type { ToolContext } from "../tool.ts";
import { addressees, draftName } from "../views/draft-view.ts";

const LOOKED_THROUGH = 50;
const MOST_OFFERED = 5;
const pointer =
  /^(?:it|this|that|the last(?: one)?|the draft|(?:my|that|this|the) (?:last )?(?:draft|mail|e-?mail|reply|message))$/i;

export async function draftMeant(
  context: ToolContext,
  words: string | undefined,
  again?: { tool: string; args: Record<string, unknown> },
): Promise<DraftRow> {
  privately(context);
  const { fits, hasOwn } = await draftsMeant(context, words);
  const [first, ...others] = fits;
  if (!first)
    throw new AppError("not_found", hasOwn ? "I don't find that draft." : "You have no drafts.");
  if (others.length > 0 && again) throw whichDraft(fits, again);
  return first;
}

/** All that the words fit; without words, or with "it", the one last shown, else the last changed. */
export async function draftsMeant(
  { tx, actor, focus }: Pick<ToolContext, "tx" | "actor" | "focus">,
  words: string | undefined,
): Promise<{ fits: DraftRow[]; hasOwn: boolean }> {
  const text = words?.trim() ?? "";
  const found = await findDrafts(tx, {
    ...(isId(text) ? { ids: [text] } : {}),
    limit: LOOKED_THROUGH,
  });
  const own = found.filter(({ ownerId }) => ownerId === actor.userId);
  const [last] = own;
  const spokenOf = found.find(({ id }) => id === focus.draft?.id) ?? last;
  const fits =
    text === "" || pointer.test(text)
      ? spokenOf
        ? [spokenOf]
        : []
      : isId(text)
        ? found
        : own.filter((draft) => isCalled(draft, text));
  return { fits, hasOwn: last !== undefined };
}

export function privately({ audience }: ToolContext): void {
  if (audience !== "dm") throw new AppError("forbidden", "Drafts are for a direct message only.");
}

function isCalled({ subject, recipients }: DraftRow, words: string): boolean {
  const wanted = nameKey(
    words.replace(/^(?:the|my)?\s*(?:draft|mail|e-?mail)\s+(?:to|about|for)\s+/i, ""),
  );
  const all = nameKey(
    [subject, ...recipients.map(({ name, email }) => `${name} ${email}`)].join(" "),
  );
  return wanted !== "" && ` ${all} `.includes(` ${wanted} `);
}

export const whichDraft = (
  drafts: readonly DraftRow[],
  { tool, args }: { tool: string; args: Record<string, unknown> },
  text = "Which draft do you mean?",
): Question =>
  new Question({
    text,
    actions: drafts.slice(0, MOST_OFFERED).map((one) => ({
      label: `${draftName(one)} to ${addressees(one.recipients)}`,
      press: { kind: "call", tool, args: { ...args, draft: one.id } },
    })),
  });
