/** Encodings of mail: header words, quoted-printable bodies, parts and a one-line PDF. */
import { shortHash } from "./stories.ts";

export interface Part {
  headers: string[];
  body: string;
}

export function headerText(text: string): string {
  if (isAscii(text)) return text;
  // One encoded word may hold 75 characters; whole words of the text keep characters unbroken.
  return chunk([...text], 14)
    .map((letters) => `=?UTF-8?B?${Buffer.from(letters.join("")).toString("base64")}?=`)
    .join("\n ");
}

export function headerAddress(name: string, email: string): string {
  if (!name) return email;
  const shown = /[^\w .'-]/.test(name) && isAscii(name) ? `"${name}"` : headerText(name);
  return `${shown} <${email}>`;
}

/** English text goes quoted-printable, other languages as plain UTF-8: both occur in the wild. */
export function textPart(type: "plain" | "html", text: string, quoted: boolean): Part {
  const encoding = quoted ? "quoted-printable" : "8bit";
  return {
    headers: [
      `Content-Type: text/${type}; charset="UTF-8"`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body: quoted ? quotedPrintable(text) : text,
  };
}

export function multipart(kind: "alternative" | "mixed", parts: Part[]): Part {
  const boundary = `=_${shortHash(parts.map((part) => part.body).join(kind))}`;
  const inner = parts.map((part) => `--${boundary}\n${part.headers.join("\n")}\n\n${part.body}\n`);
  return {
    headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    body: `${inner.join("")}--${boundary}--`,
  };
}

export function pdfPart(name: string): Part {
  const base64 = Buffer.from(onePagePdf(name.replace(/\.pdf$/, ""))).toString("base64");
  return {
    headers: [
      `Content-Type: application/pdf; name="${name}"`,
      `Content-Disposition: attachment; filename="${name}"`,
      "Content-Transfer-Encoding: base64",
    ],
    body: chunk([...base64], 76)
      .map((line) => line.join(""))
      .join("\n"),
  };
}

function quotedPrintable(text: string): string {
  return text.split("\n").map(quotedLine).join("\n");
}

function quotedLine(line: string): string {
  const tokens = [...Buffer.from(line)].map((byte, index, all) => {
    const trailingBlank = byte === 32 && index === all.length - 1;
    const plain = byte >= 32 && byte < 127 && byte !== 61 && !trailingBlank;
    return plain
      ? String.fromCharCode(byte)
      : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  });
  const lines = [""];
  for (const token of tokens) {
    if ((lines.at(-1) ?? "").length + token.length > 75) lines.push("");
    lines[lines.length - 1] += token;
  }
  return lines.join("=\n");
}

function onePagePdf(title: string): string {
  const stream = `BT /F1 18 Tf 72 720 Td (${title}) Tj ET`;
  return [
    "%PDF-1.4",
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj",
    `4 0 obj<</Length ${stream.length}>>stream\n${stream}\nendstream endobj`,
    "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj",
    "trailer<</Root 1 0 R>>\n%%EOF\n",
  ].join("\n");
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function chunk<Item>(items: Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
