/** Renders the address book, the connections export and the people spreadsheet of the demo. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { DateTime } from "luxon";
import { z } from "zod";
import type { Cast, Person } from "./cast.ts";
import { shortHash } from "./stories.ts";

/** Someone Ana saved twice, and people who write no mail: an address book is never tidy. */
const extraCards = [
  {
    name: "Jon Okafor",
    email: "jon.okafor@okafor-family.example",
    phone: "+31612204418",
    note: "Private",
  },
  { name: "Dr. Elvira Sanz", email: "", phone: "+34 91 555 01 04", note: "Dentist" },
  {
    name: "Taller Hermanos Gil",
    email: "",
    phone: "+34 91 555 01 35",
    note: "Car, ask for the younger one",
  },
];

const connection = z.object({
  first: z.string(),
  last: z.string(),
  company: z.string(),
  position: z.string(),
  connected: z.string(),
});

export function renderContacts(cast: Cast): string {
  const cards = [
    ...listed(cast, "vcf").map((person) => card(person)),
    ...extraCards.map((extra) => card({ ...extra, company: "", title: "", tags: "" })),
  ];
  return cards.join("");
}

export function renderPeople(cast: Cast): string {
  const rows = listed(cast, "people").map(
    ({ name, email, phone, company, title, city, country, tags }) => [
      name,
      email,
      phone,
      company,
      title,
      city,
      country,
      tags.replaceAll(";", ", "),
    ],
  );
  return csv([["Name", "Email", "Phone", "Company", "Title", "City", "Country", "Tags"], ...rows]);
}

/** Most connections hide their address, as in a real export; every fourth shows it. */
export function renderConnections(cast: Cast, folder: string): string {
  const known = listed(cast, "linkedin").map((person, index) => {
    const [first = "", ...last] = person.name.split(" ");
    const connected = DateTime.utc(2026, 10, 30).minus({ days: index * 41 + 3 });
    const email = index % 4 === 0 ? person.email : "";
    return connectionRow({
      first,
      last: last.join(" "),
      ...person,
      position: person.title,
      email,
      connected,
    });
  });
  const others = z
    .array(connection)
    .parse(parse(readFileSync(`${folder}/connections.csv`, "utf8"), { columns: true }))
    .map((row) =>
      connectionRow({
        ...row,
        email: "",
        connected: DateTime.fromISO(row.connected, { zone: "utc" }),
      }),
    );
  const preamble =
    'Notes:\n"An address is missing where a connection prefers to keep it private."\n\n';
  const head = [
    "First Name",
    "Last Name",
    "URL",
    "Email Address",
    "Company",
    "Position",
    "Connected On",
  ];
  return preamble + csv([head, ...known, ...others]);
}

interface ConnectionParts {
  first: string;
  last: string;
  email: string;
  company: string;
  position: string;
  connected: DateTime;
}

function connectionRow(row: ConnectionParts): string[] {
  const slug = `${row.first}-${row.last}`
    .normalize("NFKD")
    .replace(/[^\w-]+/g, "")
    .toLowerCase();
  const url = `https://www.linkedin.com/in/${slug}-demo-${shortHash(slug).slice(0, 6)}`;
  const on = row.connected.setLocale("en-US").toFormat("dd LLL yyyy");
  return [row.first, row.last, url, row.email, row.company, row.position, on];
}

type CardParts = Pick<Person, "name" | "email" | "phone" | "company" | "title" | "tags"> & {
  note?: string;
};

function card(person: CardParts): string {
  const [given = "", ...family] = person.name.split(" ");
  const lines = [
    "BEGIN:VCARD",
    "VERSION:4.0",
    `UID:urn:demo:${shortHash(person.name)}`,
    `FN:${person.name}`,
    `N:${family.join(" ")};${given};;;`,
    ...(person.email ? [`EMAIL;TYPE=work:${person.email}`] : []),
    ...(person.phone ? [`TEL;TYPE=cell;VALUE=text:${person.phone}`] : []),
    ...(person.company ? [`ORG:${person.company}`] : []),
    ...(person.title ? [`TITLE:${person.title}`] : []),
    ...(person.tags ? [`CATEGORIES:${person.tags.replaceAll(";", ",")}`] : []),
    ...(person.note ? [`NOTE:${person.note.replaceAll(",", "\\,")}`] : []),
    "REV:20261120T170000Z",
    "END:VCARD",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

function listed(cast: Cast, list: string): Person[] {
  return [...cast.values()].filter((person) => person.lists.split(" ").includes(list));
}

function csv(rows: string[][]): string {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
