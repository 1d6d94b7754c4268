/** Countries as people write them: "Spain", "España", "ES", "the UK". */

/** The languages whose names of countries are read, besides their codes. */
const languages = ["en", "es", "de", "fr", "pt", "it", "nl"];
const others: Record<string, string> = {
  uk: "GB",
  "great britain": "GB",
  britain: "GB",
  england: "GB",
  usa: "US",
  "u.s.": "US",
  "u.s.a.": "US",
  america: "US",
  holland: "NL",
  czechia: "CZ",
  "czech republic": "CZ",
  turkey: "TR",
  uae: "AE",
  korea: "KR",
};
const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ");

/** ISO 3166 alpha-2 of a country said by name or code; undefined for anything else. */
export function countryCode(said: string): string | undefined {
  const key = keyOf(said);
  if (key === "") return undefined;
  codes ??= readCodes();
  return codes.get(key);
}

/** "Spain" for "ES", "España" or "spain"; the words as said where they name no country. */
export function countryName(said: string): string {
  const code = countryCode(said);
  return (code && english.of(code)) ?? said.trim();
}

/** Everything a record may hold for this country, the words as said among it. */
export function countrySpellings(said: string): string[] {
  const code = countryCode(said);
  if (code === undefined) return [said.trim()];
  codes ??= readCodes();
  const names = Array.from(codes).flatMap(([name, of]) => (of === code ? [name] : []));
  return [...new Set([said.trim(), ...names])];
}

const namesIn = (language: string) =>
  new Intl.DisplayNames([language], { type: "region", fallback: "none" });
const english = namesIn("en");
let codes: Map<string, string> | undefined;

function readCodes(): Map<string, string> {
  const known = letters.flatMap((first) => letters.map((second) => first + second));
  const read = new Map<string, string>();
  for (const language of languages) {
    const names = namesIn(language);
    for (const code of known) {
      const name = names.of(code);
      if (name === undefined || retired.has(code)) continue;
      read.set(keyOf(name), code);
      read.set(keyOf(code), code);
    }
  }
  for (const [name, code] of Object.entries(others)) read.set(name, code);
  return read;
}

/** Codes of areas and of countries that are no more, which would take a living one's name. */
const retired = new Set([
  "EU",
  "EZ",
  "UN",
  "XA",
  "XB",
  "ZZ",
  "UK",
  "DD",
  "FX",
  "SU",
  "YU",
  "ZR",
  "BU",
  "TP",
  "NH",
  "DY",
  "RH",
  "HV",
  "VD",
  "YD",
  "CS",
  "AN",
  "NT",
  "PZ",
  "QO",
  "AC",
  "CP",
  "DG",
  "EA",
  "IC",
  "TA",
  "CQ",
]);

const keyOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .trim()
    .replace(/^the /, "");
