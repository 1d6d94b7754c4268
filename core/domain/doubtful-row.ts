/** A row of a contact file that may or may not be somebody who is there already, and what its user decided. */

export interface DoubtfulRow {
  /** "row 6": by it the row is found again when the file is imported. */
  position: string;
  reason: string;
  /** Who the row is about, as it says. */
  name: string;
  /** Whom it may mean; empty where that cannot be chosen. */
  candidates: { id: string; name: string }[];
  decision?: RowDecision;
}

/** The same person as that one, somebody else, or left out. */
export type RowDecision = { as: "same"; id: string } | { as: "new" } | { as: "out" };

/** Those a person can still decide, in the order of the file. */
export const undecided = (rows: readonly DoubtfulRow[]): DoubtfulRow[] =>
  rows.filter((row) => row.candidates.length > 0 && row.decision === undefined);

/** Those that will be imported because somebody said what they are. */
export const toImport = (rows: readonly DoubtfulRow[]): DoubtfulRow[] =>
  rows.filter(({ decision }) => decision !== undefined && decision.as !== "out");
