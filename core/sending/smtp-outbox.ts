/**
 * Hands mail to an SMTP server, one connection a mail. nodemailer's pool is not used: where a connection
 * is lost it sends again by itself, also a mail the server may have taken.
 */
import { Readable } from "node:stream";
import { createTransport, type NodemailerError, type SMTPSentMessageInfo } from "nodemailer";
import { mimeOf } from "./mime.ts";
import type { MailAddress, Outbox, Sent } from "./outbox-port.ts";
import { fromSender } from "./sender.ts";

export interface SmtpOptions {
  /** smtp:// (STARTTLS where the server offers it) or smtps://, with user and password if any. */
  url: string;
  /** All mail is from this address, answers go to its author. */
  from?: MailAddress;
  /** How long the server may be silent, in milliseconds. */
  silenceMs?: number;
}

const CONNECT_MS = 20_000;
// Servers may think long over a mail they hold; giving up early makes an unknown end of a sent one.
const SILENCE_MS = 100_000;
const LONGEST_WORDS = 200;

export function openSmtpOutbox({ url, from, silenceMs = SILENCE_MS }: SmtpOptions): Outbox {
  const settings = {
    url,
    requireTLS: needsTls(url),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: silenceMs,
  };
  return {
    name: "smtp",
    from,
    async send(mail, { signal }): Promise<Sent> {
      const bytes = await mimeOf(fromSender(mail, from));
      let begun = false;
      const transport = createTransport(settings).use("stream", ({ message }, done) => {
        message.processFunc((whole) => Readable.from(noticing(whole, () => (begun = true))));
        done();
      });
      try {
        return taken(await transport.sendMail({ ...bytes, signal }));
      } catch (error) {
        return notTaken(error as NodemailerError, begun);
      }
    },
  };
}

/** A password never crosses a network in the clear; to a server on this machine it may. */
function needsTls(url: string): boolean {
  const { protocol, username, hostname } = new URL(url);
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === "smtp:" && username !== "" && !isHere;
}

/** Read only once the server has said "go on" to DATA: before that no byte of the mail has left. */
async function* noticing(whole: Readable, onFirst: () => void): AsyncGenerator<Buffer> {
  onFirst();
  yield* whole as AsyncIterable<Buffer>;
}

function taken({ response, serverMessageId, rejected }: SMTPSentMessageInfo): Sent {
  return {
    end: "sent",
    // Some servers give the mail another Message-ID: answers will name that one.
    providerId: (serverMessageId ?? response).slice(0, LONGEST_WORDS),
    ...(rejected.length > 0
      ? { why: `The mail server did not take it for ${rejected.join(", ")}.` }
      : {}),
  };
}

function notTaken(error: NodemailerError, begun: boolean): Sent {
  const { code, responseCode, response } = error;
  // After DATA, only the server's own answer to the whole mail is a refusal.
  if (begun && (code !== "EMESSAGE" || responseCode === undefined))
    return {
      end: "unknown",
      why: "The connection to the mail server was lost while it took the mail, so it may have gone out.",
    };
  if (code === "EAUTH" || code === "ENOAUTH")
    return { end: "refused", why: "The mail server did not accept our login.", retry: true };
  if (responseCode !== undefined && response !== undefined)
    return {
      end: "refused",
      why: `The mail server refused it: ${plain(response)}`,
      retry: error.permanent !== true,
    };
  return {
    end: "refused",
    why: NOT_REACHED[code ?? ""] ?? "The mail server could not be reached.",
    retry: code !== "EENVELOPE",
  };
}

const NOT_REACHED: Readonly<Record<string, string>> = {
  EDNS: "The mail server's name could not be found.",
  ETLS: "No safe connection to the mail server could be made.",
  ETIMEDOUT: "The mail server did not answer in time.",
  EENVELOPE: "An address of this mail cannot be written to.",
};

/** A server's words without addresses: a row of the outbox is the whole team's. */
const plain = (response: string): string =>
  response
    .replace(/\s+/g, " ")
    .replace(/<?[^\s<>]+@[^\s<>]+>?:?/g, "…")
    .slice(0, LONGEST_WORDS);
