/** What a tool does to records, and what it is in a turn that has read text from outside. */

export type Effect = "read" | "write" | "destructive" | "draft";

/**
 * `allowed`: as ever, but without new addresses, links or colleagues. `focus`: only about the records the
 * turn was about before, their companies, and whatever the person named. `refused`: left to the person.
 */
export type Stance = "allowed" | "focus" | "refused";

/** A tool that declares nothing may look at what the turn is about, and change nothing. */
export const stanceOf = ({ effect, tainted }: { effect: Effect; tainted?: Stance }): Stance =>
  tainted ?? (effect === "read" || effect === "draft" ? "focus" : "refused");
