/** Takes the address off a message ("@crm") and finds where one message may be two. */

export interface Split {
  left: string;
  right: string;
  /** A bare "and" also joins names and clauses; a line break or ";" does not. */
  loose: boolean;
}

const joints: readonly { pattern: RegExp; loose: boolean }[] = [
  { pattern: /\s*\n+\s*/g, loose: false },
  { pattern: /\s*;\s+/g, loose: false },
  { pattern: /,?\s+(?:and then|and also|then|oh,? and|oh,? also|also|plus)\s+/gi, loose: false },
  { pattern: /[.!?]+\s+(?:(?:oh,? )?and |also,? )?(?=\S)/gi, loose: false },
  { pattern: /,?\s+and\s+/gi, loose: true },
  { pattern: /,\s+/g, loose: true },
];
const mostJoints = 7;

/** A line of its own, or a sentence after ";", is a message of its own wherever it makes sense as one. */
export const holdsFirmJoint = (text: string): boolean => /\n|;\s/.test(text.trim());

export function stripAddress(text: string): string {
  return text
    .trim()
    .replace(
      /^(?:<@[\w|]+>|@(?:crm|rapport)\b|\/(?:crm|rapport)\b|(?:crm|rapport)[:,])[\s:,]*/i,
      "",
    )
    .trim();
}

/** Firm joints first, each only once: the right half is looked at again by itself. */
export function waysToSplit(text: string): Split[] {
  const splits = joints.flatMap(({ pattern, loose }) =>
    Array.from(text.matchAll(pattern), (match): Split => ({
      left: text.slice(0, match.index).trim(),
      right: text.slice(match.index + match[0].length).trim(),
      loose,
    })),
  );
  return splits.filter(({ left, right }) => left && right).slice(0, mostJoints);
}
