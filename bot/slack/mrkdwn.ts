/** Words between Markdown, as replies have it, and Slack's mrkdwn: escaped, so that nothing said pings anybody. */
import type { Token } from "markdown-it";
import { answerMarkdown } from "../markdown.ts";

const markdown = answerMarkdown();

/** Slack reads <!channel>, <@U1> and <url> in what it is given; with these three escaped, nothing is one. */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A Markdown text as mrkdwn, its paragraphs apart. */
export function toMrkdwn(text: string): string {
  const lines: string[] = [];
  const open: { mark: string; next: number | undefined }[] = [];
  for (const token of markdown.parse(text, {})) {
    if (token.type === "bullet_list_open") open.push({ mark: "• ", next: undefined });
    else if (token.type === "ordered_list_open")
      open.push({ mark: "", next: Number(token.attrGet("start") ?? 1) });
    else if (token.type === "blockquote_open") open.push({ mark: "> ", next: undefined });
    else if (/_(?:list|quote)_close$|^blockquote_close$/.test(token.type)) open.pop();
    else if (token.type === "inline") lines.push(markedLine(inline(token.children ?? []), open));
    if (open.length === 0 && token.type.endsWith("_close")) lines.push("");
  }
  return lines.join("\n").trim();
}

/** One line of Markdown, such as a list item. */
export const lineToMrkdwn = (text: string): string =>
  inline(markdown.parseInline(text.replace(/\s*\n\s*/g, " "), {})[0]?.children ?? []);

function markedLine(line: string, open: { mark: string; next: number | undefined }[]): string {
  const last = open.at(-1);
  if (!last) return line;
  const mark = last.next === undefined ? last.mark : `${last.next++}. `;
  const indent = "   ".repeat(open.length - 1);
  if (last.mark === "> ") return line.replace(/^/gm, "> ");
  return indent + mark + line.replaceAll("\n", `\n${indent}   `);
}

function inline(tokens: Token[]): string {
  let out = "";
  let link: { href: string; label: string; isBare: boolean } | undefined;
  const add = (piece: string) => {
    if (link) link.label += piece;
    else out += piece;
  };
  for (const token of tokens) {
    if (token.type === "link_open")
      link = {
        href: String(token.attrGet("href") ?? ""),
        label: "",
        isBare: token.info === "auto",
      };
    else if (token.type === "link_close" && link) {
      const { href, label, isBare } = link;
      link = undefined;
      // Without a label Slack shows where it leads, to the letter.
      add(linkTo(href, isBare ? "" : label));
    } else add(inlinePiece(token));
  }
  return out;
}

function inlinePiece({ type, content }: Token): string {
  switch (type) {
    case "strong_open":
    case "strong_close":
      return "*";
    case "em_open":
    case "em_close":
      return "_";
    case "code_inline":
      return `\`${escaped(content)}\``;
    case "softbreak":
    case "hardbreak":
      return "\n";
    default:
      return escaped(content);
  }
}

function linkTo(href: string, label: string): string {
  const url = escaped(href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E"));
  const words = label.replaceAll("|", "/").replaceAll("\n", " ");
  return words === "" ? `<${url}>` : `<${url}|${words}>`;
}

/** What somebody typed in Slack, as plain words: links and addresses bare, people by their names. */
export function fromSlack(
  text: string,
  { self, names = new Map() }: { self?: string; names?: ReadonlyMap<string, string> } = {},
): string {
  return text
    .replace(/<([^<>]*)>/g, (_all, inner: string) => wordOf(inner, self, names))
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/:([a-z0-9_+-]+):(?::skin-tone-[2-6]:)?/g, (code, name: string) => emoji[name] ?? code)
    .replaceAll("\u00a0", " ")
    .replaceAll("\u0000", "")
    .replace(/[ \t]{2,}/g, " ")
    .trim();
}

/** Slack sends the names of emoji: those that alone are an answer, as they are everywhere else. */
const emoji: Record<string, string> = {
  "+1": "👍",
  thumbsup: "👍",
  pray: "🙏",
  ok_hand: "👌",
  white_check_mark: "✅",
  heavy_check_mark: "✅",
  blush: "😊",
  smile: "😊",
  slightly_smiling_face: "😊",
  wave: "👋",
};

/** Who is mentioned in a text, without the app itself. */
export const mentionedIn = (text: string, self?: string): string[] => [
  ...new Set(
    Array.from(text.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g), ([, id = ""]) => id).filter(
      (id) => id !== self,
    ),
  ),
];

function wordOf(inner: string, self: string | undefined, names: ReadonlyMap<string, string>) {
  const [target = "", label] = inner.split("|", 2);
  if (target.startsWith("@")) {
    const id = target.slice(1);
    return id === self ? "" : (names.get(id) ?? label ?? id);
  }
  if (target.startsWith("#")) return `#${label ?? target.slice(1)}`;
  if (target.startsWith("!")) return label ?? `@${target.slice(1).split("^")[0]}`;
  if (/^(?:mailto|tel):/.test(target)) return target.replace(/^\w+:/, "").split("?")[0] ?? "";
  // "acme.io" typed by a person comes as <http://acme.io|acme.io>.
  return label && target.includes(label) ? label : target;
}
