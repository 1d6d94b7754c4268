/** Spreadsheets as people and programs export them. */
import { describe, expect, it } from "vitest";
import { mapColumns } from "./csv-columns.ts";
import { amountIn, rowToCompany, rowToContact, rowToDeal } from "./csv-rows.ts";
import { readCsv } from "./csv.ts";
import type { Read } from "./records.ts";

async function* bytes(data: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += 1000)
    yield await Promise.resolve(data.subarray(at, at + 1000));
}

async function table(
  text: string | Buffer,
): Promise<{ headers: string[]; rows: Read<string[]>[] }> {
  const { headers, rows } = await readCsv(bytes(Buffer.from(text)));
  const all: Read<string[]>[] = [];
  for await (const row of rows) all.push(row);
  return { headers, rows: all };
}

async function contacts(text: string | Buffer): Promise<unknown[]> {
  const { headers, rows } = await table(text);
  const mapping = mapColumns(headers);
  return rows.map((row) => ("item" in row ? rowToContact(row, mapping, "US") : row));
}

const LINKEDIN =
  'Notes:\n"When exporting, some addresses are missing."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n' +
  'Ana,Ruiz,https://www.linkedin.com/in/anaruiz,,"Acme, Inc",Head of Sales,01 Mar 2024\n';

describe("readCsv", () => {
  it("reads LinkedIn connections below their notes", async () => {
    expect(mapColumns((await table(LINKEDIN)).headers)).toMatchObject({
      kind: "linkedin",
      unmapped: [],
    });
    expect(await contacts(LINKEDIN)).toMatchObject([
      {
        position: "row 5",
        item: {
          name: "Ana Ruiz",
          company: "Acme, Inc",
          linkedin: "https://www.linkedin.com/in/anaruiz",
          connectedOn: "2024-03-01",
        },
      },
    ]);
  });

  it("finds delimiter, byte order mark and charset", async () => {
    const german = Buffer.from(
      "Vorname;Nachname;E-Mail;Firma\nJürgen;Groß;j@x.de;Müller GmbH\n",
      "latin1",
    );
    expect(await contacts(german)).toMatchObject([
      { item: { name: "Jürgen Groß", emails: ["j@x.de"], company: "Müller GmbH" } },
    ]);
    expect((await table("\uFEFFName\tEmail\nAna\ta@x.com\n")).headers).toEqual(["Name", "Email"]);
    expect(await contacts(Buffer.from("\uFEFFName,Email\nAna,a@x.com\n", "utf16le"))).toMatchObject(
      [{ item: { name: "Ana" } }],
    );
  });

  it("names rows it cannot use and keeps the others", async () => {
    const rows = await contacts(
      'Name,Email\n,\nAna,a@x.com\n,nonsense\n=1+1,b@x.com\nBob,"open\nLee,c@x.com\n',
    );
    expect(rows).toMatchObject([
      { position: "row 3", item: { name: "Ana" } },
      { position: "row 4", failed: expect.any(String) as string },
      { position: "row 5", item: { name: "=1+1" } },
      { failed: expect.stringContaining("quotation mark") as string },
    ]);
  });

  it("refuses an empty file in one sentence", async () => {
    await expect(table("\n\n")).rejects.toMatchObject({ code: "unreadable" });
  });

  it("streams many rows", async () => {
    const { rows } = await table("Name,Email\n" + "Ana,a@x.com\n".repeat(20_000));
    expect(rows).toHaveLength(20_000);
  });
});

describe("mapColumns", () => {
  it.each([
    [
      "people",
      "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Organization 1 - Name,Group Membership",
    ],
    ["people", "First Name,Last Name,E-mail Address,Business Phone,Company,Job Title,Categories"],
    ["people", "Nombre,Apellidos,Correo electrónico,Teléfono,Empresa,Cargo"],
    ["people", "Prénom,Nom,Adresse e-mail,Téléphone,Société,Poste"],
    ["people", "Person - Name,Person - Email - Work,Person - Phone - Work,Person - Organization"],
    ["companies", "Company name,Company Domain Name,Industry,City,Country/Region"],
    ["deals", "Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner"],
    ["deals", "Deal - Title,Deal - Value,Deal - Stage,Deal - Expected close date"],
  ])("%s: %s", (kind, headers) => {
    expect(mapColumns(headers.split(","))).toMatchObject({ kind, unmapped: [] });
  });

  it("names what it does not know", () => {
    expect(mapColumns(["Name", "Email", "Shoe size"]).unmapped).toEqual(["Shoe size"]);
  });
});

it("reads deals and companies", async () => {
  const deals = await table(
    'Deal Name,Amount,Close Date,Stage,Company\nRenewal,"€12.500,50",31/12/2024,Won,Acme\n',
  );
  const [deal] = deals.rows;
  expect(
    deal !== undefined && "item" in deal && rowToDeal(deal, mapColumns(deals.headers)),
  ).toMatchObject({
    item: {
      name: "Renewal",
      value: "12500.50",
      currency: "EUR",
      closeDate: "2024-12-31",
      stage: "Won",
    },
  });
  const companies = await table("Company,Website,Industry\nAcme,https://www.acme.com/about,Gas\n");
  const [company] = companies.rows;
  expect(
    company !== undefined &&
      "item" in company &&
      rowToCompany(company, mapColumns(companies.headers)),
  ).toMatchObject({
    item: { name: "Acme", domain: "acme.com" },
  });
});

it.each([
  ["$1,234.50", "1234.50"],
  ["1.234,50 €", "1234.50"],
  ["12,000", "12000"],
  ["1 200,5", "1200.5"],
  ["(300)", "-300"],
  ["n/a", undefined],
])("amount %s", (written, value) => {
  expect(amountIn(written)).toBe(value);
});
