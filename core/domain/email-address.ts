/** What an e-mail address alone tells: matching key, role, machine or person, and the company domain. */
import freeEmailDomains from "free-email-domains";
import roleLocalParts from "role-based-email-addresses";
import { parse as parseDomain } from "tldts";

const EMAIL = /^[^\s@<>,;]{1,64}@[^\s@<>,;]{1,253}$/u;

/** Mail providers the published list lacks. */
const MORE_FREE_MAIL = [
  "hey.com",
  "bt.com",
  "tutanota.com",
  "tuta.com",
  "mailbox.org",
  "skiff.com",
  "duck.com",
  "proton.me",
  "pm.me",
  "simplelogin.com",
  "mozmail.com",
  "privaterelay.appleid.com",
];
const FREE_MAIL: ReadonlySet<string> = new Set([...freeEmailDomains, ...MORE_FREE_MAIL]);

/** Domains many companies share: tenants, groups and relays say nothing about the sender's employer. */
const SHARED_DOMAINS: ReadonlySet<string> = new Set([
  "onmicrosoft.com",
  "googlegroups.com",
  "yahoogroups.com",
  "groups.io",
  "groups.outlook.com",
  "amazonses.com",
  "sendgrid.net",
  "mailgun.org",
  "mailgun.net",
  "mandrillapp.com",
  "mcsv.net",
  "rsgsv.net",
  "appleid.com",
  "gserviceaccount.com",
  "example.com",
  "example.org",
  "example.net",
]);

/** Listed as roles, but one person's title, given name, initials or birthplace just as often. */
const AMBIGUOUS_ROLES: ReadonlySet<string> = new Set(
  (
    "ceo chef pastor mayor deputy coach coordinator director manager owner president presidente principal member " +
    "alexa paris sydney denver boston berlin china france india europe dev church angels apple alpha prime root me"
  ).split(" "),
);
/** The short entries are mostly initials; only these are clearly departments. */
const SHORT_ROLES: ReadonlySet<string> = new Set(
  "ads all api ask bot crm dns eng faq fax hr it job noc ops pay ppc pr qa rfp rh sac seo tax web www".split(
    " ",
  ),
);
const MORE_ROLES =
  "newsletter newsletters notification notifications mailer mailer-daemon postmaster hostmaster bounce bounces " +
  "invoices rechnung buchhaltung kontakt vertrieb bewerbung contacto contato facturacion ventas comercial " +
  "unsubscribe subscribe listserv majordomo";
const ROLES: ReadonlySet<string> = new Set([
  ...roleLocalParts.filter((role) =>
    role.length <= 3 ? SHORT_ROLES.has(role) : !AMBIGUOUS_ROLES.has(role),
  ),
  ...MORE_ROLES.split(" "),
]);
/** Roles that stay one with something attached: support-emea@, info.de@. */
const STRONG_ROLES: ReadonlySet<string> = new Set(
  (
    "info support sales billing accounts contact admin jobs careers newsletter notifications invoices orders " +
    "marketing press service helpdesk webmaster customerservice kontakt vertrieb ventas"
  ).split(" "),
);

const NO_REPLY =
  /(?:^|[-_.+])(?:no|not|do-?not|don-?t|never|nao|ne-?pas|nicht|keine?)[-_.]?(?:reply|respond|responder|repondre|responda|antwort(?:en)?)(?:$|[-_.+0-9])/;
const DAEMON =
  /^(?:mailer-?daemon|postmaster|bounces?|auto-?(?:confirm|reply|notify|mailer)|daemon|nobody)(?:$|[-_.+])/;

/** Trimmed, NFKC and lower-cased; undefined when it has not the form of an address. */
export function normalizeEmail(text: string): string | undefined {
  const bare = text
    .normalize("NFKC")
    .trim()
    .replace(/^mailto:/i, "")
    .replace(/^<|>$/g, "")
    .toLowerCase();
  return EMAIL.test(bare) ? bare : undefined;
}

/** A key under which addresses of one mailbox meet. For matching only: never stored as the address. */
export function emailMatchingKey(email: string): string {
  const normalized = normalizeEmail(email) ?? email.trim().toLowerCase();
  const { local, domain } = split(normalized);
  const untagged = local.replace(/(?!^)\+.*$/s, "");
  if (domain === "gmail.com" || domain === "googlemail.com") {
    return `${untagged.replaceAll(".", "")}@gmail.com`;
  }
  return `${untagged}@${domain}`;
}

/** A mailbox of a function (support@, info@), not of one person. */
export function isRoleAddress(email: string): boolean {
  const local = split(email.toLowerCase()).local.replace(/(?!^)\+.*$/s, "");
  if (ROLES.has(local) || isNoReplyAddress(email)) return true;
  const [first = "", ...others] = local.split(/[-._]/);
  const last = others.at(-1) ?? "";
  return (
    others.length > 0 &&
    (STRONG_ROLES.has(first) || (local.includes("-") && STRONG_ROLES.has(last)))
  );
}

/** An address nobody reads. */
export function isNoReplyAddress(email: string): boolean {
  const { local } = split(email.toLowerCase());
  return NO_REPLY.test(local) || DAEMON.test(local);
}

/** A domain whose addresses belong to the public, not to one company. */
export function isFreeMailDomain(domain: string): boolean {
  const name = domain.trim().toLowerCase();
  return FREE_MAIL.has(name) || FREE_MAIL.has(registrableDomain(name) ?? "");
}

/** The registrable domain of the sender's company; undefined where the address does not tell. */
export function companyDomainOf(email: string): string | undefined {
  const { domain } = split(email.trim().toLowerCase());
  if (domain === "" || isFreeMailDomain(domain)) return undefined;
  const registrable = registrableDomain(domain);
  if (registrable === undefined || SHARED_DOMAINS.has(registrable) || SHARED_DOMAINS.has(domain))
    return undefined;
  return registrable;
}

/** "acme-widgets.co.uk" → "Acme Widgets": a first guess until someone names the company. */
export function companyNameFromDomain(domain: string): string {
  const parsed = parseDomain(domain.trim().toLowerCase(), { allowPrivateDomains: true });
  const label = parsed.domainWithoutSuffix ?? domain.split(".")[0] ?? domain;
  return label.split(/[-_]+/).filter(Boolean).map(capitalised).join(" ");
}

function capitalised(word: string): string {
  const isAcronym = word.length <= 3 || !/[aeiouyà-ÿ]/i.test(word);
  return isAcronym ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1);
}

/** Used without being registered: for examples (RFC 2606) and inside companies (RFC 6762, appendix G). */
const UNLISTED_SUFFIXES = new Set([
  "example",
  "test",
  "local",
  "internal",
  "intranet",
  "corp",
  "lan",
]);

function registrableDomain(domain: string): string | undefined {
  const parsed = parseDomain(domain, { allowPrivateDomains: true });
  const hasKnownSuffix =
    parsed.isIcann === true ||
    parsed.isPrivate === true ||
    UNLISTED_SUFFIXES.has(parsed.publicSuffix ?? "");
  return hasKnownSuffix && parsed.isIp !== true ? (parsed.domain ?? undefined) : undefined;
}

function split(email: string): { local: string; domain: string } {
  const at = email.lastIndexOf("@");
  return at < 0
    ? { local: email, domain: "" }
    : { local: email.slice(0, at), domain: email.slice(at + 1) };
}
