/** From "the last email from Sofia", "my last call with John" or "that mail" to one interaction. */
import type { Tx } from "../db/client.ts";
import {
  findInteractions,
  findInteractionsById,
  type InteractionWanted,
  type MentionedInteraction,
} from "../db/queries/mentioned-interactions.ts";
import { formatDay } from "./domain/format.ts";
import type { Context } from "./context.ts";
import type { Ref } from "./ref.ts";

const kinds: Record<string, MentionedInteraction["kind"]> = {
  email: "email",
  mail: "email",
  reply: "email",
  call: "call",
  meeting: "meeting",
  invite: "meeting",
  message: "message",
  chat: "message",
  note: "note",
};
const shape =
  /^(?:(?:the|my|our|that|this|his|her|their) )?(?:very )?(?:(last|latest|first|previous|recent|newest) )?(e-?mail|mail|reply|call|meeting|invite|message|chat|note|conversation|thread)s?(?: (from|with|to|about|by|of|on) (.+))?$/i;

/** An interaction as a candidate: found by its words, it is certain. */
export interface FoundInteraction extends Ref {
  detail: string | null;
  lastAt: Date | null;
  score: number;
}

export interface InteractionWords {
  kind?: MentionedInteraction["kind"];
  role?: "from" | "to";
  party?: string;
}

/** Nothing where the words speak of no interaction. */
export function interactionIn(text: string): InteractionWords | undefined {
  const match = shape.exec(text.trim().replace(/[.?!]+$/, ""));
  if (!match) return undefined;
  const [, , noun = "", link = "", party] = match;
  const kind = kinds[noun.toLowerCase().replace("-", "")];
  const role = /^(?:from|by)$/i.test(link) ? "from" : /^to$/i.test(link) ? "to" : undefined;
  return {
    ...(kind ? { kind } : {}),
    ...(role && kind === "email" ? { role } : {}),
    ...(party ? { party } : {}),
  };
}

export async function newestInteraction(
  tx: Tx,
  context: Context,
  wanted: Omit<InteractionWanted, "before">,
): Promise<FoundInteraction | undefined> {
  const [newest] = await findInteractions(tx, { ...wanted, before: context.now }, 1);
  return newest && candidateOf(newest, context);
}

export async function interactionsById(
  tx: Tx,
  context: Context,
  ids: string[],
): Promise<FoundInteraction[]> {
  const rows = await findInteractionsById(tx, ids);
  return rows.map((row) => candidateOf(row, context));
}

function candidateOf(row: MentionedInteraction, { actor }: Context): FoundInteraction {
  const name = row.subject?.trim() ?? "";
  return {
    type: "interaction",
    id: row.id,
    name: name || `${row.kind} of ${formatDay(row.occurredAt, actor)}`,
    detail: row.kind,
    lastAt: row.occurredAt,
    score: 1,
  };
}
