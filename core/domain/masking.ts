/** Masks payment cards and secrets in text before it is stored, logged, indexed or prompted with. */
import cardValidator from "card-validator";

const CARD_SEPARATORS = " .\\-\\u00A0\\u2009\\u202F\\u2010-\\u2015\\u3000\\uFF0D\\uFF0E";
const DIGITS = "0-9\\uFF10-\\uFF19";
const DIGIT_RUN = new RegExp(`[${DIGITS}](?:[${CARD_SEPARATORS}]{0,2}[${DIGITS}]){12,}`, "g");
const DIGIT_GROUP = new RegExp(`[${DIGITS}]+`, "g");
const CARD_GROUPINGS = new Set([
  "4-4-4-4",
  "4-6-5",
  "4-6-4",
  "4-4-4-4-3",
  "4-4-4-1",
  "6-13",
  "4-4-4-4-2",
]);
const CARD_WORDS =
  /card|visa\b|amex|american express|maestro|diners|\bjcb\b|credit|debit|\bcv[vc]|\bcc ?(?:no|num|#|:)|tarjeta|kredit|karte|carte |carta di|cart[aã]o|カード|卡/i;
const WORDS_BEFORE = 48;
const WORDS_AFTER = 24;

const SECRET_LABEL_HINT =
  /pass|pwd|secret|token|key|kennwort|senha|contrase|mot de|\bpin\b|bearer|\/\/|wachtwoord|パスワード|密码/i;
const LABELLED_SECRET = new RegExp(
  "(?<![\\p{L}\\p{N}])((?:pass ?(?:word|wort|code|phrase|wd)|pwd|kennwort|wachtwoord|senha|contrase[nñ]a|" +
    "mot de passe|パスワード|密码|(?:api|secret|access|private|encryption)[ _-]?key|" +
    "(?:access|auth|api|refresh|bearer|secret)[ _-]?token|client[ _-]?secret|secret|pin(?: code)?)" +
    "(?: (?:is|ist|est|es|é))?[ \\t]{0,4}[:=：][ \\t]{0,4}(?:\\r?\\n[ \\t]{0,8})?)([^\\s<>]{3,200})",
  "giu",
);
const SPOKEN_SECRET =
  /\b((?:password|passcode|passwort|kennwort|pwd|pin)[ \t](?:is|ist|est|es)[ \t]["'“]?)(?=[^\s]{0,60}[0-9!@#$%^&*+=_])([^\s"'”]{4,200})/gi;
const BEARER = /\b(Bearer[ \t])([A-Za-z0-9._~+/=-]{20,4000})/g;
const URL_PASSWORD = /(:\/\/[^\s/:@]{1,100}:)([^\s/:@]{1,100})(?=@)/g;

/** Published shapes of keys and tokens; a left border keeps each scan to one pass over a word. */
const KNOWN_TOKEN = new RegExp(
  "(?<![\\w-])(?:(?:AKIA|ASIA)[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_\\w{22,255}|glpat-[\\w-]{20,80}|" +
    "sk-[\\w-]{20,300}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/]{20,255}|xox[abeprs]-[\\w-]{10,255}|" +
    "xapp-[\\w-]{10,255}|AIza[\\w-]{35}|ya29\\.[\\w-]{20,2000}|npm_[A-Za-z0-9]{36}|hf_[A-Za-z0-9]{30,80}|" +
    "SG\\.[\\w-]{16,64}\\.[\\w-]{16,64}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{32}|dop_v1_[a-f0-9]{64}|" +
    "EAA[A-Za-z0-9]{40,400}|eyJ[\\w-]{8,4000}\\.eyJ[\\w-]{8,8000}\\.[\\w-]{8,4000})",
  "g",
);
const IBAN = /\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g;
const PEM_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const PEM_MAX = 20_000;
const SECRET = "[secret removed]";

/** The text with card numbers (last four kept), IBANs and secrets replaced; linear in its length. */
export function maskSecrets(text: string): string {
  if (text.length < 6) return text;
  let masked = text.replace(DIGIT_RUN, maskCardsInRun);
  masked = masked.replace(KNOWN_TOKEN, SECRET).replace(IBAN, maskIban);
  if (masked.includes("PRIVATE KEY")) masked = maskPrivateKeys(masked);
  if (!SECRET_LABEL_HINT.test(masked)) return masked;
  return masked
    .replace(LABELLED_SECRET, maskLabelled)
    .replace(SPOKEN_SECRET, `$1${SECRET}`)
    .replace(BEARER, `$1${SECRET}`)
    .replace(URL_PASSWORD, `$1${SECRET}`);
}

interface DigitGroup {
  digits: string;
  start: number;
  end: number;
}

/** A run may hold an order number, then a card: every window of whole groups is tried. */
function maskCardsInRun(run: string, offset: number, text: string): string {
  const groups = groupsOf(run);
  let knownWord: boolean | undefined;
  const hasWord = (): boolean => (knownWord ??= hasCardWord(text, offset, run.length));
  let masked = "";
  let copiedTo = 0;
  let index = 0;
  while (index < groups.length) {
    const length = cardWindow(groups, index, hasWord);
    if (length === 0) {
      index += 1;
      continue;
    }
    const first = groups[index];
    const last = groups[index + length - 1];
    if (first === undefined || last === undefined) break;
    const number = joined(groups, index, length);
    masked += `${run.slice(copiedTo, first.start)}[card •••• ${number.slice(-4)}]`;
    copiedTo = last.end;
    index += length;
  }
  return masked + run.slice(copiedTo);
}

function groupsOf(run: string): DigitGroup[] {
  return Array.from(run.matchAll(DIGIT_GROUP), (match) => ({
    digits: match[0].normalize("NFKC"),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** How many groups from `index` on make one card number; 0 when none do. */
function cardWindow(groups: DigitGroup[], index: number, hasWord: () => boolean): number {
  let total = 0;
  let found = 0;
  for (let length = 1; index + length <= groups.length; length += 1) {
    total += groups[index + length - 1]?.digits.length ?? 0;
    if (total > 19) break;
    if (total >= 13 && isCard(groups.slice(index, index + length), hasWord)) found = length;
  }
  return found;
}

/** Random 16-digit numbers pass Luhn and brand in 1 of 17 cases, so form or words must agree too. */
function isCard(groups: DigitGroup[], hasWord: () => boolean): boolean {
  const number = groups.map((group) => group.digits).join("");
  if (!/^[2-6]/.test(number) || !passesLuhn(number)) return false;
  const grouping = groups.map((group) => group.digits.length).join("-");
  if (!CARD_GROUPINGS.has(grouping) && !hasWord()) return false;
  return cardValidator.number(number).isValid;
}

/** Asked before the library, which is thorough and slow: most digit runs end here. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let index = 0; index < number.length; index += 1) {
    const digit = number.charCodeAt(number.length - 1 - index) - 48;
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function hasCardWord(text: string, offset: number, length: number): boolean {
  const before = text.slice(Math.max(0, offset - WORDS_BEFORE), offset);
  return (
    CARD_WORDS.test(before) ||
    CARD_WORDS.test(text.slice(offset + length, offset + length + WORDS_AFTER))
  );
}

function joined(groups: DigitGroup[], index: number, length: number): string {
  return groups
    .slice(index, index + length)
    .map((group) => group.digits)
    .join("");
}

function maskLabelled(whole: string, label: string, value: string): string {
  const isAnotherLabel = /[:：]$/.test(value);
  const isPlaceholder = /^\[|^https?:|^[*•.…_-]+$/i.test(value);
  return isAnotherLabel || isPlaceholder ? whole : label + SECRET;
}

function maskIban(candidate: string): string {
  const compact = candidate.replaceAll(" ", "");
  if (compact.length < 15 || compact.length > 34) return candidate;
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1 ? `[iban •••• ${compact.slice(-4)}]` : candidate;
}

function maskPrivateKeys(text: string): string {
  let rest = text;
  let masked = "";
  for (let begin = PEM_BEGIN.exec(rest); begin !== null; begin = PEM_BEGIN.exec(rest)) {
    const end = /-----END [A-Z0-9 ]{0,40}-----/.exec(
      rest.slice(begin.index, begin.index + PEM_MAX),
    );
    const length = end === null ? PEM_MAX : end.index + end[0].length;
    masked += rest.slice(0, begin.index) + SECRET;
    rest = rest.slice(begin.index + length);
  }
  return masked + rest;
}
