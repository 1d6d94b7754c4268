/**
 * Content lines of vCard 2.1, 3.0 and 4.0 and jCard. Read here rather than by ical.js, which refuses 2.1
 * parameters and quoted-printable, and gives up a whole file for one bad line.
 */

export interface CardProperty {
  /** Lower-case. */
  name: string;
  /** "item1" in "item1.TEL"; empty without. */
  group: string;
  /** TYPE values and bare 2.1 parameters, lower-case. */
  types: string[];
  /** Unescaped components ("N", "ADR", "ORG" have several). */
  parts: string[];
}

export interface RawCard {
  properties: CardProperty[];
  /** Line of its BEGIN, from 1. */
  line: number;
  /** The end of the file came before END:VCARD. */
  unfinished: boolean;
}

const MAX_CARD_LINES = 20_000;
const MAX_VALUE = 100_000;
const SKIPPED = new Set(["photo", "logo", "sound", "key", "x-ms-ol-design", "agent", "label"]);

/** Cards in file order; a card inside a card (AGENT) is passed over. */
export function* rawCards(text: string): Generator<RawCard> {
  let card: RawCard | undefined;
  let nested = 0;
  for (const { content, line } of logicalLines(text)) {
    if (/^BEGIN:\s*VCARD\s*$/i.test(content)) {
      if (card !== undefined && card.properties.at(-1)?.name === "agent") nested += 1;
      else {
        if (card !== undefined) yield { ...card, unfinished: true };
        card = { properties: [], line, unfinished: false };
      }
    } else if (/^END:\s*VCARD\s*$/i.test(content)) {
      if (nested > 0) nested -= 1;
      else if (card !== undefined) {
        yield card;
        card = undefined;
      }
    } else if (card !== undefined && nested === 0 && card.properties.length < MAX_CARD_LINES) {
      const property = propertyOf(content);
      if (property !== undefined) card.properties.push(property);
    }
  }
  if (card !== undefined) yield { ...card, unfinished: true };
}

/** The properties of one jCard (RFC 7095): ["vcard", [[name, parameters, type, ...values], …]]. */
export function jcardProperties(jcard: unknown): CardProperty[] {
  const lines: unknown = Array.isArray(jcard) ? jcard[1] : undefined;
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((line: unknown) => {
    if (!Array.isArray(line) || typeof line[0] !== "string") return [];
    const parameters = (line[1] ?? {}) as Record<string, unknown>;
    const value: unknown = line[3];
    const parts = (Array.isArray(value) ? value : [value]).map((part: unknown) =>
      Array.isArray(part) ? part.map(String).join(" ") : scalar(part),
    );
    const types = [parameters.type ?? []].flat().map((type) => scalar(type).toLowerCase());
    return [{ name: line[0].toLowerCase(), group: scalar(parameters.group ?? ""), types, parts }];
  });
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}

/** Undoes folding and the soft line breaks of quoted-printable. */
function* logicalLines(text: string): Generator<{ content: string; line: number }> {
  let parts: string[] = [];
  let line = 1;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const previous = parts.at(-1);
    const isSoftBreak =
      previous?.endsWith("=") === true && /QUOTED-PRINTABLE/i.test(parts[0] ?? "");
    if (isSoftBreak) {
      parts[parts.length - 1] = previous.slice(0, -1);
      parts.push(raw);
    } else if (/^[ \t]/.test(raw) && parts.length > 0) {
      parts.push(raw.slice(1));
    } else {
      if (parts.length > 0) yield { content: parts.join(""), line };
      parts = [raw];
      line = index + 1;
    }
  }
  if (parts.length > 0) yield { content: parts.join(""), line };
}

function propertyOf(content: string): CardProperty | undefined {
  const colon = unquotedColon(content);
  if (colon <= 0) return undefined;
  const [head = "", ...parameters] = content.slice(0, colon).split(";");
  const dot = head.lastIndexOf(".");
  const name = head
    .slice(dot + 1)
    .trim()
    .toLowerCase();
  const group = dot < 0 ? "" : head.slice(0, dot).toLowerCase();
  if (SKIPPED.has(name)) return { name, group, types: [], parts: [] };
  const settings = parameters.map((parameter) => parameter.trim());
  const value = decodeValue(content.slice(colon + 1).slice(0, MAX_VALUE), settings);
  const isStructured = ["n", "adr", "org"].includes(name);
  const parts = (isStructured ? splitUnescaped(value, ";") : [value]).map(unescape);
  return { name, group, types: typesOf(settings), parts };
}

/** A colon inside a quoted parameter value does not end the parameters. */
function unquotedColon(content: string): number {
  let quoted = false;
  for (let index = 0; index < content.length; index += 1) {
    const character = content[index];
    if (character === '"') quoted = !quoted;
    else if (character === ":" && !quoted) return index;
  }
  return content.indexOf(":");
}

function typesOf(settings: string[]): string[] {
  return settings.flatMap((setting) => {
    const [key = "", value] = setting.split("=", 2);
    if (value === undefined) return [key.toLowerCase()];
    return key.toLowerCase() === "type" ? value.replaceAll('"', "").toLowerCase().split(",") : [];
  });
}

function decodeValue(value: string, settings: string[]): string {
  const isQuotedPrintable = settings.some((setting) =>
    /^(?:ENCODING=)?QUOTED-PRINTABLE$/i.test(setting),
  );
  if (!isQuotedPrintable) return value;
  const charset =
    settings.map((setting) => /^CHARSET=(.+)$/i.exec(setting)?.[1]).find(Boolean) ?? "utf-8";
  const bytes = Buffer.from(
    value.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    /[^\0-\xff]/.test(value) ? "utf8" : "latin1",
  );
  return decodeBytes(bytes, charset).replaceAll("\r\n", "\n");
}

function decodeBytes(bytes: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function splitUnescaped(value: string, separator: string): string[] {
  const parts: string[] = [];
  let current = "";
  for (let index = 0; index < value.length; index += 1) {
    const character = value.charAt(index);
    if (character === "\\") {
      current += character + value.charAt(index + 1);
      index += 1;
    } else if (character === separator) {
      parts.push(current);
      current = "";
    } else current += character;
  }
  return [...parts, current];
}

function unescape(value: string): string {
  return value
    .replace(/\\([nN,;:\\])/g, (_, escaped: string) => (/n/i.test(escaped) ? "\n" : escaped))
    .trim();
}
