/** What a message says, the way its writer's mail program lays it out: signature and quote. */
import { getPerson, type Cast, type Person } from "./cast.ts";
import type { Mail } from "./stories.ts";

export function plainBody(mail: Mail, from: Person, cast: Cast): string {
  const blocks = [mail.body, plainSignature(mail, from), plainQuote(mail, from, cast)];
  return blocks.filter(Boolean).join("\n\n");
}

export function htmlBody(mail: Mail, from: Person, cast: Cast): string {
  const previous = mail.earlier.at(-1);
  const quote = previous
    ? `<div class="gmail_quote">\n<div class="gmail_attr">\n${escape(attribution(previous, from, cast))}\n</div>\n` +
      `<blockquote class="gmail_quote">\n${paragraphs(previous.body)}\n</blockquote>\n</div>\n`
    : "";
  const signature = isSigned(mail, from)
    ? `<div class="gmail_signature">${contactLines(from).map(escape).join("<br>\n")}</div>\n`
    : "";
  return `<html><body>\n${paragraphs(mail.body)}\n${signature}${quote}</body></html>`;
}

/** Outlook signs everything; others only when they open a thread or first join it. */
function isSigned(mail: Mail, from: Person): boolean {
  return from.client === "outlook" || !mail.earlier.some((one) => one.from === mail.from);
}

function plainSignature(mail: Mail, from: Person): string {
  if (!isSigned(mail, from)) return "";
  if (from.client === "phone") return "Sent from my phone";
  const lines = contactLines(from).join("\n");
  return from.client === "outlook" ? lines : `-- \n${lines}`;
}

function contactLines(from: Person): string[] {
  if (!from.title) return [from.name];
  const role =
    from.client === "outlook" ? [from.title, from.company] : [`${from.title}, ${from.company}`];
  const phone = from.phone ? [`${from.client === "outlook" ? "T " : ""}${from.phone}`] : [];
  return [from.name, ...role, ...phone];
}

function plainQuote(mail: Mail, from: Person, cast: Cast): string {
  const previous = mail.earlier.at(-1);
  if (!previous || from.client === "phone") return "";
  if (from.client === "outlook") return outlookQuote(previous, from, cast);
  const lines = previous.body.split("\n").map((line) => (line ? `> ${line}` : ">"));
  return [attribution(previous, from, cast), ...lines].join("\n");
}

function outlookQuote(previous: Mail, from: Person, cast: Cast): string {
  const author = getPerson(cast, previous.from);
  const at = previous.at.setZone(from.zone).setLocale("en-US");
  const to = previous.to.map((key) => getPerson(cast, key).name).join("; ");
  return [
    "________________________________",
    `From: ${author.name} <${author.email}>`,
    `Sent: ${at.toFormat("cccc, d LLLL yyyy HH:mm")}`,
    `To: ${to}`,
    `Subject: ${previous.subject}`,
    "",
    previous.body,
  ].join("\n");
}

function attribution(previous: Mail, from: Person, cast: Cast): string {
  const author = getPerson(cast, previous.from);
  const who = `${author.name} <${author.email}>`;
  const at = previous.at.setZone(from.zone);
  switch (from.lang) {
    case "es":
      return `El ${at.setLocale("es").toFormat("ccc, d LLL yyyy 'a las' HH:mm")}, ${who} escribió:`;
    case "pt":
      return `Em ${at.toFormat("dd/MM/yyyy 'às' HH:mm")}, ${who} escreveu:`;
    case "en":
      return `On ${at.setLocale("en-US").toFormat("ccc, d LLL yyyy 'at' HH:mm")}, ${who} wrote:`;
  }
}

function paragraphs(text: string): string {
  return text
    .split("\n\n")
    .map((block) => `<p>${escape(block).replaceAll("\n", "<br>\n")}</p>`)
    .join("\n");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
