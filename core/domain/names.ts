/** Names as keys: what two spellings of one name have in common. */

const legalForms =
  /[\s,]+(inc|incorporated|llc|ltd|limited|plc|gmbh|ag|kg|se|sa|sas|sarl|sl|slu|srl|spa|bv|nv|oy|ab|as|aps|co|corp|corporation|company|pty|pte|kk|ltda|sro|kft|oyj)\.?$/;

/** Lower case, without accents, punctuation or double blanks. Other scripts are kept. */
export const nameKey = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}&+]+/gu, " ")
    .trim();

/** A company's name key without its legal form: "Acme Robotics, S.L." and "ACME Robotics" are one. */
export function companyKey(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replaceAll(".", "")
    .trim();
  return nameKey(plain.replace(legalForms, "")) || nameKey(name);
}

/** "Reyes, Sofia" reads "Sofia Reyes"; quotes and surrounding blanks go. */
export function displayName(raw: string): string {
  const name = raw.replace(/^["'\s]+|["'\s]+$/g, "").replace(/\s+/g, " ");
  const comma = /^([^,@]+), ([^,@]+)$/.exec(name);
  return comma ? `${comma[2]} ${comma[1]}` : name;
}
