/**
 * Finds a user's other addresses in a mailbox. A wrong one would turn a stranger's mail into the
 * user's own, so both the folder and the name must speak for it, more than once. In a mailbox in which
 * none of the known addresses takes part, part of the name is enough for who sent nearly all of it.
 * Whatever else sent a good part of the sent folders is the user's to say.
 */
import { nameKey } from "../core/domain/names.ts";

export interface OwnAddressFinder {
  /** Looks at who took part in one message and the folders it stood in. */
  look(message: { sender: Sender; recipients: string[]; labels: string[] }): void;
  found(): OwnAddress[];
  /**
   * Addresses to be asked about: those that sent a good part of the sent folders; where nobody did in a
   * mailbox without any known address, the one most of it is from or to. The busiest first.
   */
  likely(): OwnAddress[];
}

/** An address, and the messages that speak for it. */
export interface OwnAddress {
  address: string;
  messages: number;
  /** They stood in folders of sent mail; else they are merely from or to it. */
  sent: boolean;
}

interface Sender {
  name: string;
  email: string;
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
/** Of a mailbox without any known address: how much of what was sent must be from one of a like name, and how many. */
const SOLE_SENDER = { share: 0.9, needed: 3 };
/** Of several senders of a mailbox's sent folders: how much one must have sent to be asked about. */
const LEADING_SENDER = { share: 0.05, needed: 3, most: 5 };
/** How much of a mailbox an address must take part in to be asked about, and how many messages at least. */
const LIKELY = { share: 0.4, needed: 5 };

/** `own` are the addresses known already; only in their domains does a bare local part count. */
export function findOwnAddresses(userName: string, own: Iterable<string>): OwnAddressFinder {
  const known = new Set(own);
  const domains = new Set([...known].map(domainOf));
  const named = new Map<string, number>();
  const bare = new Map<string, number>();
  const alike = new Set<string>();
  const sent = new Map<string, number>();
  const present = new Map<string, number>();
  let messages = 0;
  const words = nameKey(userName).split(" ");
  const user = { given: words[0] ?? "", surname: words.length > 1 ? (words.at(-1) ?? "") : "" };
  const count = (counts: Map<string, number>, email: string): void => {
    counts.set(email, (counts.get(email) ?? 0) + 1);
  };
  /** None of the addresses we know of the user takes part in this mailbox. */
  const isForeign = (): boolean => ![...known].some((address) => present.has(address));
  const spokenFor = (): string[] => {
    const certain = [...over(named, NEEDED), ...over(bare, NEEDED_WITHOUT_NAME)];
    const [sole] = isForeign() ? allLeading(sent, total(sent), SOLE_SENDER) : [];
    return sole === undefined || certain.includes(sole) || !alike.has(sole)
      ? certain
      : [...certain, sole];
  };
  const sentBy = (address: string): OwnAddress => ({
    address,
    messages: sent.get(address) ?? 0,
    sent: true,
  });
  return {
    found: () => spokenFor().map(sentBy),
    look({ sender: { name, email }, recipients, labels }) {
      messages += 1;
      for (const address of new Set([email, ...recipients])) count(present, address);
      if (email === "" || !labels.some(isSentFolder)) return;
      count(sent, email);
      if (known.has(email)) return;
      const written = nameWords(name);
      const isAlike = [...written, ...localWords(email)].some(
        (word) => word.length >= MIN_SURNAME && (word === user.given || word === user.surname),
      );
      if (isAlike) alike.add(email);
      if (user.surname.length < MIN_SURNAME) return;
      if (written.includes(user.surname)) {
        if (spells(written, user)) count(named, email);
      } else if (domains.has(domainOf(email)) && spells(localWords(email), user))
        count(bare, email);
    },
    likely: () => {
      const settled = new Set([...known, ...spokenFor()]);
      const senders = allLeading(sent, total(sent), LEADING_SENDER);
      const open = senders.filter((address) => !settled.has(address));
      if (senders.length > 0 || !isForeign() || settled.size > known.size)
        return open.slice(0, LEADING_SENDER.most).map(sentBy);
      return allLeading(present, messages, LIKELY)
        .slice(0, 1)
        .map((address) => ({ address, messages: present.get(address) ?? 0, sent: false }));
    },
  };
}

/** The addresses whose share is large enough, the largest first. */
const allLeading = (
  counts: Map<string, number>,
  of: number,
  bar: { share: number; needed: number },
): string[] =>
  [...counts]
    .filter(([email, count]) => email !== "" && count >= bar.needed && count >= of * bar.share)
    .sort((a, b) => b[1] - a[1])
    .map(([email]) => email);

const total = (counts: Map<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

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
