/** Lets a colleague or the team read one's mail: a message, a thread, or all with somebody. */
import { shareRecords } from "../../db/projections/registry.ts";
import { countShown } from "../../db/queries/shares.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import type { Ref } from "../ref.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
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

interface Shared {
  of: Ref;
  meant: Meant;
  with: string | null;
  shown: number;
  already: boolean;
}

export const shareMessages = defineTool({
  name: "share_messages",
  summary: "Let a colleague or the team read your mail with somebody",
  guide:
    "Only the asker's own mail. A person means all mail with them, also to come; a message is found by “the last email from …”.",
  effect: "write",
  needs: "records:write",
  examples: [
    "share my emails with {of:Sofia} with {with:Tom}",
    "share my mail with {of:Sofia} with {with:the team}",
    "share all mail with {of:Sofia} with {with:Priya}",
    "share my conversation with {of:Leo} with {with:everyone}",
    "share {of:the last email from Sofia} with {with:Tom}",
    "share {of:the last email from Sofia}",
    "share {of:that email} with {with:Tom}",
    "share that email with {with:the team}{of:=that email}",
    "share this email with {with:the team}{of:=this email}",
    "share it with {with:the team}{of:=it}",
    "share all my mail with {of:Dana} with {with:Tom}",
    "share my {scope:emails=contact} with {of:Dana}",
    "share the thread with {of:Dana} with {with:Priya}{scope:=thread}",
    "share the thread with {of:Sofia}{scope:=thread}",
    "share this thread with {with:the team}{of:=this thread}{scope:=thread}",
    "share this thread{of:=this thread}{scope:=thread}",
    "share the whole thread with {with:Tom}{of:=this thread}{scope:=thread}",
    "share this conversation with {with:Tom}{of:=this thread}{scope:=thread}",
    "let {with:Tom} read my emails with {of:Sofia}",
    "let {with:the team} see my mail with {of:Dana}",
    "let {with:Tom} see {of:the last email from Leo}",
    "give {with:Priya} access to my mail with {of:Sofia}",
    "give {with:Tom} access to my emails with {of:John Weiss}",
    "make my emails with {of:Sofia} visible to {with:Tom}",
    "make my mail with {of:Dana} visible to {with:the team}",
    "show {with:Tom} my emails with {of:Sofia}",
    "{with:Tom} may read my mail with {of:Sofia}",
    "{with:Tom} can see my emails with {of:Dana}",
    "I want {with:Priya} to see my emails with {of:Leo}",
    "open up my mail with {of:Dana} to {with:the team}",
    "grant {with:Tom} access to my mail with {of:Sofia}",
    "give {with:the team} access to {of:the last email from Sofia}",
    "make {of:that email} visible to {with:the team}",
    "show {with:Tom} {of:the last email from Leo}",
    "let {with:everyone} see my conversation with {of:Leo}",
    "share everything I wrote with {of:Sofia} with {with:Tom}",
    "share my correspondence with {of:Sofia} with {with:Tom}",
    "{with:Tom} may read my {of:Sofia Reyes} mails",
    "{with:Tom} can read my {of:Sofia} emails",
    "let {with:Tom} see my {of:Sofia} emails",
    "let {with:Tom} see what I wrote to {of:John Okafor}",
    "let {with:Tom} read what {of:Sofia} wrote",
    "share what I wrote to {of:Leo} with {with:Tom}",
    "{with:the team} may see my mail with {of:Dana}",
    "{with:Tom} should be able to read my mail with {of:Sofia}",
    "{with:Priya} needs access to my mail with {of:Sofia}",
    "share my {of:Sofia} mails with {with:Tom}",
  ],
  input: sharingInput,
  output: anything as Anything<Shared>,
  mentions: sharingMentions,
  async run(context, input): Promise<Shared> {
    onlyInPrivate(context);
    const { actor, now, tx } = context;
    if (input.with?.id === actor.userId)
      throw new AppError("bad_input", "You can read your own mail; say which colleague shall.");
    const meant = await meantBy(context, input);
    const withUserId = input.with?.id ?? null;
    const before = (await sharesOf(context, meant)).find((one) => one.withUserId === withUserId);
    const id = before?.id ?? newId();
    const { words: _said, ...what } = meant;
    const share = { ...what, ownerId: actor.userId, withUserId, createdAt: now.toISOString() };
    if (!before) await context.write(shareRecords, [{ id, command: { kind: "create", share } }]);
    const shown = (await countShown(tx, [id])).get(id) ?? 0;
    return { of: input.of, meant, with: input.with?.name ?? null, shown, already: !!before };
  },
  reply({ of, meant, with: who, shown, already }) {
    const to = withWords(who);
    const coming = meant.scope === "message" ? "" : ", and what is still to come";
    return {
      text: already
        ? `You already share ${meant.words} with ${to}: ${plural(shown, "message")}${coming}.`
        : `Shared ${meant.words} with ${to}: ${plural(shown, "message")} to read now${coming}. What is confidential stays private.`,
      records: recordsOf([of]),
    };
  },
});
