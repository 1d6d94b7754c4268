/** Maps the header row of a spreadsheet export to the fields of people, companies or deals. */
import type { CompanyRow, ContactCard, DealRow } from "./records.ts";

export type CsvKind = "people" | "companies" | "deals" | "linkedin";
export type PersonField = keyof ContactCard | "birthday" | "countryCode";
export type CsvField = PersonField | keyof CompanyRow | keyof DealRow;

export interface ColumnMapping {
  kind: CsvKind;
  /** Column indexes by field; several e-mail, phone and tag columns are usual. */
  columns: Partial<Record<CsvField, number[]>>;
  unmapped: string[];
}

/** Synonyms by field, normalised as `plainHeader` does. The person table also reads Google and Outlook exports. */
const PERSON: Partial<Record<PersonField, string>> = {
  name: "name|full name|contact name|contact|person|person name|display name|file as|nombre completo|nombre y apellidos|vollstandiger name|nom complet|nome completo|contact full name|kontakt|kontaktname",
  givenName:
    "first name|firstname|given name|forename|person first name|contact first name|vorname|nombre|nombres|prenom|primeiro nome|nome",
  familyName:
    "last name|lastname|family name|surname|person last name|contact last name|nachname|familienname|apellido|apellidos|nom|nom de famille|sobrenome|apelido|cognome",
  emails:
    "email|e mail|mail|email address|e mail address|email addresses|primary email|work email|home email|business email|personal email|person email|person email work|person email home|person email other|contact email|correo|correo electronico|direccion de correo|e mail adresse|emailadresse|adresse email|adresse e mail|adresse mail|courriel|endereco de email|e mail 1 value|email 1 value|e mail 2 value|e mail 3 value|e mail 2 address|e mail 3 address|additional email addresses",
  phones:
    "phone|phone number|telephone|tel|mobile|mobile phone|mobile phone number|cell|cell phone|work phone|business phone|business phone 2|home phone|primary phone|other phone|company main phone|person phone|person phone work|person phone mobile|contact phone|telefono|movil|telefon|telefonnummer|handy|mobiltelefon|telephone portable|portable|numero de telephone|telefone|celular|phone 1 value|phone 2 value|phone 3 value|telefone celular",
  company:
    "company|company name|organization|organisation|organization name|organization 1 name|employer|account|account name|associated company|primary company|person organization|empresa|compania|organizacion|firma|unternehmen|organisationsname|entreprise|societe|organisation nom|companhia|organizacao",
  title:
    "title|job title|jobtitle|position|role|organization title|organization 1 title|person job title|cargo|puesto|position im unternehmen|berufsbezeichnung|titel|funktion|poste|fonction|intitule du poste|titre",
  linkedin:
    "linkedin|linkedin url|linkedin profile|linkedin profile url|linkedin bio|person linkedin|profile url",
  website:
    "website|web page|webseite|sitio web|site web|site|homepage|website 1 value|website url|url",
  city: "city|town|business city|home city|address 1 city|mailing city|ciudad|stadt|ort|ville|cidade|person city",
  country:
    "country|country region|country/region|business country region|home country region|business country|home country|address 1 country|mailing country|pais|land|pays|person country",
  tags: "tags|tag|labels|label|categories|category|group membership|groups|group|etiquetas|categorias|kategorien|gruppen|etiquettes|marcadores|person labels|person label",
  note: "note|notes|comments|comment|description|remarks|notas|notizen|bemerkungen|remarques|observacoes|anmerkungen",
  birthday:
    "birthday|date of birth|dob|birth date|geburtstag|geburtsdatum|fecha de nacimiento|cumpleanos|date de naissance|anniversaire|data de nascimento|aniversario",
  connectedOn:
    "connected on|created|created on|date added|create date|add time|person created|erstellt am",
  sourceId: "id|record id|contact id|person id|person id pipedrive|record id contact|external id",
};

const COMPANY: Partial<Record<keyof CompanyRow, string>> = {
  name: "name|company|company name|organization|organization name|account name|account|organisation|empresa|nombre de la empresa|firma|firmenname|unternehmen|entreprise|nom de l entreprise|societe|nome da empresa",
  domain:
    "domain|company domain|company domain name|website|web|website url|web page|homepage|url|dominio|webseite|sitio web|site web|site|domaine|organization website",
  industry: "industry|sector|branche|industria|secteur|industrie|setor|ramo|organization industry",
  city: "city|town|headquarters|billing city|ciudad|stadt|ort|ville|cidade|organization city",
  country:
    "country|country region|country/region|billing country|pais|land|pays|organization country",
  tags: "tags|tag|labels|label|categories|category|type|etiquetas|kategorien|organization labels|organization label",
};

