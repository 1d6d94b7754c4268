/** Reads title, telephone and company from a signature, and rather nothing than something doubtful. */
import { companyDomainOf } from "../../core/domain/email-address.ts";
import { normalizePhone } from "../../core/domain/phone.ts";
import type { Address } from "./message.ts";

export interface SignatureHints {
  title?: string;
  phone?: string;
  company?: string;
}

const MAX_LINES = 15;
/** How many lines below the sender's name a title or company may stand. */
const NEAR_NAME = 3;
const TITLE =
  /\b(?:c[eftiom]o|cmo|chief|founder|co-?founder|president|vice president|s?vp|evp|director|managing director|head of|manager|lead|engineer|developer|architect|analyst|consultant|advis[oe]r|specialist|associate|coordinator|executive|officer|partner|principal|attorney|counsel|lawyer|paralegal|accountant|controller|assistant|secretary|administrator|professor|lecturer|researcher|scientist|designer|editor|representative|recruiter|trader|broker|buyer|planner|supervisor|superintendent|technician|geschäftsführer(?:in)?|leiter(?:in)?|vorstand|prokurist(?:in)?|vertriebsleiter(?:in)?|directeur|directrice|responsable|gérante?|gerente|director[ae]?|jefe|diretora?|responsabile|amministratore)\b/i;
const COMPANY_FORM =
  /\b(?:inc|llc|ltd|limited|corp|corporation|company|co|gmbh|ag|kg|ug|se|s\.?a\.?|sas|sarl|s\.?l\.?|s\.?p\.?a\.?|srl|b\.?v\.?|n\.?v\.?|oy|ab|a\/s|plc|pty|llp|lp|group|partners|holdings?|energy|bank|university|institute|associates)\b\.?,?$/i;
const PHONE_LABEL =
  /(?:^|\s|\()(?:t|p|m|tel|phone|ph|mobile|mob|cell|cellular|office|direct|work|voice|telefon|mobil|handy|tél|téléphone|móvil|teléfono|telefone|電話)\b\.?\)?\s*[:#.)|]?\s*(?=[+(\d])/iu;
const FAX_LABEL = /\b(?:f|fax|telefax)\b\.?\s*[:#.)|]?\s*(?=[+(\d])/i;
const NUMBER = /\+?\(?\d[\d\s().\-/]{6,22}\d/;
const NOT_A_TITLE =
  /[@]|https?:|www\.|\d{3}|[.!?]\s*$|\b(?:i|we|you|please|will|is|are|was|my|your)\b/i;

/** `defaultCountry` reads national numbers; without it only international ones count. */
export function signatureHints(
  signature: string,
  sender: Address,
  defaultCountry?: string,
): SignatureHints {
  const lines = signature
    .split("\n")
    .slice(0, MAX_LINES)
    .map((line) => line.trim())
    .filter(Boolean);
  const name = lines.findIndex((line) => holdsName(line, sender));
  const near = name < 0 ? [] : lines.slice(name, name + 1 + NEAR_NAME);
  const title = titleIn(near, sender);
  const company = companyIn(near, sender, title);
  const phone = phoneIn(lines, defaultCountry);
  return {
    ...(title === undefined ? {} : { title }),
    ...(phone === undefined ? {} : { phone }),
    ...(company === undefined ? {} : { company }),
  };
}

/** The line bears the sender's family name, or given name, as the header or the address writes it. */
function holdsName(line: string, sender: Address): boolean {
  if (line.length > 80 || line.includes("@")) return false;
  const local = sender.email.split("@")[0] ?? "";
  const words = plain(`${sender.name} ${local}`)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2);
  const inLine = new Set(plain(line).split(/[^\p{L}]+/u));
  return words.some((word) => inLine.has(word));
}

function titleIn(near: string[], sender: Address): string | undefined {
  for (const [index, line] of near.entries()) {
    const candidate =
      index === 0
        ? afterName(line, sender)
        : (line.split(/\s+[|•·]\s+|,\s+(?=[A-Z][^,]*$)/)[0] ?? "");
    const isTitle = candidate.length >= 2 && candidate.length <= 70 && TITLE.test(candidate);
    if (isTitle && !NOT_A_TITLE.test(candidate) && candidate.split(/\s+/).length <= 8)
      return candidate.trim();
  }
  return undefined;
}

/** "Ana Ruiz, Head of Sales" → "Head of Sales"; nothing unless a name stands before the divider. */
function afterName(line: string, sender: Address): string {
  const divider = /\s*(?:,|\||•|·|\s[-–—]\s)\s*/.exec(line);
  if (divider === null || !holdsName(line.slice(0, divider.index), sender)) return "";
  return (line.slice(divider.index + divider[0].length).split(/\s*[|•·]\s*/)[0] ?? "").trim();
}

/** A company is believed when it has a legal form, or when the sender's domain agrees. */
function companyIn(near: string[], sender: Address, title: string | undefined): string | undefined {
  const label = plain(companyDomainOf(sender.email)?.split(".")[0] ?? "").replace(
    /[^\p{L}\p{N}]/gu,
    "",
  );
  for (const line of near.slice(1).flatMap((text) => text.split(/\s*[|•·]\s*/))) {
    const unfit =
      line.length < 2 ||
      line.length > 60 ||
      line === title ||
      NOT_A_TITLE.test(line.replace(/\.$/, ""));
    if (unfit || (TITLE.test(line) && !COMPANY_FORM.test(line))) continue;
    const compact = plain(line).replace(/[^\p{L}\p{N}]/gu, "");
    const agrees = label.length >= 3 && compact.startsWith(label);
    if (agrees || COMPANY_FORM.test(line)) return line.replace(/,$/, "");
  }
  return undefined;
}

function phoneIn(lines: string[], defaultCountry: string | undefined): string | undefined {
  for (const line of lines) {
    if (line.length > 120) continue;
    const label = PHONE_LABEL.exec(line);
    const part = label === null ? "" : line.slice(label.index + label[0].length);
    const found = normalized(NUMBER.exec(part)?.[0], defaultCountry);
    if (found !== undefined) return found;
  }
  const alone = lines.filter((line) => line.length <= 25 && !FAX_LABEL.test(line));
  for (const line of alone) {
    const number = NUMBER.exec(line)?.[0];
    const isWholeLine =
      number !== undefined && line.replace(number, "").replace(/[^\p{L}\p{N}]/gu, "") === "";
    const found = isWholeLine ? normalized(number, defaultCountry) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function normalized(
  number: string | undefined,
  defaultCountry: string | undefined,
): string | undefined {
  return number === undefined ? undefined : normalizePhone(number, defaultCountry);
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
