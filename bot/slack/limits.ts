/** How much fits where in Block Kit; numbers are Slack's, the total is what it accepts in practice. */
export const LIMITS = {
  blocks: 50,
  section: 3_000,
  fields: 10,
  field: 2_000,
  actions: 25,
  context: 2_000,
  label: 75,
  value: 2_000,
  header: 150,
  fallback: 3_900,
  modalTitle: 24,
  modalInput: 3_000,
  metadata: 3_000,
  /** Of all texts of a message; undocumented, above about 12,000 it is refused as msg_blocks_too_long. */
  total: 9_500,
} as const;

/** Of the Home tab and of modals. */
export const VIEW_LIMITS = { blocks: 100, total: 60_000 } as const;

/** The text within `most` characters, ending in "…" where something was cut; never half a character. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "");
  return `${cut}…`;
}