const DEAL: Partial<Record<keyof DealRow, string>> = {
  name: "deal|deal name|deal title|title|name|opportunity|opportunity name|negocio|nombre del negocio|trato|geschaft|deal titel|affaire|transaction|nom de la transaction|oportunidade|nome do negocio",
  company:
    "company|company name|organization|organisation|account|account name|associated company|deal organization|empresa|firma|unternehmen|entreprise|societe|client|kunde|cliente|customer",
  person:
    "person|contact|contact name|contact person|primary contact|deal contact person|associated contact|kontakt|kontaktperson|contacto|contato",
  stage: "stage|deal stage|status|deal status|phase|etapa|fase|etape|estado",
  pipeline: "pipeline|deal pipeline|embudo|funil",
  value:
    "value|amount|deal value|deal amount|price|revenue|acv|tcv|valor|importe|monto|betrag|wert|montant|valeur|amount in company currency|deal size",
  currency: "currency|deal currency|deal currency code|moneda|wahrung|devise|moeda|currency code",
  closeDate:
    "close date|closing date|expected close date|deal expected close date|expected close|closed on|fecha de cierre|abschlussdatum|date de cloture|data de fechamento|close",
  owner:
    "owner|deal owner|owner email|owner e mail|responsible|sales rep|propietario|besitzer|zustandig|proprietaire|responsavel",
};

const DEAL_MARKS =
  /\b(?:deal|opportunity|opportunities|pipeline|stage|close date|closing date|amount|negocio|etapa|oportunidade)\b/;
const COMPANY_MARKS =
  /\b(?:domain|industry|company domain name|number of employees|dominio|branche|sector)\b/;

/** Decides what the rows describe, then maps each header once; the first synonym list that knows it wins. */
export function mapColumns(headers: string[]): ColumnMapping {
  const plain = headers.map(plainHeader);
  const kind = kindOf(plain);
  const table: Partial<Record<CsvField, string>> =
    kind === "deals" ? DEAL : kind === "companies" ? COMPANY : PERSON;
  const fieldOf = lookup(table);
  const columns: ColumnMapping["columns"] = {};
  const unmapped: string[] = [];
  for (const [index, header] of plain.entries()) {
    const field =
      linkedinField(kind, header) ?? fieldOf.get(header) ?? numberedField(header, fieldOf);
    if (field === undefined) unmapped.push(headers[index] ?? "");
    else (columns[field] ??= []).push(index);
  }
  return { kind, columns, unmapped: unmapped.filter((header) => header.trim() !== "") };
}

function kindOf(plain: string[]): CsvKind {
  const has = (header: string): boolean => plain.includes(header);
  if (has("connected on") && has("first name")) return "linkedin";
  const person = lookup(PERSON);
  const isPerson = plain.some((header) =>
    ["givenName", "familyName", "emails"].includes(person.get(header) ?? ""),
  );
  const dealMarks = plain.filter((header) => DEAL_MARKS.test(header)).length;
  if (dealMarks >= 2 || (dealMarks === 1 && !isPerson)) return "deals";
  if (
    isPerson &&
    (has("first name") || has("last name") || has("full name") || has("contact name"))
  )
    return "people";
  const marksCompany = plain.some((header) => COMPANY_MARKS.test(header));
  const namesCompany = plain.some((header) =>
    /^(?:company|organization|account|firma|unternehmen|empresa|entreprise)/.test(header),
  );
  if (!isPerson && (marksCompany || (namesCompany && !has("name")))) return "companies";
  return "people";
}

/** LinkedIn's "URL" is the person's profile. */
function linkedinField(kind: CsvKind, header: string): CsvField | undefined {
  return kind === "linkedin" && header === "url" ? "linkedin" : undefined;
}

/** "Email 2", "Phone (work)", "E-mail 2 - Value": the field of the header without its number or kind. */
function numberedField(
  header: string,
  fieldOf: ReadonlyMap<string, CsvField>,
): CsvField | undefined {
  const bare = header
    .replace(/\b(?:\d+|value|work|home|other|mobile|primary|private|privat)\b/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const field = bare === header ? undefined : fieldOf.get(bare);
  return field === "emails" || field === "phones" || field === "website" || field === "tags"
    ? field
    : undefined;
}

function lookup<Field extends CsvField>(table: Partial<Record<Field, string>>): Map<string, Field> {
  const fields = Object.entries(table) as [Field, string][];
  return new Map(
    fields.flatMap(([field, synonyms]) =>
      synonyms.split("|").map((synonym) => [synonym, field] as const),
    ),
  );
}

function plainHeader(header: string): string {
  return header
    .replace(/^\uFEFF/, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}/]+/gu, " ")
    .trim();
}
