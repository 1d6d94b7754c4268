/** The readable text of a message, from plain or HTML parts and in whatever charset they came. */
import { isUtf8 } from "node:buffer";
import { compile } from "html-to-text";
import type { Email } from "postal-mime";

const MAX_HTML = 400_000;
const CONTENT_HEADER = /^content-(?:type|transfer-encoding|disposition)[ \t]*:/im;
const toText = compile({
  wordwrap: false,
  limits: { maxInputLength: MAX_HTML, maxDepth: 60, maxChildNodes: 5000, ellipsis: "" },
  selectors: [
    { selector: "a", options: { ignoreHref: true } },
    { selector: "img", format: "skip" },
    { selector: "style", format: "skip" },
    { selector: "script", format: "skip" },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
});

/**
 * The body of a message that is nothing but text, decoded; undefined when it needs the MIME parser
 * (parts, transfer encodings, HTML, flowed text).
 */
export function plainBody(raw: Buffer, headerEnd: number): string | undefined {
  const headers = raw.toString("latin1", 0, headerEnd);
  let charset = "";
  if (CONTENT_HEADER.test(headers)) {
    const type = /^content-type[ \t]*:((?:.|\r?\n[ \t])*)/im.exec(headers)?.[1] ?? "text/plain";
    const encoding = /^content-transfer-encoding[ \t]*:[ \t]*(\S*)/im.exec(headers)?.[1] ?? "7bit";
    const simple = /^\s*text\/plain\s*(?:;\s*charset\s*=\s*"?([\w.:-]+)"?\s*)?;?\s*$/i.exec(type);
    const isPlain = simple !== null && /^(?:7bit|8bit|binary)$/i.test(encoding);
    if (!isPlain || /^content-disposition[ \t]*:[ \t]*attachment/im.test(headers)) return undefined;
    charset = simple[1]?.toLowerCase() ?? "";
  }
  return decoded(raw.subarray(headerEnd), charset);
}

/** What the parts say: the plain text, or the HTML where that is all there is. */
export function bodyText(email: Email, problems: string[]): string {
  const text = email.text ?? "";
  if (text.trim() !== "" || email.html === undefined) return text;
  if (email.html.length > MAX_HTML)
    problems.push("The HTML is very long; only its beginning was read.");
  try {
    return toText(email.html);
  } catch {
    problems.push("The HTML could not be laid out; only its bare words were kept.");
    return email.html.slice(0, MAX_HTML).replace(/<[^<>]{0,2000}>/g, " ");
  }
}

/** Many messages name no charset, or the wrong one: valid UTF-8 is believed first. */
function decoded(body: Buffer, charset: string): string {
  const claimsUnicode = charset === "" || /^(?:us-)?ascii$|^utf-?8$|^unknown/.test(charset);
  if (claimsUnicode || /^iso-8859-1$|^windows-1252$/.test(charset)) {
    if (isUtf8(body)) return body.toString("utf8");
    return new TextDecoder("windows-1252").decode(body);
  }
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return isUtf8(body) ? body.toString("utf8") : new TextDecoder("windows-1252").decode(body);
  }
}
