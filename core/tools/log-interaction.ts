/** Logs a call, a meeting, a message or a note on people, companies and deals. */
import { z } from "zod";
import { interactionRecords } from "../../db/projections/registry.ts";
import { partiesOf } from "../../db/queries/timeline.ts";
import { readMinutes } from "../domain/duration.ts";
import { AppError } from "../domain/errors.ts";
import { formatInstant } from "../domain/format.ts";
import { newId } from "../domain/ids.ts";
import { embedContentsJob } from "../embeddings/embed-contents-job.ts";
import { loggedKinds, type LoggedInteraction } from "../domain/logged-interaction.ts";
import { Question } from "../question.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { instantOf } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";

interface Logged {
  id: string;
  kind: LoggedInteraction["kind"];
  about: string[];
  deal: string | null;
  minutes: number | null;
  occurredAt: Date;
}

export const logInteraction = defineTool({
  name: "log_interaction",
  summary: "Log a call, a meeting, a message or a note",
  short: "Log",
  guide:
    "For what has happened. `about` takes everybody who took part, and may hold a deal; what is yet to happen is a task.",
  effect: "write",
  needs: "records:write",
  tainted: "allowed",
  examples: [
    "log a {kind:call} with {about:Sofia Reyes}: {summary:wants pricing by Thursday}",
    "log {kind:call} w/ {about:John Weiss}: {summary:no budget until Q2}",
    "log a {kind:call} with {about:Sofia} {when:yesterday}: {summary:talked about the renewal}",
    "log a {kind:meeting} with {about:Dana}: {summary:went through the offer}",
    "log a {kind:call} with {about:Leo}",
    "logged: {kind:whatsapp=message} with {about:Dana} - {summary:agreed price}",
    "log {kind:text=message} from {about:Leo}: {summary:he is in}",
    "{kind:note} on {about:Acme}: {summary:budget frozen until Q2}",
    "{kind:note} on {about:the Acme pilot}: {summary:legal has the contract}",
    "add a {kind:note} to {about:Sofia}: {summary:prefers short mails}",
    "{kind:note} about {about:Borealis}: {summary:hiring a new CTO}",
    "{kind:note} for {about:Lena}: {summary:vegetarian}",
    "write down for {about:Lena}{kind:=note}: {summary:likes sailing}",
    "{kind:call} with {about:Lena}, {summary:she likes the pilot}",
    "{kind:call} with {about:Weiss} {when:yesterday} {duration:20 min} {summary:no answer}",
    "{kind:call} with {about:John} {duration:15 min}: {summary:wants a discount}",
    "just {kind:spoke=call} to {about:John Weiss}, {summary:no budget til Q2}",
    "just {kind:talked=call} to {about:Sofia}: {summary:very interested}",
    "{kind:spoke=call} with {about:Leo} {when:yesterday}: {summary:will introduce us to Aldersea}",
    "{kind:called=call} {about:Weiss} {when:this morning}: {summary:he calls back}",
    "just {kind:called=call} {about:Dana}, {summary:she signs next week}",
    "just got off the {kind:phone=call} with {about:Sofia}: {summary:wants a demo}",
    "just {kind:met=meeting} {about:Sofia}, {summary:super interested}",
    "just {kind:met=meeting} {about:Sofia and Leo} {duration:for 45 min}: {summary:pricing is fine}",
    "{kind:met=meeting} {about:Sofia} {duration:30 min}: {summary:she is keen}",
    "log a {kind:meeting} with {about:Dana} {when:yesterday} {duration:1h}: {summary:agreed on terms}",
    "quick {kind:call} with {about:Sofia}, {summary:all good}",
    "long {kind:call} with {about:Weiss} {when:this morning}: {summary:he wants out}",
    "{kind:met=meeting} with {about:Dana} {when:yesterday}: {summary:walked through the plan}",
    "{kind:met=meeting} {about:Lena} {when:on Monday} {duration:for an hour}: {summary:wants references}",
    "had {kind:lunch=meeting} with {about:John}, {summary:he wants a discount}",
    "had {kind:coffee=meeting} with {about:Sofia} {when:yesterday}: {summary:moving to Zeta in May}",
    "had {kind:dinner=meeting} with {about:Leo} and {summary:he will invest}",
    "had a {kind:meeting} with {about:Dana}: {summary:agreed on the terms}",
    "had a {kind:call} with {about:Weiss} {when:yesterday}: {summary:still no budget}",
    "{kind:meeting} with {about:Priya Shah} {when:yesterday}: {summary:signed off}",
    "{kind:messaged=message} {about:Dana}: {summary:sent the new price}",
    "{kind:texted=message} {about:Leo} {when:this morning}: {summary:asked for the intro}",
    "got a {kind:text=message} from {about:Sofia}: {summary:running late}",
    "{kind:linkedin message=message} from {about:Lena}: {summary:open to a chat}",
    "{kind:mtg=meeting} w/ {about:Dana}: {summary:scope agreed}",
    "{kind:convo=call} with {about:Leo}: {summary:he will think about it}",
    "{about:Lena} {kind:wrote=message}: {summary:she is back on Monday}",
    "{about:Leo} {kind:messaged=message} me: {summary:the deal is on hold}",
    "came out of a {kind:meeting} with {about:Borealis}: {summary:they want a proof of concept}",
    "touched base with {about:Acme} {when:yesterday}{kind:=call}",
    "touched base with {about:Zeta}{kind:=call}",
    "followed up with {about:Sofia}{kind:=message}",
    "checked in with {about:Leo} {when:yesterday}{kind:=call}",
    "followed up with {about:Dana} {when:yesterday}{kind:=message}: {summary:waiting for her answer}",
    "{kind:rang=call} {about:Weiss}, {summary:he was in a rush}",
    "{kind:phoned=call} {about:Dana} {when:yesterday}: {summary:she wants a discount}",
    "tried to {kind:call} {about:Weiss}, {summary:no answer}",
    "{about:Sofia} {kind:called=call}: {summary:she needs the contract}",
    "{about:Dana} {kind:rang=call} {when:this morning}: {summary:delivery is late}",
    "{about:Leo} {kind:texted=message}: {summary:he is running late}",
    "{about:Leo} {kind:texted=message} {when:yesterday}",
    "{about:Weiss} {kind:called=call} {when:this morning}",
    "{when:yesterday} I {kind:met=meeting} {about:Sofia}: {summary:she likes the plan}",
    "{when:this morning} I {kind:called=call} {about:Weiss}: {summary:still undecided}",
    "{kind:zoom=meeting} with {about:Acme}: {summary:went through the roadmap}",
    "{kind:video call=call} with {about:Leo}: {summary:budget is approved}",
    "{kind:demo=meeting} with {about:Borealis} {when:yesterday}: {summary:they loved it}",
    "{kind:visited=meeting} {about:Acme} {when:on Tuesday}: {summary:saw the new plant}",
    "{kind:caught up=meeting} with {about:Leo}: {summary:he is changing jobs}",
    "left {about:Weiss} a {kind:voicemail=message}: {summary:asked him to ring back}",
    "left a {kind:voicemail=message} for {about:Weiss}",
    "left {about:Weiss} a {kind:voicemail=message}",
    "sent {about:Dana} a {kind:message}: {summary:the offer is on its way}",
    "{duration:45 min} {kind:call} with {about:Leo}: {summary:pricing and next steps}",
    "had a {duration:30 minute} {kind:call} with {about:Dana}: {summary:all on track}",
    "record a {kind:meeting} with {about:Dana}: {summary:agreed on the scope}",
    "log that I {kind:called=call} {about:Weiss} {when:yesterday}: {summary:he is on holiday}",
    "{kind:call} with {about:Sofia} about {deal:the Acme pilot}: {summary:legal is reviewing}",
    "{kind:breakfast=meeting} with {about:John}: {summary:he is open to a pilot}",
    "had {kind:drinks=meeting} with {about:Lena} {when:on Thursday}: {summary:she may switch}",
    "put a {kind:note} on {about:the Acme pilot}: {summary:security review pending}",
    "make a {kind:note} about {about:Dana}: {summary:allergic to nuts}",
    "jot down for {about:Dana}{kind:=note}: {summary:prefers mornings}",
    "{kind:spoke=call} to {about:Weiss} just now - {summary:wants a quote}",
    "just {kind:spoke=call} with {about:Dana} - {summary:budget approved}",
    "just had a {kind:call} with {about:Dana} - {summary:budget approved}",
    "just off the {kind:phone=call} with {about:Dana}, {summary:she wants a demo}",
    "off the {kind:phone=call} with {about:Dana}: {summary:she wants a demo}",
    "{kind:lunch=meeting} with {about:Clara} {when:on Tuesday}, {summary:she is keen}",
    "{kind:coffee=meeting} with {about:Clara} {when:yesterday}, {summary:she is keen}",
    "{kind:met=meeting} {about:Erik} for coffee {when:yesterday}, {summary:he wants a demo}",
    "{kind:met=meeting} {about:Erik} for lunch, {summary:he wants a demo}",
    "{kind:met=meeting} {about:Erik} for coffee, {summary:he wants a demo}",
    "grabbed {kind:coffee=meeting} with {about:Leo}, {summary:he will intro us}",
    "{kind:emailed=message} {about:Priya Shah}: {summary:sent the proposal}",
    "{kind:emailed=message} {about:Priya Shah} {summary:the proposal}",
    "{kind:mailed=message} {about:Priya Shah} {summary:the proposal}",
    "sent {about:Priya Shah} {summary:the proposal}{kind:=message}",
    "fyi on {about:Acme}: {summary:audit in February}{kind:=note}",
    "for the record on {about:Acme}: {summary:audit in February}{kind:=note}",
    "jot down on {about:Acme}: {summary:new buyer starts in January}{kind:=note}",
    "note that {about:Dana} {summary:prefers short mails}{kind:=note}",
    "jot this down for {about:Acme}: {summary:new buyer starts in January}{kind:=note}",
    "write on {about:Acme}: {summary:new buyer starts in January}{kind:=note}",
    "keep in mind for {about:Acme}: {summary:they close in August}{kind:=note}",
    "remember about {about:Dana}: {summary:allergic to nuts}{kind:=note}",
    "{about:Acme} {kind:called=call}, {summary:they want to reschedule}",
    "{about:Dana} {kind:emailed=message} {when:yesterday}: {summary:she is in}",
    "{about:Acme}: {kind:called=call}, {summary:they want to reschedule}",
    "{kind:caught up=meeting} with {about:Leo} {when:yesterday}, {summary:all good}",
    "had a {duration:30 min} {kind:zoom=meeting} with {about:Borealis}, {summary:went well}",
    "{duration:30 min} {kind:call} with {about:Borealis} {when:today}: {summary:went well}",
    "{kind:note} to file on {about:Acme}: {summary:legal is slow}",
    "had a {kind:chat=call} with {about:Sofia} about pricing, {summary:she's happy}",
    "{kind:meeting} with {about:Acme} {when:yesterday} {summary:went great}",
  ],
  input: z.object({
    kind: z.enum(loggedKinds).default("call"),
    about: z
      .array(z.string().trim().min(1).max(200))
      .min(1, "say who or what it is about")
      .max(20)
      .describe("People, companies or a deal"),
    summary: z.string().trim().min(1, "say what was said").max(10_000).optional(),
    when: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe("When it took place; now when absent"),
    duration: z.string().trim().min(1).max(50).optional().describe("“45 min”, “an hour”"),
    deal: z.string().trim().min(1).max(200).optional().describe("The deal it was about"),
  }),
  output: anything as Anything<Logged>,
  mentions: { about: ["person", "company", "deal"], deal: ["deal"] },
  async run(context, { kind, about, summary, when, duration, deal }): Promise<Logged> {
    const occurredAt = when ? instantOf(context, when, "past") : context.now;
    if (occurredAt > context.now)
      throw new AppError("bad_input", "That is in the future; a task or a meeting fits better.");
    const minutes = duration ? minutesOf(duration) : null;
    if (summary === undefined)
      throw new Question(
        { text: kind === "note" ? "What shall I note?" : "What was said?" },
        "summary",
      );
    const dealMeant = deal ?? about.find((ref) => ref.type === "deal") ?? null;
    const parties = await partiesIn(context, about, dealMeant);
    const id = newId();
    const interaction: LoggedInteraction = {
      kind,
      occurredAt: occurredAt.toISOString(),
      summary,
      ...parties,
      minutes,
      dealId: dealMeant?.id ?? null,
      loggedBy: context.actor.userId,
    };
    await context.write(interactionRecords, [{ id, command: { kind: "log", interaction } }], {
      occurredAt,
    });
    // The content of what is logged has the interaction's own id.
    const row = { tenantId: context.actor.tenantId, contentId: id };
    context.afterwards(embedContentsJob, row, { key: id });
    const names = about.filter((ref) => ref.id !== dealMeant?.id).map((ref) => ref.name);
    return { id, kind, about: names, deal: dealMeant?.name ?? null, minutes, occurredAt };
  },
  reply({ id, kind, about, deal, minutes, occurredAt }, context) {
    const names = about.length > 0 ? about.join(", ") : (deal ?? "");
    const details = [
      formatInstant(occurredAt, context.actor),
      minutes === null ? "" : `${minutes} min`,
      deal && about.length > 0 ? `on ${literal(deal)}` : "",
    ];
    const how = kind === "note" || about.length === 0 ? "on" : "with";
    return {
      text: `Logged a ${kind} ${how} ${bold(names)}, ${details.filter(Boolean).join(", ")}.`,
      records: [{ type: "interaction", id, name: `${kind} ${names}` }],
    };
  },
});

function minutesOf(words: string): number {
  const minutes = readMinutes(words);
  if (minutes !== undefined) return minutes;
  throw new AppError(
    "bad_input",
    `I can't read “${words}” as a length of time; “45 min” or “an hour” would do.`,
  );
}

/** Who took part; of a deal alone, the person and company it is with. */
async function partiesIn(
  { tx }: ToolContext,
  about: readonly Ref[],
  deal: Ref | null,
): Promise<{ personIds: string[]; companyId: string | null }> {
  const personIds = about.filter((ref) => ref.type === "person").map((ref) => ref.id);
  const companyId = about.find((ref) => ref.type === "company")?.id ?? null;
  if (personIds.length > 0 || companyId !== null || deal === null) return { personIds, companyId };
  const parties = await partiesOf(tx, deal.id);
  return {
    personIds: parties?.personId ? [parties.personId] : [],
    companyId: parties?.companyId ?? null,
  };
}
