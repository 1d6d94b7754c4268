/** What sharing and unsharing have in common: what is meant, with whom, and how it is said. */
import { z } from "zod";
import { findShares, ownInteraction, type ShareRow } from "../../db/queries/shares.ts";
import { AppError } from "../domain/errors.ts";
import type { Share } from "../domain/share.ts";
import { bold } from "../reply.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";
import { oneLine } from "../views/words.ts";

const team =
  /^(?:(?:with )?(?:the |my |our )?(?:whole |entire )?(?:team|company|office)|everyone|everybody|all|all of us|us|(?:my |our |the )?colleagues)$/i;

/** A colleague; "the team" is said where nobody in particular is meant. */
const colleague = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .transform((words) => (team.test(words) ? undefined : words));

/** A thread is found by a message of it. */
const pointedThread = /^(?:this|that|the) (?:thread|conversation|chain)$/i;

export const sharingInput = z.object({
  of: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .transform((words) => (pointedThread.test(words) ? "this email" : words))
    .describe("A person, or a message such as “the last email from Sofia”"),
  scope: z
    .enum(["message", "thread", "contact"])
    .optional()
    .describe("One message, its whole thread, or all mail with the person"),
  with: colleague.optional().describe("A colleague; the whole team when absent"),
});

export const sharingMentions = {
  of: ["person", "interaction"],
  with: ["user"],
} as const;

export interface Sharing {
  of: Ref;
  scope?: Share["scope"] | undefined;
  with?: Ref | undefined;
}

/** What is shared, as the share keeps it, and how it is called. */
export interface Meant extends Pick<Share, "scope" | "interactionId" | "threadId" | "personId"> {
  words: string;
}

const SHARES = 1_000;

export function onlyInPrivate({ audience }: ToolContext): void {
  if (audience !== "dm")
    throw new AppError("forbidden", "Sharing mail is private; ask me in a direct message.");
}

export async function meantBy(context: ToolContext, { of, scope }: Sharing): Promise<Meant> {
  if (of.type === "person" && scope !== "message" && scope !== "thread") {
    const words = `all mail with ${bold(of.name)}`;
    return { scope: "contact", interactionId: null, threadId: null, personId: of.id, words };
  }
  const which = of.type === "person" ? { personId: of.id } : { id: of.id };
  const own = await ownInteraction(context.tx, { ...which, userId: context.actor.userId });
  if (!own && of.type === "person")
    throw new AppError("not_found", `You have no mail with ${of.name}.`);
  if (!own)
    throw new AppError("forbidden", "That is not from your own mail; ask whose it is to share it.");
  if (own.confidential) throw new AppError("forbidden", "That is confidential and stays private.");
  const subject = oneLine(own.subject, 80) || "without subject";
  const whole = scope === "thread" && own.threadId !== null;
  return {
    scope: whole ? "thread" : "message",
    interactionId: own.id,
    threadId: whole ? own.threadId : null,
    personId: null,
    words: whole ? `the thread ${bold(subject)}` : bold(subject),
  };
}

/** The asker's own shares of it, with that colleague or, where none is named, with anybody. */
export async function sharesOf(
  { tx, actor }: ToolContext,
  { scope, interactionId, personId }: Meant,
): Promise<ShareRow[]> {
  const found = await findShares(tx, {
    ownerId: actor.userId,
    ...(personId ? { personId } : {}),
    ...(interactionId ? { interactionId } : {}),
    limit: SHARES,
  });
  return found.filter((share) => share.scope === scope);
}

export const withWords = (name: string | null): string =>
  name === null ? "the whole team" : bold(name);
