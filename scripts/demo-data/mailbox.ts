/** Renders each user's mailbox as mboxrd, with the headers a Gmail export carries. */
import type { DateTime } from "luxon";
import { getPerson, mailboxOf, type Cast, type Person, type User } from "./cast.ts";
import { headerAddress, headerText, multipart, pdfPart, textPart, type Part } from "./mime.ts";
import { htmlBody, plainBody } from "./mail-body.ts";
import type { MachineMail, Mail } from "./stories.ts";

interface Entry {
  at: DateTime;
  text: string;
}

export function renderMailbox(
  user: User,
  cast: Cast,
  source: { mails: Mail[]; machine: MachineMail[] },
): string {
  const entries = [
    ...source.mails
      .filter((mail) => boxesOf(mail).has(user))
      .map((mail) => personal(mail, user, cast)),
    ...source.machine
      .filter((mail) => mail.boxes.includes(user))
      .map((mail) => automatic(mail, getPerson(cast, user))),
  ];
  return entries
    .sort((a, b) => a.at.toMillis() - b.at.toMillis())
    .map(mboxrd)
    .join("");
}

function boxesOf(mail: Mail): Set<string | undefined> {
  return new Set([mail.from, ...mail.to, ...mail.cc].map(mailboxOf));
}

function personal(mail: Mail, user: User, cast: Cast): Entry {
  const from = getPerson(cast, mail.from);
  const part = personalPart(mail, from, cast);
  const list = (keys: string[]) => keys.map((key) => addressOf(getPerson(cast, key))).join(",\n ");
  const earlier = mail.earlier.map((one) => messageId(one.id, getPerson(cast, one.from).email));
  const headers = [
    `X-Gmail-Labels: ${mailboxOf(mail.from) === user ? "Sent" : "Inbox,Opened"}`,
    `Message-ID: ${messageId(mail.id, from.email)}`,
    `Date: ${headerDate(mail.at, from.zone)}`,
    `From: ${addressOf(from)}`,
    `To: ${list(mail.to)}`,
    ...(mail.cc.length ? [`Cc: ${list(mail.cc)}`] : []),
    `Subject: ${headerText(replyPrefix(mail, from) + mail.subject)}`,
    ...(earlier.length
      ? [`In-Reply-To: ${earlier.at(-1)}`, `References: ${earlier.join("\n ")}`]
      : []),
    ...(mail.isPrivate ? ["Sensitivity: Private"] : []),
    "MIME-Version: 1.0",
    ...part.headers,
  ];
  return { at: mail.at, text: `${headers.join("\n")}\n\n${part.body}` };
}

function personalPart(mail: Mail, from: Person, cast: Cast): Part {
  const quoted = from.lang === "en";
  const plain = textPart("plain", plainBody(mail, from, cast), quoted);
  const html = textPart("html", htmlBody(mail, from, cast), quoted);
  const text =
    from.client === "html"
      ? html
      : from.client === "both"
        ? multipart("alternative", [plain, html])
        : plain;
  return mail.attachment ? multipart("mixed", [text, pdfPart(mail.attachment)]) : text;
}

function replyPrefix(mail: Mail, from: Person): string {
  if (mail.earlier.length === 0) return "";
  if (from.client !== "outlook") return "Re: ";
  return from.country === "Germany" ? "AW: " : "RE: ";
}

function automatic(mail: MachineMail, to: Person): Entry {
  const [, name = "", email = ""] = /^(.*) <(.*)>$/.exec(mail.from) ?? [];
  const domain = email.split("@")[1] ?? "";
  const html = mail.kind === "newsletter" || mail.kind === "receipt";
  const part = textPart(html ? "html" : "plain", html ? newsletterHtml(mail) : mail.body, html);
  const toList = mail.kind === "list";
  const headers = [
    `X-Gmail-Labels: Inbox${mail.kind === "newsletter" ? ",Category promotions" : ",Category updates"}`,
    `Message-ID: ${messageId(mail.id, email)}`,
    `Date: ${headerDate(mail.at, "UTC")}`,
    `From: ${headerAddress(name, email)}`,
    `To: ${toList ? "ops-nerds@lists.opsforum.example" : addressOf(to)}`,
    `Subject: ${headerText(mail.subject)}`,
    ...machineHeaders(mail.kind, domain),
    "MIME-Version: 1.0",
    ...part.headers,
  ];
  return { at: mail.at, text: `${headers.join("\n")}\n\n${part.body}` };
}

function machineHeaders(kind: string, domain: string): string[] {
  switch (kind) {
    case "newsletter":
      return [`List-Unsubscribe: <https://${domain}/unsubscribe>`, "Precedence: bulk"];
    case "list":
      return ["List-Id: Ops nerds <ops-nerds.lists.opsforum.example>", "Precedence: list"];
    case "autoreply":
      return ["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"];
    default:
      return ["Auto-Submitted: auto-generated"];
  }
}

function newsletterHtml(mail: MachineMail): string {
  const footer = mail.kind === "newsletter" ? `\n<p><a href="#">Unsubscribe</a></p>` : "";
  return `<html><body>\n<h2>${mail.subject}</h2>\n<p>${mail.body}</p>${footer}\n</body></html>`;
}

function addressOf(person: Person): string {
  return headerAddress(person.name, person.email);
}

function messageId(id: string, email: string): string {
  return `<${id}@${email.split("@")[1]}>`;
}

function headerDate(at: DateTime, zone: string): string {
  return at.setZone(zone).setLocale("en-US").toFormat("ccc, dd LLL yyyy HH:mm:ss ZZZ");
}

function mboxrd(entry: Entry, index: number): string {
  const stamp = entry.at.toUTC().setLocale("en-US").toFormat("ccc LLL dd HH:mm:ss '+0000' yyyy");
  return `From ${1001 + index}@xxx ${stamp}\n${entry.text.replace(/^(>*From )/gm, ">$1")}\n\n`;
}
