/** When a draft goes out once it is approved. It sends nothing: the time stands on the Approve button. */
import { DateTime } from "luxon";
import { z } from "zod";
import { draftRecords } from "../../db/projections/registry.ts";
import { DRAFT_LASTS_MS } from "../domain/draft.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { Question } from "../question.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { readWhen } from "./dates.ts";
import { draftMeant } from "./draft-meant.ts";
import { redrawn, shownDraft, shownReply, type ShownDraft } from "./draft-standing.ts";
import { anything, type Anything } from "./shapes.ts";

const DAY_MS = 86_400_000;
const FURTHEST_DAYS = 60;
/** Of a day without an hour. */
const HOUR = 9;

export const scheduleDraft = defineTool({
  name: "schedule_draft",
  summary: "Say when a draft is to go out once you approve it",
  guide: "Sends nothing and approves nothing. `at_once` takes a planned time off again.",
  effect: "write",
  needs: "records:write",
  examples: [
    "send it {at:tomorrow at 9}",
    "send the draft {at:tomorrow at 9}",
    "send the draft to {draft:Sofia} {at:tomorrow at 9}",
    "send the draft to {draft:Leo} {at:on Monday at 8:30}",
    "send that {at:on Friday morning}",
    "schedule the draft for {at:Monday at 9}",
    "schedule the draft to {draft:Leo} for {at:Friday 9:00}",
    "schedule it to go out {at:tomorrow at 9}",
    "take the planned time off the draft{at_once:true}",
    "unschedule the draft{at_once:true}",
  ],
  input: z.object({
    draft: z.string().trim().min(1).max(200).optional().describe("The last one when absent"),
    at: z.string().trim().min(1).max(100).optional(),
    at_once: z.boolean().optional(),
  }),
  output: anything as Anything<ShownDraft>,
  mentions: {},
  async run(context, { draft: words, at, at_once: atOnce }) {
    const args = { ...(at ? { at } : {}), ...(atOnce ? { at_once: atOnce } : {}) };
    const draft = await draftMeant(context, words, { tool: "schedule_draft", args });
    if (draft.ownerId !== context.actor.userId)
      throw new AppError("forbidden", "Only who wrote a draft says when it goes out.");
    if (at === undefined && !atOnce)
      throw new Question({ text: "When shall it go out, once you approve it?" }, "at");
    const sendAt = at === undefined ? null : momentOf(context, at);
    const lasts = context.now.getTime() + DRAFT_LASTS_MS;
    const expiresAt = new Date(Math.max(lasts, (sendAt?.getTime() ?? 0) + DAY_MS)).toISOString();
    const command = { kind: "schedule" as const, sendAt: sendAt?.toISOString() ?? null, expiresAt };
    await context.write(draftRecords, [{ id: draft.id, command }]);
    redrawn(context, draft.id);
    return shownDraft(context, draft.id);
  },
  reply(shown, context) {
    const { sendAt } = shown.standing.draft;
    const happens = shown.drawn.mails ? "goes out" : "becomes a file";
    const when = sendAt ? `on ${formatInstant(sendAt, context.actor)}` : "at once";
    const lead = `Once you approve it, it ${happens} ${when}.`;
    return shownReply(shown, lead, context);
  },
});

function momentOf(context: ToolContext, words: string): Date {
  const { now, actor } = context;
  const when = readWhen(context, words, "future");
  const at =
    when.kind === "instant"
      ? when.at
      : DateTime.fromISO(when.date, { zone: actor.timeZone }).set({ hour: HOUR }).toJSDate();
  if (at <= now)
    throw new AppError(
      "bad_input",
      `${formatInstant(at, actor)} has passed; choose a time to come.`,
    );
  if (at.getTime() - now.getTime() > FURTHEST_DAYS * DAY_MS)
    throw new AppError(
      "bad_input",
      `A draft is planned for the next ${FURTHEST_DAYS} days at most.`,
    );
  return at;
}
