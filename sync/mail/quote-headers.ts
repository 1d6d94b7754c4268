/** Recognises the lines with which mail programs introduce quoted or forwarded mail. */

/** How far below a header's first line its other lines are looked for. */
const BLOCK = 7;
const MAX_HEADER_LINE = 400;

const DIVIDER =
  /^\s*[-_=*]{2,}\s*(?:original (?:message|appointment)|ursprüngliche (?:nachricht|mail)|original-nachricht|message d['’]origine|message original|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig (?:besked|meddelelse)|originalmeddelande|forwarded (?:message|by\b.{0,200})|begin forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|元のメッセージ|転送(?:された)?メッセージ|原始邮件|转发邮件).{0,120}$/i;
const APPLE_FORWARD =
  /^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié)\s*:\s*$/i;
const FROM_LABEL =
  /^[\s*_]*(?:from|von|de|da|van|fra|från|od|lähettäjä|от|差出人|送信者|发件人|寄件者|보낸 사람)[\s*_]*[:：]/i;
const OTHER_LABEL =
  /^[\s*_]*(?:sent|date|to|cc|subject|gesendet|datum|an|betreff|envoyé|à|objet|enviado(?: el)?|fecha|para|asunto|assunto|data|inviato|a|oggetto|verzonden|aan|onderwerp|sendt|til|emne|skickat|till|ämne|送信日時|日時|日付|宛先|件名|发送时间|收件人|主题|보낸 날짜|받는 사람|제목)[\s*_]*[:：]/i;
const OUTLOOK_RULE = /^\s*_{10,}\s*$/;
const ATTRIBUTION_END =
  /(?:\bwrote|\bwrites|\bsaid|\bschrieb(?:\s.{1,160})?|écrit|escribió|ha scritto|escreveu|schreef(?:\s.{1,160})?|skrev(?:\s.{1,160})?|kirjoitti|pisze|napisał(?:\(a\))?|написал(?:\(а\))?|写道|寫道|のメッセージ|書きました|작성)\s*[:：]\s*-*\s*$/i;
/** Japanese and Chinese Gmail: "2024年1月5日(金) 10:00 田中 <a@b>:" */
const CJK_ATTRIBUTION = /^\s*\d{4}[年/.-].{3,160}<[^<>\s]{3,120}@[^<>\s]{3,120}>\s*[:：]\s*$/;
const ATTRIBUTION_WORD = /^\s*[-–—]*\s*(?:on|am|le|el|il|em|op|den|dnia|w dniu|at|in)\s.{0,200}\d/i;
const ATTRIBUTION_START =
  /^\s*[-–—]*\s*(?:on|am|le|el|il|em|op|den|dnia|w dniu|ср|пн|вт|чт|пт|сб|вс|at|in)\s|^\s*["'“<]?[\p{L}][^:]{1,120}(?:<|wrote|writes|schrieb)/iu;
/** Lotus Notes: the name, then "06/22/2001 10:00 AM", then To:. The name may share the line. */
const NOTES_DATE =
  /(?:^|\s)\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s+(?:\d{1,2}:\d{2}(?::\d{2})?)\s*(?:[AP]M)?(?:\s*[A-Z]{2,4})?\s*$/i;
const NOTES_TO = /^\s*(?:to|an)\s*:/i;

/** Index of the first line of quoted mail; -1 when everything may be the sender's own. */
export function findQuoteStart(lines: string[]): number {
  for (const [index, line] of lines.entries()) {
    if (line.length < 3 || line.length > MAX_HEADER_LINE || isQuotedLine(line)) continue;
    const start = quoteStartAt(lines, index, line);
    if (start >= 0) return start;
  }
  return -1;
}

/** "On Monday, Ana wrote:" and its kin, as one line. */
export function isAttribution(line: string): boolean {
  if (line.length > MAX_HEADER_LINE) return false;
  return ATTRIBUTION_END.test(line) || CJK_ATTRIBUTION.test(line);
}

/** How many lines before `end` form one attribution; 0 when none does. */
export function attributionLength(lines: string[], end: number): number {
  if (end === 0 || !isAttribution(lines[end - 1] ?? "")) return 0;
  const wrapped = [3, 2].find(
    (length) => end >= length && ATTRIBUTION_WORD.test(lines[end - length] ?? ""),
  );
  return wrapped ?? 1;
}

export function isQuotedLine(line: string): boolean {
  return /^\s{0,3}>/.test(line);
}

function quoteStartAt(lines: string[], index: number, line: string): number {
  if (DIVIDER.test(line) || APPLE_FORWARD.test(line)) return index;
  if (FROM_LABEL.test(line) && labelsBelow(lines, index) >= 2) return aboveRule(lines, index);
  if (NOTES_DATE.test(line)) return notesStart(lines, index);
  return attributionStart(lines, index, line);
}

function labelsBelow(lines: string[], index: number): number {
  return lines.slice(index + 1, index + BLOCK).filter((line) => OTHER_LABEL.test(line)).length;
}

function aboveRule(lines: string[], index: number): number {
  const above = previousText(lines, index);
  return above >= 0 && OUTLOOK_RULE.test(lines[above] ?? "") ? above : index;
}

/** "Kim Ward@ENRON" / "06/22/2001 10:00 AM" / "To: …": starts at the name. */
function notesStart(lines: string[], index: number): number {
  const below = lines.slice(index + 1, index + BLOCK);
  if (!below.some((line) => NOTES_TO.test(line))) return -1;
  const startsWithDate = /^\s*\d/.test(lines[index] ?? "");
  const above = startsWithDate ? previousText(lines, index) : index;
  return above >= 0 && index - above <= 2 && (lines[above] ?? "").length < 120 ? above : index;
}

/** Attributions wrap over up to three lines. Followed by ">" they introduce a quote that may hold answers. */
function attributionStart(lines: string[], index: number, line: string): number {
  if (!ATTRIBUTION_START.test(line) && !isAttribution(line)) return -1;
  for (const length of [1, 2, 3]) {
    const last = lines[index + length - 1];
    if (last === undefined || (length > 1 && (last.trim() === "" || isQuotedLine(last)))) return -1;
    if (!isAttribution(lines.slice(index, index + length).join(" "))) continue;
    if (length > 1 && !/\d/.test(line)) return -1;
    const next = nextText(lines, index + length);
    return next === undefined || isQuotedLine(next) ? -1 : hasDateOrAddress(lines, index, length);
  }
  return -1;
}

/** "As Ana wrote:" in running text is no header: a header names a date or an address. */
function hasDateOrAddress(lines: string[], index: number, length: number): number {
  const header = lines.slice(index, index + length).join(" ");
  return /@|\d{4}|\d{1,2}[:.]\d{2}/.test(header) ? index : -1;
}

function previousText(lines: string[], index: number): number {
  for (let above = index - 1; above >= 0 && above >= index - 3; above -= 1) {
    if ((lines[above] ?? "").trim() !== "") return above;
  }
  return -1;
}

function nextText(lines: string[], from: number): string | undefined {
  return lines.slice(from, from + 4).find((line) => line.trim() !== "");
}
