/** A brief for the next meeting, or for the next with somebody. */
import { DateTime } from "luxon";
import { z } from "zod";
import { companyIdentityIds } from "../../db/queries/companies.ts";
import { attendeesOf, nextMeeting, type Attendee } from "../../db/queries/next-meeting.ts";
import { findPerson, listPeople } from "../../db/queries/people.ts";
import { AppError } from "../domain/errors.ts";
import { describeWhen } from "../domain/when.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { briefOn, type Brief } from "../views/brief-facts.ts";
import { briefReply } from "../views/brief.ts";
import { readWhen } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";

export const briefMeeting = defineTool({
  name: "brief_meeting",
  summary: "Brief you for your next meeting, or the next with somebody",
  short: "Brief you",
  guide:
    "Attendees, last talks, open promises both ways, deals, points to raise. The whole day is my_day.",
  effect: "read",
  needs: "records:read",
  examples: [
    "brief me for my next meeting",
    "prepare me for my next meeting",
    "brief me for my {day:3pm}",
    "prep me for my {day:3pm} meeting",
    "brief me, 10 min to my {day:3pm}",
    "brief me on my {day:3pm tomorrow} meeting",
    "brief me for the meeting with {with:Sofia}",
    "prepare me for the meeting with {with:Sofia Reyes}",
    "prepare my meeting with {with:Acme}",
    "meeting brief for {with:Borealis}",
    "prep my call with {with:Sofia}",
    "what do I need for my meeting with {with:Acme}",
    "brief me for the meeting with {with:Acme} on {day:Friday}",
  ],
  input: z.object({
    with: z.string().trim().min(1).max(200).optional(),
    day: z.string().trim().min(1).max(100).optional(),
  }),
  output: anything as Anything<Brief>,
  mentions: { with: ["person", "company", "identity"] },
  prose: {
    task: (_input, said) =>
      `${said}\n\nAdd to these facts, in three to six sentences, what to have in mind for the meeting: why each attendee matters, what was last discussed, what is promised on either side, what to raise. Read the last messages before you do.`,
  },
  async run(context, { with: party, day }): Promise<Brief> {
    if (context.audience !== "dm")
      throw new AppError("forbidden", "I brief you in a direct message only.");
    const { tx, now, actor } = context;
    const identityIds = party ? await identitiesOf(context, party) : undefined;
    const asked = day ? timeAsked(context, day) : undefined;
    const meeting = await nextMeeting(tx, {
      userId: actor.userId,
      now,
      ...(identityIds ? { identityIds } : {}),
      ...asked,
    });
    if (!meeting && !party) throw new AppError("not_found", noMeeting(asked?.then));
    const attendees = meeting ? await attendeesOf(tx, meeting.id) : await partyOf(context, party);
    return briefOn(context, { meeting, of: party?.name ?? "them", attendees });
  },
  reply: briefReply,
});

async function identitiesOf({ tx }: ToolContext, { type, id }: Ref): Promise<string[]> {
  if (type === "company") return companyIdentityIds(tx, id);
  return type === "person" ? ((await findPerson(tx, id))?.identityIds ?? []) : [id];
}

/** Whom the brief is about where no meeting says who comes. */
async function partyOf({ tx }: ToolContext, party: Ref | undefined): Promise<Attendee[]> {
  if (!party) return [];
  if (party.type !== "company")
    return [
      {
        identityId: party.id,
        personId: party.type === "person" ? party.id : null,
        name: party.name,
      },
    ];
  const { people } = await listPeople(tx, { companyId: party.id, limit: 6 });
  return people.map(({ id, name }) => ({ identityId: id, personId: id, name }));
}

/** A meeting that begins so close to the time named is the one meant: "my 3pm" may begin at 15:05. */
const NEAR = { minutes: 30 };

/** The time named, else what is left of the day. */
function timeAsked(context: ToolContext, words: string): { from: Date; until: Date; then: string } {
  const { timeZone: zone } = context.actor;
  const when = readWhen(context, words, "future");
  const then = describeWhen(when, zone);
  if (when.kind === "instant") {
    const at = DateTime.fromJSDate(when.at, { zone });
    return { from: at.minus(NEAR).toJSDate(), until: at.plus(NEAR).toJSDate(), then };
  }
  const day = DateTime.fromISO(when.date, { zone }).startOf("day");
  const from = DateTime.max(day, DateTime.fromJSDate(context.now, { zone }).minus(NEAR));
  return { from: from.toJSDate(), until: day.plus({ days: 1 }).toJSDate(), then };
}

const noMeeting = (then: string | undefined): string =>
  then
    ? `No meeting of yours begins then (${then}); say “brief me for my next meeting”, or name another time.`
    : "No meeting is coming up in your calendar.";
