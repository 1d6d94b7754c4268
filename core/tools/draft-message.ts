/** Writes a message for the asker to check: with a model from the history, else in the asker's own words. */
import { z } from "zod";
import { draftRecords } from "../../db/projections/registry.ts";
import { findUploads, type Upload } from "../../db/queries/uploads.ts";
import { DRAFT_LASTS_MS, LONGEST, type Recipient } from "../domain/draft.ts";
import { newId } from "../domain/ids.ts";
import { maskSecrets } from "../domain/masking.ts";
import { Question } from "../question.ts";
import type { Ref } from "../ref.ts";
import { bold, literal } from "../reply.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { addressees } from "../views/draft-view.ts";
import { withFiles } from "./attached.ts";
import { privately } from "./draft-meant.ts";
import { recipientsOf } from "./draft-recipients.ts";
import { shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

export const draftMessage = defineTool({
  name: "draft_message",
  summary: "Draft an e-mail for you to check; nothing is sent",
  guide:
    "For every wish to write, reply or follow up by mail. Leave subject and body out unless the user dictates them: they are written from the history. Pass what it is about and the tone as said.",
  effect: "draft",
  // Written from what was read; new addresses stay out, and nothing leaves without a person.
  tainted: "allowed",
  needs: "records:write",
  examples: [
    "draft an email to {to:Sofia}",
    "draft an email to {to:Sofia} about {about:the trade fair}",
    "draft a follow-up to {to:Leo}",
    "draft a reply to {to:Dana}",
    "write an email to {to:Sofia} about {about:pricing}",
    "compose an email to {to:Leo} about {about:the renewal}",
    "draft an email to {to:Sofia} saying {body:see you at the fair}",
    "draft an email to {to:Leo} that says {body:thank you for your time}",
    "write an email to {to:Sofia} saying {body:see you at the fair}",
    "draft an email to {to:Sofia} saying {body:thanks for the call, we send you the offer on Monday}",
    "write to {to:Sofia} saying {body:see you at the fair}",
    "send {to:Leo} an email saying {body:thank you for your time}",
    "send an email to {to:Sofia} saying {body:see you at the fair}",
    "email {to:Sofia}: {body:see you at the fair}",
    "write to {to:Sofia}: {body:see you at the fair}",
    "draft an email to {to:Sofia} about {about:the trade fair}: {body:the stand is booked, see you there}",
    "email {to:Leo} about {about:pricing}: {body:we accept your offer}",
    "draft an email to {to:Leo} about {about:pricing} saying {body:we accept your offer}",
  ],
  input: z.object({
    to: z.array(z.string().trim().min(1).max(200)).min(1).max(10),
    about: z.string().trim().min(1).max(500).optional(),
    tone: z.string().trim().min(1).max(100).optional(),
    language: z
      .string()
      .trim()
      .min(2)
      .max(35)
      .optional()
      .describe("BCP 47; the recipient's when absent"),
    reply_to: z.string().trim().min(1).max(200).optional(),
    subject: z.string().trim().max(LONGEST.subject).optional(),
    body: z.string().trim().min(1).max(LONGEST.body).optional(),
  }),
  output: anything as Anything<ShownDraft>,
  mentions: { to: ["person", "identity"], reply_to: ["interaction"] },
  async run(context, { to, about, language, subject, body, reply_to: replyTo }) {
    privately(context);
    const recipients = await recipientsOf(context, to);
    if (body === undefined) throw inOwnWords(recipients, context.canRead === true);
    const { now, actor, tainted } = context;
    const id = newId();
    const at = now.toISOString();
    const { attachments } = withFiles([], await broughtWith(context));
    const content = {
      recipients,
      subject: maskSecrets(subject ?? subjectFrom(about, replyTo)),
      body: maskSecrets(capitalised(body)),
      attachments,
      language: language ?? null,
      tainted,
    };
    const draft = {
      ownerId: actor.userId,
      channel: "email" as const,
      shared: false,
      replyToId: replyTo?.id ?? null,
      expiresAt: new Date(now.getTime() + DRAFT_LASTS_MS).toISOString(),
      createdAt: at,
    };
    await context.write(draftRecords, [{ id, command: { kind: "create", draft, content, at } }]);
    return shownDraft(context, id);
  },
  reply: (shown, context) =>
    shownReply(shown, `A draft to ${bold(addressees(shown.standing.draft.recipients))}.`, context),
});

/** Files that came with the very message that asks for the draft. */
const broughtWith = ({ tx, actor, uploads: ids = [] }: ToolContext): Promise<Upload[]> =>
  ids.length === 0 ? Promise.resolve([]) : findUploads(tx, actor.userId, { ids });

/** Where no model wrote it, the asker's next message is the text. */
const inOwnWords = (recipients: readonly Recipient[], model: boolean): Question =>
  new Question(
    {
      text: `${model ? "" : "To write that for you I need a language model. "}What should the e-mail to ${literal(addressees(recipients))} say? Your next message becomes its text; nothing is sent.`,
    },
    "body",
  );

/** Dictated words begin in the middle of a sentence: "saying the offer follows". */
const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function subjectFrom(about: string | undefined, replyTo: Ref | undefined): string {
  if (replyTo) return /^re:/i.test(replyTo.name) ? replyTo.name : `Re: ${replyTo.name}`;
  return about ? capitalised(about) : "";
}
