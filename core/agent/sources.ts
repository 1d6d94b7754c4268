/**
 * What tools answered, as numbered sources a model may cite: one for each record, under a handle that says
 * nothing. Ids stay here.
 */
import type { CallResult } from "../call-result.ts";
import type { Block, Button, ListItem, RecordRef, Reply } from "../reply.ts";

export interface Source {
  /** "crm:message:3". */
  handle: string;
  title: string;
  text: string;
  record?: RecordRef;
  /** Holds words that somebody outside may have written. */
  outside: boolean;
}

export interface Sources {
  /** The sources in an answer of the door; a record met before keeps its handle. */
  add(result: CallResult): Source[];
  /** Everything shown under each handle, joined. */
  readonly byHandle: ReadonlyMap<string, Source>;
  /** The arguments of a call with every handle replaced by the id it stands for; undefined where one is unknown. */
  resolve(args: Record<string, unknown>): Record<string, unknown> | undefined;
}

const LONGEST_TEXT = 6_000;
const MOST_SOURCES = 40;
const handlePattern = /^crm:[a-z]+:\d+$/;

export function createSources(): Sources {
  const byHandle = new Map<string, Source>();
  const handles = new Map<string, string>();
  const handleOf = (record: RecordRef | undefined): string => {
    const known = record && handles.get(record.id);
    if (known) return known;
    const kind = record?.type === "interaction" ? "message" : (record?.type ?? "answer");
    const handle = `crm:${kind}:${byHandle.size + 1}`;
    if (record) handles.set(record.id, handle);
    return handle;
  };
  const keep = (found: Found): Source => {
    const handle = handleOf(found.record);
    const source = { ...found, handle, outside: isOutside(found) };
    const before = byHandle.get(handle);
    byHandle.set(handle, before ? { ...before, ...joined(before, source) } : source);
    return source;
  };
  const idOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(idOf);
    if (typeof value !== "string" || !handlePattern.test(value)) return value;
    return byHandle.get(value)?.record?.id ?? noSource;
  };
  return {
    byHandle,
    add: (result) =>
      result.outcome === "done" ? foundIn(result.reply).slice(0, MOST_SOURCES).map(keep) : [],
    resolve: (args) => {
      const fields = Object.entries(args).map(([field, value]) => [field, idOf(value)] as const);
      return fields.some(([, value]) => [value].flat().includes(noSource))
        ? undefined
        : Object.fromEntries(fields);
    },
  };
}

/** Once words from outside stand in it, they do. */
const joined = (before: Source, more: Source): Pick<Source, "text" | "outside"> => ({
  text: `${before.text}\n${more.text}`,
  outside: before.outside || more.outside,
});

const noSource = Symbol("a handle of no source");

type Found = Pick<Source, "title" | "text" | "record"> & { outside?: true };

const isOutside = ({ record, outside }: Found): boolean =>
  outside === true || record?.type === "interaction";

/** One a record shown, and one for what belongs to none. */
function foundIn(reply: Reply<Button>): Found[] {
  const found: Found[] = [];
  const loose: string[] = [plain(reply.text)];
  let outside = reply.outside === true;
  const only = reply.records?.length === 1 ? reply.records[0] : undefined;
  for (const block of reply.blocks ?? []) {
    const { own, rest } = split(block, only);
    found.push(...own);
    loose.push(...rest);
    outside ||= block.kind === "list" && block.items.some((one) => !one.record && one.outside);
  }
  const text = cut(loose.filter(Boolean).join("\n"));
  const whole = {
    title: only?.name ?? firstLine(text),
    text,
    ...(only ? { record: only } : {}),
    ...(outside ? { outside: true as const } : {}),
  };
  return [...(text === "" ? [] : [whole]), ...found];
}

function split(
  block: Block<Button>,
  only: RecordRef | undefined,
): { own: Found[]; rest: string[] } {
  switch (block.kind) {
    case "card": {
      const lines = block.fields.map(({ label, value }) => `${label}: ${value}`);
      const text = plain([block.title, block.subtitle ?? "", ...lines].filter(Boolean).join("\n"));
      if (!block.record || block.record.id === only?.id) return { own: [], rest: [text] };
      return {
        own: [{ title: plain(block.title), text: cut(text), record: block.record }],
        rest: [],
      };
    }
    case "list": {
      const own = block.items.flatMap((item) =>
        item.record ? [foundItem(item, item.record)] : [],
      );
      const rest = block.items.filter((item) => !item.record).map(textOf);
      return { own, rest: rest.length > 0 ? [plain(block.title ?? ""), ...rest] : [] };
    }
    case "table":
      return { own: [], rest: [block.columns, ...block.rows].map((row) => row.join(" | ")) };
    case "text":
      return { own: [], rest: [plain(block.text)] };
    case "file":
    case "divider":
      return { own: [], rest: [] };
  }
}

const foundItem = (item: ListItem<Button>, record: RecordRef): Found => ({
  title: cut(plain(item.text), 200),
  text: cut(textOf(item)),
  record,
  ...(item.outside ? { outside: true } : {}),
});

const textOf = ({ text, detail }: ListItem<Button>): string =>
  plain([text, detail ?? ""].filter(Boolean).join("\n"));

/** Without the marks of bold type and code. */
const plain = (text: string): string => text.replace(/\*\*|`/g, "").trim();

const firstLine = (text: string): string => cut(text.split("\n")[0] ?? "", 120) || "Records";

const cut = (text: string, length = LONGEST_TEXT): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;
