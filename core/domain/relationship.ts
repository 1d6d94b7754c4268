/** A tie between people and companies, as somebody said it or a source shows it. */
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

const endWords = {
  person: "a person",
  company: "a company",
  any: "a person or a company",
} as const;

type TieEnd = keyof typeof endWords;

const tie = (from: TieEnd, said: string, to: TieEnd, inverse: string) => ({
  from,
  said,
  to,
  inverse,
});
const mutual = (from: TieEnd, said: string, to: TieEnd) => tie(from, said, to, said);

/** Each kind reads "from … to", and at its end how it is said the other way round. */
export const relationshipKinds = {
  reports_to: tie("person", "reports to", "person", "manages"),
  works_with: mutual("person", "works with", "person"),
  assistant_to: tie("person", "is assistant to", "person", "is assisted by"),
  mentors: tie("person", "mentors", "person", "is mentored by"),
  knows: mutual("person", "knows", "person"),
  introduced_by: tie("person", "was introduced by", "person", "introduced"),
  referred_by: tie("person", "was referred by", "person", "referred"),
  friend_of: mutual("person", "is a friend of", "person"),
  related_to: mutual("person", "is related to", "person"),
  married_to: mutual("person", "is married to", "person"),
  advises: tie("person", "advises", "any", "is advised by"),
  founded: tie("person", "founded", "company", "was founded by"),
  board_member_of: tie("person", "is on the board of", "company", "has on its board"),
  alumnus_of: tie("person", "used to be at", "company", "has as alumnus"),
  investor_in: tie("any", "invested in", "company", "is backed by"),
  customer_of: tie("any", "is a customer of", "company", "has as customer"),
  supplier_of: tie("company", "supplies", "company", "is supplied by"),
  partner_of: mutual("any", "is a partner of", "company"),
  competitor_of: mutual("company", "competes with", "company"),
  acquired_by: tie("company", "was acquired by", "company", "acquired"),
  subsidiary_of: tie("company", "is a subsidiary of", "company", "is the parent of"),
};
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

/** Why these two cannot be tied like that, as a sentence; nothing where they can. A user is a person. */
export function mismatch(
  kind: RelationshipKind,
  from: End["type"],
  to: End["type"],
): string | undefined {
  const rule = relationshipKinds[kind];
  const fits = (type: End["type"], wanted: TieEnd) =>
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
