/** Takes back what one shared of one's mail. */
import { shareRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { recordsOf } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";
import {
  meantBy,
  onlyInPrivate,
  sharesOf,
  sharingInput,
  sharingMentions,
  withWords,
  type Meant,
} from "./sharing.ts";

interface Unshared {
  of: Ref;
  meant: Meant;
  /** With whom it was shared; null is the whole team. */
  parties: (string | null)[];
}

export const unshareMessages = defineTool({
  name: "unshare_messages",
  summary: "Stop sharing your mail with somebody",
  guide: "Without `with`, with everybody it was shared with.",
  effect: "write",
  needs: "records:write",
  examples: [
    "stop sharing my emails with {of:Sofia} with {with:Tom}",
    "stop sharing my mail with {of:Sofia}",
    "stop sharing {of:the last email from Sofia}",
    "unshare my emails with {of:Sofia}",
    "unshare my mail with {of:Sofia} from {with:Tom}",
    "unshare {of:that email}",
    "unshare this thread{of:=this thread}{scope:=thread}",
    "stop sharing this thread{of:=this thread}{scope:=thread}",
    "stop sharing the thread with {of:Dana}{scope:=thread}",
    "make my emails with {of:Sofia} private again",
    "make {of:the last email from Leo} private again",
    "don't share my emails with {of:Dana} any more",
    "take away {with:Tom}'s access to my mail with {of:Sofia}",
    "{with:Tom} should no longer see my emails with {of:Sofia}",
    "revoke {with:Tom}'s access to my mail with {of:Sofia}",
    "hide my emails with {of:Sofia} from {with:Tom}",
    "keep my mail with {of:Dana} private",
    "{with:Tom} may no longer read my mail with {of:Sofia}",
    "stop {with:Tom} from reading my emails with {of:Leo}",
    "don't let {with:Tom} see my mail with {of:Sofia} any more",
    "{with:Tom} shouldn't see my emails with {of:Sofia}",
    "{with:Tom} should not read my mail with {of:Sofia} any more",
    "{with:Tom} must not see my mail with {of:Sofia}",
    "stop showing {with:Tom} my mail with {of:Sofia}",
    "unshare my {of:Sofia} mails",
    "make my mail with {of:Dana} private",
    "{with:Tom} should no longer see {of:that email}",
    "{with:Tom} shouldn't see my emails with {of:Sofia} any more",
  ],
  input: sharingInput,
  output: anything as Anything<Unshared>,
  mentions: sharingMentions,
  async run(context, input): Promise<Unshared> {
    onlyInPrivate(context);
    const meant = await meantBy(context, input);
    const found = await sharesOf(context, meant);
    const ended = input.with ? found.filter((one) => one.withUserId === input.with?.id) : found;
    if (ended.length === 0) throw new AppError("not_found", nothing(input.with, found.length));
    await context.write(
      shareRecords,
      ended.map(({ id }) => ({ id, command: { kind: "remove" as const } })),
    );
    return { of: input.of, meant, parties: ended.map((one) => one.with) };
  },
  reply: ({ of, meant, parties }) => ({
    text: `No longer shared: ${meant.words}, with ${parties.map(withWords).join(", ")}.`,
    records: recordsOf([of]),
  }),
});

function nothing(who: Ref | undefined, others: number): string {
  if (who && others > 0)
    return `You don't share that with ${literal(who.name)} alone; say it without the name to end every share of it.`;
  return `You don't share that${who ? ` with ${literal(who.name)}` : ""}.`;
}
