/** Who gets a draft: from the records that were named to the addresses it would go to. */
import { findIdentity, findPerson } from "../../db/queries/people.ts";
import type { Recipient } from "../domain/draft.ts";
import { AppError } from "../domain/errors.ts";
import type { Ref } from "../ref.ts";
import type { ToolContext } from "../tool.ts";

const MOST = 50;

export async function recipientsOf(
  context: ToolContext,
  refs: readonly Ref[],
): Promise<Recipient[]> {
  const recipients: Recipient[] = [];
  for (const ref of refs) recipients.push(await recipientOf(context, ref));
  return recipients;
}

async function recipientOf({ tx }: ToolContext, { type, id, name }: Ref): Promise<Recipient> {
  const person = type === "person" ? await findPerson(tx, id) : undefined;
  const identity = type === "identity" ? await findIdentity(tx, id) : undefined;
  const email = person?.emails[0] ?? identity?.email;
  if (!email) throw new AppError("bad_input", `${name} has no e-mail address on record.`);
  return { email, name, personId: person?.id ?? null };
}

export interface RecipientChange {
  /** In place of all it was addressed to. */
  to?: Ref[] | undefined;
  /** Besides those who get a copy already. */
  cc?: Ref[] | undefined;
  remove?: Ref[] | undefined;
}

/** The recipients after a change; undefined where none was asked for. Nobody gets it twice. */
export async function changedRecipients(
  context: ToolContext,
  before: readonly Recipient[],
  { to, cc, remove }: RecipientChange,
): Promise<Recipient[] | undefined> {
  if (!to && !cc && !remove) return undefined;
  if (context.tainted)
    throw new AppError(
      "tainted",
      "Text from outside was read for this, so who gets the message is left to you.",
    );
  const first = to ? await recipientsOf(context, to) : before.filter((one) => !one.cc);
  const added = (await recipientsOf(context, cc ?? [])).map((one) => ({
    ...one,
    cc: true as const,
  }));
  const gone = new Set((await recipientsOf(context, remove ?? [])).map(({ email }) => email));
  const all = [...first, ...before.filter((one) => one.cc), ...added];
  const once = [...new Map([...all].reverse().map((one) => [one.email, one])).values()].reverse();
  const kept = once.filter(({ email }) => !gone.has(email));
  if (!kept.some((one) => !one.cc))
    throw new AppError("bad_input", "Then nobody would be left to send it to.");
  if (kept.length > MOST)
    throw new AppError("bad_input", `A draft goes to at most ${MOST} people.`);
  return kept;
}
