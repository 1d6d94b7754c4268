/** One line of `doctor`. */
export interface Check {
  part: string;
  state: "on" | "off" | "attention";
  detail: string;
}

/** Good as it is, or something to look at. */
export const lookedAt = (part: string, isFine: boolean, detail: string): Check => ({
  part,
  state: isFine ? "on" : "attention",
  detail,
});
