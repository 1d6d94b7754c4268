/** Separates what the sender wrote from quoted mail, forwarded blocks, disclaimers and the signature. */
import EmailReplyParser from "email-reply-parser";
import { attributionLength, findQuoteStart, isAttribution, isQuotedLine } from "./quote-headers.ts";
import { splitSignature } from "./signature-block.ts";

export interface ReplyParts {
  newText: string;
  signature: string;
}

/** Longer texts are reports and digests; the rest of them is kept as written. */
const MAX_ANALYSED = 200_000;
/** The library costs more than linear time on long texts, so it only ever sees short ones. */
const MAX_FOR_LIBRARY = 6_000;
const MAX_LINE_FOR_LIBRARY = 300;
/** Lines of the question kept above an inline answer, so that "yes" still means something. */
const CONTEXT_LINES = 3;
const RARE_ATTRIBUTION =
  /(?:skrev|kirjoitti|pisze|napisał|г\.|写道|작성|メッセージ|schreef|scritto|escreveu)/;

/** Linear in the length of the text. Inline answers keep the last lines they answer, marked "> ". */
export function splitReply(text: string): ReplyParts {
  const analysed = text.length > MAX_ANALYSED ? text.slice(0, MAX_ANALYSED) : text;
  const lines = analysed.replaceAll("\r\n", "\n").split("\n");
  const quoteStart = findQuoteStart(lines);
  const own = quoteStart < 0 ? lines : lines.slice(0, quoteStart);
  const written = own.some(isQuotedLine) ? withoutQuotes(own) : own;
  const { body, signature } = splitSignature(written);
  const newText = body.join("\n").trim();
  if (quoteStart < 0 && written === own) return { newText: secondOpinion(newText), signature };
  return { newText, signature };
}

/** Drops quoted lines; where answers stand between them, each keeps the end of what it answers. */
function withoutQuotes(lines: string[]): string[] {
  const firstQuote = lines.findIndex(isQuotedLine);
  const answers = lines.slice(firstQuote).some((line) => isAnswer(line));
  if (!answers) return dropTrailingAttribution(lines.slice(0, firstQuote));
  const kept: string[] = [];
  let question: string[] = [];
  for (const line of lines) {
    if (isQuotedLine(line)) {
      const quoted = line.replace(/^[\s>|]+/, "");
      if (quoted !== "") question.push(`> ${quoted}`);
    } else if (isAnswer(line)) {
      kept.push(...question.slice(-CONTEXT_LINES), line);
      question = [];
    } else if (isAttribution(line)) {
      kept.length -= Math.max(
        0,
        attributionLength([...kept.slice(-2), line], Math.min(kept.length, 2) + 1) - 1,
      );
    } else {
      kept.push(line);
    }
  }
  return kept;
}

function isAnswer(line: string): boolean {
  return line.trim() !== "" && !isQuotedLine(line) && !isAttribution(line);
}

function dropTrailingAttribution(lines: string[]): string[] {
  let end = lines.length;
  while (end > 0 && (lines[end - 1] ?? "").trim() === "") end -= 1;
  return lines.slice(0, end - attributionLength(lines, end));
}

/** For languages our own rules lack, where a word of attribution gives reason to ask. */
function secondOpinion(text: string): string {
  if (text.length > MAX_FOR_LIBRARY || !RARE_ATTRIBUTION.test(text)) return text;
  if (text.split("\n").some((line) => line.length > MAX_LINE_FOR_LIBRARY)) return text;
  const visible = new EmailReplyParser().parseReply(text).trim();
  return visible === "" ? text : visible;
}
