/**
 * Where a message stops being the person's own words: forwarded and quoted mail, cards, web pages and long
 * blocks. Cautious: whatever looks taken from elsewhere counts as pasted, and all that follows it.
 */

export interface Parts {
  /** What the person wrote himself. */
  own: string;
  /** Absent where nothing looks pasted. */
  pasted?: string;
}

/** Longer than people type in one go. */
const LONG = 1_000;
const MANY_LINES = 8;

const signs: readonly RegExp[] = [
  /^[ \t]*>/m,
  /^[ \t]*[-_*=]{2,}[ \t]*(?:original|forwarded|weitergeleitete|ursprüngliche|message|mensaje|messaggio|mensagem)/im,
  /\b(?:begin )?forwarded (?:message|mail|email|e-mail)\b|^fwd?:|^wg:|^tr:|^rv:/im,
  /^[ \t*]*(?:from|von|de|da|van|från|fra|od|от)[ \t*]*:[ \t]*\S.*[<@]/im,
  /^[ \t*]*(?:from|sent|to|cc|subject|date|reply-to|von|gesendet|an|betreff|enviado|asunto|envoyé|objet)[ \t*]*:.*\r?\n[ \t*]*(?:from|sent|to|cc|subject|date|reply-to|von|gesendet|an|betreff|enviado|para|asunto|envoyé|à|objet)[ \t*]*:/im,
  /\bOn .{6,120} wrote:|\bAm .{6,120} schrieb|\bLe .{6,120} a écrit|\bEl .{6,120} escribió|\bIl .{6,120} ha scritto|\bEm .{6,120} escreveu/i,
  /\bBEGIN:V(?:CARD|CALENDAR|EVENT)\b/i,
  /<\/?(?:html|body|div|p|a|span|table|td|br|h[1-6]|li|img|script|style|meta|!--)\b[^>]*>|<!--/i,
  /```|"""|^[ \t]*-{4,}[ \t]*$/m,
  /(?:“[^”]{60,}|«[^»]{60,}|„[^“]{60,}|(?<![^\s(])["'][^"']{60,})/,
  // "Summarise this:", "he wrote:", "the invite says:" and then a good deal more.
  /\b(?:(?:this|these)(?! (?:contact|person|company|lead|deal|task|list)s?\b)|following|below|wrote|writes|says|said|reads|pasted?|copied|mails?|e-?mails?|messages?|text|page|website|article|post|profile|headline|bio|signature|invite|invitation|card|file|row|cell|subject|description|transcript)\b[^.!?:\n]{0,40}:\s*(?=[^\n]{40,}|\S[^\n]*\n)/i,
];

export function partsOf(text: string): Parts {
  const starts = signs.flatMap((sign) => sign.exec(text)?.index ?? []);
  const lines = text.trim().split(/\r?\n/);
  if (text.length > LONG || lines.length > MANY_LINES)
    starts.push((lines[0] ?? "").length > 200 ? 0 : (lines[0] ?? "").length);
  if (starts.length === 0) return { own: text };
  const from = Math.min(...starts);
  return { own: text.slice(0, from).trim(), pasted: text.slice(from) };
}
