/** Telephone numbers: one comparable form (E.164) and one readable form. */
import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from "libphonenumber-js/min";

const MAX_LENGTH = 60;

/** E.164, or undefined when it is no number or, without a country, not written internationally. */
export function normalizePhone(text: string, defaultCountry?: string): string | undefined {
  return parse(text, defaultCountry)?.number;
}

/** "+49 30 1234567"; the text as written when it cannot be read. */
export function formatPhone(text: string, defaultCountry?: string): string {
  return parse(text, defaultCountry)?.formatInternational() ?? text.trim();
}

/** Whether it is an ISO 3166 alpha-2 code of a country with telephone numbers. */
export const isCountry = (code: string): boolean => isSupportedCountry(code);

function parse(text: string, defaultCountry?: string): PhoneNumber | undefined {
  const written = text
    .normalize("NFKC")
    .trim()
    .replace(/^tel:/i, "")
    .replace(/^00(?=[1-9])/, "+")
    .replace(/\(0\)/, "");
  if (written === "" || written.length > MAX_LENGTH) return undefined;
  const country = defaultCountry?.toUpperCase() ?? "";
  const options = isSupportedCountry(country) ? { defaultCountry: country } : {};
  const number = parsePhoneNumberFromString(written, { ...options, extract: false });
  // Written with its country, a number is believed although its range is new or reserved.
  const believed = written.startsWith("+") ? number?.isPossible() : number?.isValid();
  return believed === true ? number : undefined;
}
