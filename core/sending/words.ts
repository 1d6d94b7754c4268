/** How a draft stands, in words: for cards, lists, and for whoever presses a second time. */
import { DateTime } from "luxon";
import type { Context } from "../context.ts";
import { formatInstant } from "../domain/format.ts";
import { literal } from "../reply.ts";
import type { Standing } from "./standing.ts";

/** "approved by Ana, for Fri 27 Nov 2026, 09:00." */
export function standingWords(standing: Standing, { actor, now }: Context): string {
  const { draft, send, state } = standing;
  const by = approversOf(standing);
  const at = (moment: Date) => momentWords(moment, now, actor);
  switch (state) {
    case "draft":
      return "not approved yet.";
    case "expired":
      return "too old to be sent; renew it if it still holds.";
    case "waiting":
      return `approved by ${by}; it waits for a second person.`;
    case "approved":
      if (send?.error && send.attempts > 0)
        return `approved by ${by}; the last try failed and the next is ${at(send.sendAt)}: ${sentence(send.error)}`;
      return send && send.sendAt > now
        ? `approved by ${by}, for ${formatInstant(send.sendAt, actor)}.`
        : `approved by ${by}, its turn comes in a moment.`;
    case "sending":
      return `approved by ${by} and being sent right now.`;
    case "sent":
      return `sent ${at(send?.sentAt ?? draft.updatedAt)} by ${by}.${send?.error ? ` ${sentence(send.error)}` : ""}`;
    case "saved":
      return `saved as a file ${at(send?.sentAt ?? send?.updatedAt ?? now)}, approved by ${by}: nothing here sends mail, so open it with your own mail program.`;
    case "failed":
      return `approved by ${by}, and could not be sent: ${sentence(send?.error)}`;
    case "unknown":
      return `approved by ${by}; whether it arrived nobody knows: ${sentence(send?.error)}`;
  }
}

/** One or two words, as a card's small print has room for. */
export const stateName = ({ state, send }: Pick<Standing, "state" | "send">): string =>
  state === "sent" && send?.error ? "sent, not to everybody" : stateNames[state];

const stateNames: Record<Standing["state"], string> = {
  draft: "draft",
  expired: "draft, too old",
  waiting: "waits for a second approval",
  approved: "approved",
  sending: "being sent",
  sent: "sent",
  saved: "saved as a file",
  failed: "not sent",
  unknown: "sent or not, unknown",
};

/** "at 14:02", and of another day the day as well. */
function momentWords(at: Date, now: Date, reader: { timeZone: string; locale: string }): string {
  const [one, other] = [at, now].map((date) =>
    DateTime.fromJSDate(date, { zone: reader.timeZone }),
  );
  return one && other && one.hasSame(other, "day")
    ? `at ${one.toFormat("HH:mm")}`
    : `on ${formatInstant(at, reader)}`;
}

/** Who said yes to what goes out or went out. */
export function approversOf({ draft, approvals }: Standing): string {
  const names = approvals
    .filter(({ version, voidedAt }) => version === draft.version && voidedAt === null)
    .map(({ approver }) => literal(approver));
  return [...new Set(names)].join(" and ") || "somebody";
}

const sentence = (why: string | null | undefined): string =>
  why ? literal(why).replace(/[.]?$/, ".") : "no reason was given.";
