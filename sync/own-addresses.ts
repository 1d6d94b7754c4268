/**
 * Finds a user's other addresses in what they sent. A wrong one would turn a stranger's mail into the
 * user's own, so both the folder and the name must speak for it, more than once.
 */
import { nameKey } from "../core/domain/names.ts";

export interface OwnAddressFinder {
  /** Looks at the sender of one message and the folders it stood in. */
  look(sender: { name: string; email: string }, labels: string[]): void;
  found(): string[];
}

const SENT_FOLDERS = new Set(
  (
    "sent|sent items|sent mail|sent messages|sent-mail|gesendet|gesendete objekte|gesendete elemente|enviados|elementos enviados|" +
    "enviadas|itens enviados|mensagens enviadas|envoyés|messages envoyés|éléments envoyés|inviati|posta inviata|inviata|verzonden|" +
    "verzonden items|skickat|skickade|sendt|lähetetyt|wysłane|odeslané|отправленные|送信済み|已发送|已发送邮件|보낸편지함"
  ).split("|"),
);
const NEEDED = 2;
/** Where only the local part speaks for it. */
const NEEDED_WITHOUT_NAME = 5;
const MIN_SURNAME = 3;

/** `own` are the addresses known already; only in their domains does a bare local part count. */
export function findOwnAddresses(userName: string, own: Iterable<string>): OwnAddressFinder {
  const known = new Set(own);
  const domains = new Set([...known].map(domainOf));
  const named = new Map<string, number>();
  const bare = new Map<string, number>();
  const words = nameKey(userName).split(" ");
  const user = { given: words[0] ?? "", surname: words.length > 1 ? (words.at(-1) ?? "") : "" };
  const count = (counts: Map<string, number>, email: string): void => {
    counts.set(email, (counts.get(email) ?? 0) + 1);
  };
  return {
    look({ name, email }, labels) {
      if (email === "" || known.has(email) || !labels.some(isSentFolder)) return;
      if (user.surname.length < MIN_SURNAME) return;
      const written = nameWords(name);
      if (written.includes(user.surname)) {
        if (spells(written, user)) count(named, email);
      } else if (domains.has(domainOf(email)) && spells(localWords(email), user))
        count(bare, email);
    },
    found: () => [...over(named, NEEDED), ...over(bare, NEEDED_WITHOUT_NAME)],
  };
}

const over = (counts: Map<string, number>, needed: number): string[] =>
  [...counts].filter(([, count]) => count >= needed).map(([email]) => email);

const isSentFolder = (label: string): boolean =>
  SENT_FOLDERS.has(label.toLowerCase().replaceAll("_", " ").trim());

/** The surname, and of the other words none that is another given name: initials and titles may differ. */
function spells(words: string[], user: { given: string; surname: string }): boolean {
  if (!words.includes(user.surname)) return false;
  const others = words.filter((word) => word !== user.surname);
  const names = others.filter((word) => word.length > 1);
  if (names.length === 0) return true;
  return names.includes(user.given);
}

/** "Ward, Kim S (Houston)" → ward kim s. */
const nameWords = (name: string): string[] =>
  nameKey(name.replace(/\([^()]*\)/g, " "))
    .split(" ")
    .filter(Boolean);

const localWords = (email: string): string[] =>
  nameKey(email.split("@")[0] ?? "")
    .split(" ")
    .filter(Boolean);

const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);
