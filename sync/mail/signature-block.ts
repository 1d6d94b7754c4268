/** Finds the signature at the end of what a sender wrote. */

const DELIMITER = /^\s*--\s*$/;
const DELIMITED_MAX = 20;
/** A closing stands in the last lines, or it is just a word in the text. */
const CLOSING_WITHIN = 12;
const CLOSING =
  /^\s*(?:(?:(?:with )?(?:best|kind|warm|kindest|warmest)(?:est)? )?regards|best(?: wishes)?|many thanks|thanks(?: (?:again|so much|a lot|and .{2,30}))?|thank you(?: .{2,30})?|thx|cheers|sincerely(?: yours)?|yours (?:sincerely|truly|faithfully)|cordially|all the best|take care|(?:mit )?(?:freundlichen?|besten|herzlichen?|lieben?|viele[n]?|schöne[n]?) gr(?:ü|ue)(?:ß|ss)en?|(?:viele|liebe|beste|herzliche|schöne) grüße|lg|mfg|vg|(?:bien )?cordialement|bien à vous|(?:un )?(?:cordial )?saludo(?:s)?(?: cordiales)?|atentamente|atenciosamente|abraços|cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|よろしくお願い(?:いた)?します.?)\s*[,.!–-]*\s*$/i;
const DEVICE =
  /^\s*(?:sent from (?:my|a|outlook|mail|yahoo|samsung|proton).{0,60}|get outlook for .{0,60}|von meinem .{2,40} gesendet|gesendet (?:von|mit) .{0,60}|envoyé (?:de|depuis) .{0,60}|enviado desde .{0,60}|inviato da .{0,60}|verzonden vanaf .{0,60})$/i;
const DISCLAIMER =
  /^[\s*>_-]*(?:this (?:e-?mail|message|communication|transmission)\b.{0,120}(?:confidential|privileged|property|intended|solely)|(?:the )?information (?:contained )?in this (?:e-?mail|message)|confidentiality (?:notice|note)|diese (?:e-?mail|nachricht).{0,80}vertraulich|ce (?:message|courriel).{0,80}confidentiel|este (?:mensaje|correo).{0,80}confidencial|do you yahoo|get your (?:free|private))/i;
const RULE = /^\s*[_*=-]{5,}\s*$/;
const CONTACT_MARK =
  /(?:\b(?:tel|phone|ph|fax|mobile|cell|mob|office|direct|telefon|handy|tél|móvil)\b\.?\s*[:#.)]?\s*[+(\d])|(?:\(\d{3}\)\s?|\b\d{3}[-. ])\d{3}[-. ]\d{4}\b|\+\d{1,3}[\s.(-]\d|^\s*[^\s@]{1,64}@[^\s@]{1,100}\s*$/i;

/** The text without its signature and disclaimer, and the signature. */
export function splitSignature(lines: string[]): { body: string[]; signature: string } {
  const end = disclaimerStart(lines);
  const start = signatureStart(lines, end);
  if (start >= end) return { body: lines.slice(0, end), signature: "" };
  const signature = lines
    .slice(start, end)
    .filter((line) => !DELIMITER.test(line) && !DEVICE.test(line) && !RULE.test(line));
  return { body: lines.slice(0, start), signature: signature.join("\n").trim() };
}

/** A disclaimer ends the message, but only below something: alone it is the message. */
function disclaimerStart(lines: string[]): number {
  const from = Math.max(1, lines.length - 40);
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line.length > 1000 || !DISCLAIMER.test(line.slice(0, 300))) continue;
    const above = lastText(lines, index);
    if (above < 0) return lines.length;
    return RULE.test(lines[above] ?? "") && above > 0 ? above : index;
  }
  return lines.length;
}

function signatureStart(lines: string[], end: number): number {
  const nearEnd = lastLines(lines, end, DELIMITED_MAX);
  const delimiter = nearEnd.find((index) => DELIMITER.test(lines[index] ?? ""));
  if (delimiter !== undefined) return delimiter;
  const tail = lastLines(lines, end, CLOSING_WITHIN);
  const closing = tail.filter((index) => isClosing(lines[index])).find((index) => index > 0);
  if (closing !== undefined && isShort(lines.slice(closing + 1, end))) return closing + 1;
  const device = tail.find((index) => DEVICE.test(lines[index] ?? ""));
  return device ?? contactBlockStart(lines, end);
}

/** No closing: a last paragraph of short lines with a telephone, web or mail line in it. */
function contactBlockStart(lines: string[], end: number): number {
  const last = lastText(lines, end);
  let start = last;
  while (start > 0 && (lines[start - 1] ?? "").trim() !== "" && last - start < 9) start -= 1;
  const block = lines.slice(start, last + 1);
  const looksRight = start > 0 && block.length >= 2 && block.length <= 9 && isShort(block);
  return looksRight &&
    !/[.:;?!]\s*$/.test(block[0] ?? "") &&
    block.some((line) => CONTACT_MARK.test(line))
    ? start
    : end;
}

function isClosing(line: string | undefined): boolean {
  return line !== undefined && line.length < 60 && CLOSING.test(line);
}

function isShort(lines: string[]): boolean {
  return lines.every((line) => line.trim().length <= 90);
}

function lastText(lines: string[], end: number): number {
  let index = end - 1;
  while (index >= 0 && (lines[index] ?? "").trim() === "") index -= 1;
  return index;
}

/** Indexes of the last `count` lines that hold text, top to bottom. */
function lastLines(lines: string[], end: number, count: number): number[] {
  const found: number[] = [];
  for (let index = end - 1; index >= 0 && found.length < count; index -= 1) {
    if ((lines[index] ?? "").trim() !== "") found.push(index);
  }
  return found.reverse();
}
