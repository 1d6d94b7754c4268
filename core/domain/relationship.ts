/** A tie between people and companies, as somebody said it or a source shows it. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

/** Each kind reads "from … to": how it is said, how it is said the other way round, and of whom. */
export const relationshipKinds = {
  reports_to: { said: "reports to", inverse: "manages", from: "person", to: "person" },
  works_with: { said: "works with", inverse: "works with", from: "person", to: "person" },
  assistant_to: {
    said: "is assistant to",
    inverse: "is assisted by",
    from: "person",
    to: "person",
  },
  mentors: { said: "mentors", inverse: "is mentored by", from: "person", to: "person" },
  knows: { said: "knows", inverse: "knows", from: "person", to: "person" },
  introduced_by: {
    said: "was introduced by",
    inverse: "introduced",
    from: "person",
    to: "person",
  },
  referred_by: { said: "was referred by", inverse: "referred", from: "person", to: "person" },
  friend_of: { said: "is a friend of", inverse: "is a friend of", from: "person", to: "person" },
  related_to: { said: "is related to", inverse: "is related to", from: "person", to: "person" },
  married_to: { said: "is married to", inverse: "is married to", from: "person", to: "person" },
  advises: { said: "advises", inverse: "is advised by", from: "person", to: "any" },
  founded: { said: "founded", inverse: "was founded by", from: "person", to: "company" },
  board_member_of: {
    said: "is on the board of",
    inverse: "has on its board",
    from: "person",
    to: "company",
  },
  alumnus_of: { said: "used to be at", inverse: "has as alumnus", from: "person", to: "company" },
  investor_in: { said: "invested in", inverse: "is backed by", from: "any", to: "company" },
  customer_of: { said: "is a customer of", inverse: "has as customer", from: "any", to: "company" },
  supplier_of: { said: "supplies", inverse: "is supplied by", from: "company", to: "company" },
  partner_of: { said: "is a partner of", inverse: "is a partner of", from: "any", to: "company" },
  competitor_of: {
    said: "competes with",
    inverse: "competes with",
    from: "company",
    to: "company",
  },
  acquired_by: { said: "was acquired by", inverse: "acquired", from: "company", to: "company" },
  subsidiary_of: {
    said: "is a subsidiary of",
    inverse: "is the parent of",
    from: "company",
    to: "company",
  },
} as const;
export type RelationshipKind = keyof typeof relationshipKinds;

/** The same ties as they are said the other way round: "Leo manages Sofia". */
export const turnedKinds = {
  manages: "reports_to",
  assisted_by: "assistant_to",
  mentored_by: "mentors",
  introduced: "introduced_by",
  referred: "referred_by",
  advised_by: "advises",
  founded_by: "founded",
  has_board_member: "board_member_of",
  backed_by: "investor_in",
  has_customer: "customer_of",
  supplied_by: "supplier_of",
  acquired: "acquired_by",
  parent_of: "subsidiary_of",
} as const satisfies Record<string, RelationshipKind>;
export type SaidKind = RelationshipKind | keyof typeof turnedKinds;

export const saidKinds = [
  ...(Object.keys(relationshipKinds) as RelationshipKind[]),
  ...(Object.keys(turnedKinds) as (keyof typeof turnedKinds)[]),
] as const;

/** A tie as it is kept: what was said the other way round is turned. */
export function asKept<E>(said: { kind: SaidKind; from: E; to: E }): {
  kind: RelationshipKind;
  from: E;
  to: E;
} {
  const { kind, from, to } = said;
  return kind in turnedKinds
    ? { kind: turnedKinds[kind as keyof typeof turnedKinds], from: to, to: from }
    : { kind: kind as RelationshipKind, from, to };
}

/** Whether the tie means the same in both directions. */
export const isMutual = (kind: RelationshipKind): boolean =>
  relationshipKinds[kind].said === relationshipKinds[kind].inverse;

const endWords = {
  person: "a person",
  company: "a company",
  any: "a person or a company",
} as const;

/** Why these two cannot be tied like that, as a sentence; nothing where they can. A user is a person. */
export function mismatch(
  kind: RelationshipKind,
  from: End["type"],
  to: End["type"],
): string | undefined {
  const rule = relationshipKinds[kind];
  const fits = (type: End["type"], wanted: keyof typeof endWords) =>
    wanted === "any" || (wanted === "company") === (type === "company");
  if (fits(from, rule.from) && fits(to, rule.to)) return undefined;
  return `“${rule.said}” ties ${endWords[rule.from]} to ${endWords[rule.to]}.`;
}

/** One end of a tie. A user is one of us. */
export interface End {
  type: "person" | "company" | "user";
  id: string;
}

export interface Relationship {
  kind: RelationshipKind;
  from: End;
  to: End;
  /** ISO dates; null where open or unknown. */
  since: string | null;
  until: string | null;
  /** How one knows ("from SaaStock"). */
  note: string | null;
  /** "said" by a person, or the source that shows it. */
  source: string;
  /** 0–1; 1 for what somebody said. */
  confidence: number;
  saidBy: string | null;
  createdAt: string;
}

export type RelationshipCommand =
  | { kind: "create"; relationship: Relationship }
  | { kind: "update"; patch: Partial<Pick<Relationship, "since" | "until" | "note">> }
  | { kind: "remove" };

export const relationship: Aggregate<Relationship, RelationshipCommand> = {
  type: "relationship",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create")
      return state ? [] : [{ type: "created", state: command.relationship }];
    if (!state) throw new AppError("not_found", "That relationship is no longer here.");
    if (command.kind === "remove") return [{ type: "removed" }];
    return change<Relationship>(state, command.patch);
  },
};
