/** What became of a draft, step by step: written, changed, approved, taken back, sent. */
import type { SendOfDraft } from "../../db/queries/outbox.ts";
import type { Context } from "../context.ts";
import { formatInstant } from "../domain/format.ts";
import { literal, type Block, type Button } from "../reply.ts";
import type { Standing } from "../sending/standing.ts";

interface Step {
  at: Date;
  text: string;
}

const MOST = 12;

/** Nothing where nobody has approved it yet: its versions are told by their number. */
export function draftHistory(standing: Standing, { actor }: Context): Block<Button>[] {
  const { draft, approvals, sends } = standing;
  if (approvals.length === 0) return [];
  const steps: Step[] = [
    { at: draft.createdAt, text: `written by ${literal(draft.owner)}` },
    ...approvals.flatMap(({ at, approver, version, voidedAt }): Step[] => [
      { at, text: `version ${version} approved by ${literal(approver)}` },
      ...(voidedAt ? [{ at: voidedAt, text: `that approval of version ${version} void` }] : []),
    ]),
    ...sends.flatMap(sendSteps),
  ];
  const items = steps
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .slice(-MOST)
    .map(({ at, text }) => ({ text: `${formatInstant(at, actor)} · ${text}` }));
  return [{ kind: "list", title: "What happened", items }];
}

function sendSteps({ state, version, sentAt, updatedAt, error, resolvedBy }: SendOfDraft): Step[] {
  const by = resolvedBy ? `, as ${literal(resolvedBy)} found` : "";
  const why = error ? `: ${literal(error)}` : "";
  switch (state) {
    case "sent":
      return [{ at: sentAt ?? updatedAt, text: `version ${version} sent${by}${why}` }];
    case "saved":
      return [{ at: sentAt ?? updatedAt, text: `version ${version} saved as a file` }];
    case "failed":
      return [{ at: updatedAt, text: `version ${version} not sent${by}${why}` }];
    case "unknown":
      return [{ at: updatedAt, text: `version ${version} perhaps sent${why}` }];
    case "cancelled":
      return [{ at: updatedAt, text: `version ${version} kept from going out` }];
    case "approved":
    case "sending":
      return [];
  }
}
