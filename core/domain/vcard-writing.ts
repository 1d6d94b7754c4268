/** People as address-book cards (vCard 4.0). */
import ICAL from "ical.js";

export interface Card {
  name: string;
  title: string | null;
  company: string | null;
  emails: readonly string[];
  /** E.164. */
  phones: readonly string[];
  urls: readonly string[];
  addresses: readonly string[];
  city: string | null;
  country: string | null;
  tags: readonly string[];
  note: string | null;
  /** ISO, or "--05-03" without its year. */
  birthday: string | null;
}

type Property = [name: string, parameters: object, type: string, ...values: unknown[]];

export const vcardsOf = (cards: readonly Card[]): string =>
  cards.map((card) => `${ICAL.stringify(["vcard", propertiesOf(card), []])}\r\n`).join("");

function propertiesOf(card: Card): Property[] {
  const text = (name: string, value: string | null): Property[] =>
    value ? [[name, {}, "text", plain(value)]] : [];
  return [
    ["version", {}, "text", "4.0"],
    ["fn", {}, "text", plain(card.name)],
    ["n", {}, "text", nameParts(plain(card.name))],
    ...text("title", card.title),
    ...(card.company ? [["org", {}, "text", [plain(card.company)]] as Property] : []),
    ...card.emails.flatMap((email) => text("email", email)),
    ...card.phones.map((phone): Property => ["tel", {}, "uri", `tel:${phone}`]),
    ...card.urls.map((url): Property => ["url", {}, "uri", url]),
    ...addressesOf(card),
    ...(card.tags.length > 0
      ? [["categories", {}, "text", ...card.tags.map(plain)] as Property]
      : []),
    ...(card.birthday
      ? [["bday", {}, "date-and-or-time", basicDate(card.birthday)] as Property]
      : []),
    ...text("note", card.note),
  ];
}

/** A written address as its street line; city and country alone where there is none. */
function addressesOf({ addresses, city, country }: Card): Property[] {
  if (addresses.length > 0)
    return addresses.map((one) => ["adr", {}, "text", ["", "", plain(one), "", "", "", ""]]);
  if (!city && !country) return [];
  return [["adr", {}, "text", ["", "", "", plain(city ?? ""), "", "", plain(country ?? "")]]];
}

/** Family name, given names and three parts we do not know. */
function nameParts(name: string): string[] {
  const words = name.split(" ");
  const family = words.length > 1 ? (words.pop() ?? "") : "";
  return [family, words.join(" "), "", "", ""];
}

/** "19900503" or "--0503": cards write dates without their hyphens. */
const basicDate = (date: string): string =>
  date.startsWith("--") ? `--${date.slice(2).replace("-", "")}` : date.replaceAll("-", "");

const plain = (text: string): string => text.replace(/\r\n?/g, "\n");
