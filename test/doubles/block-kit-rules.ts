/** What Slack refuses of a message or a view, by the limits its documentation and its answers give. */
interface Text {
  type?: string;
  text?: string;
}
interface Element {
  type?: string;
  action_id?: string;
  value?: string;
  text?: Text | string;
}
interface Block {
  type?: string;
  text?: Text;
  fields?: Text[];
  elements?: Element[];
  accessory?: Element;
  element?: { max_length?: number; initial_value?: string };
  label?: Text;
}

const TYPES = ["section", "divider", "actions", "context", "header", "input"];

export function blockTrouble(method: string, body: Record<string, unknown>): string | undefined {
  const view = body.view as
    { type?: string; blocks?: Block[]; private_metadata?: string } | undefined;
  if (view) return viewTrouble(view);
  if (!/^chat\.(?:post|update)/.test(method)) return undefined;
  const blocks = (body.blocks as Block[] | undefined) ?? [];
  if (typeof body.text === "string" && body.text.length > 40_000) return "msg_too_long";
  if (blocks.length > 50 || blocks.some(isWrong)) return "invalid_blocks";
  return textIn(blocks) > 12_000 ? "msg_blocks_too_long" : undefined;
}

function viewTrouble(view: {
  type?: string;
  blocks?: Block[];
  private_metadata?: string;
  title?: Text;
  submit?: Text;
}): string | undefined {
  const blocks = view.blocks ?? [];
  const titles = [view.title, view.submit].map((text) => text?.text?.length ?? 0);
  const wrong =
    blocks.length > 100 ||
    blocks.some(isWrong) ||
    titles.some((length) => length > 24) ||
    (view.private_metadata?.length ?? 0) > 3_000;
  return wrong ? "invalid_arguments" : undefined;
}

function isWrong(block: Block): boolean {
  const { type = "", text, fields = [], elements = [], accessory, element, label } = block;
  if (!TYPES.includes(type)) return true;
  if (type === "section" && !text && fields.length === 0) return true;
  if (text && !fits(text.text, type === "header" ? 150 : 3_000)) return true;
  if (fields.length > 10 || fields.some((field) => !fits(field.text, 2_000))) return true;
  if (type === "context" && elements.length > 10) return true;
  if (type === "input" && (!fits(label?.text, 2_000) || isWrongInput(element ?? {}))) return true;
  if (type !== "actions") return accessory !== undefined && isWrongButton(accessory);
  const ids = elements.map(({ action_id: id }) => id);
  return (
    elements.length === 0 ||
    elements.length > 25 ||
    new Set(ids).size !== ids.length ||
    elements.some(isWrongButton)
  );
}

const isWrongInput = ({ max_length: max = 3_000, initial_value: value = "" }): boolean =>
  max > 3_000 || value.length > max;

function isWrongButton({ text, value = "", action_id: id = "" }: Element): boolean {
  const label = typeof text === "string" ? text : text?.text;
  return !fits(label, 75) || value.length > 2_000 || id.length > 255;
}

/** Slack takes no empty texts either. */
const fits = (text: string | undefined, most: number): boolean =>
  text !== undefined && text.length > 0 && text.length <= most;

function textIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === "text" && typeof inner === "string" ? inner.length : textIn(inner)),
    0,
  );
}
