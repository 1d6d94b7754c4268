/**
 * A mail server that writes down what it takes, to the disk and before it says so, and that misbehaves
 * for some recipients as real ones do: the part of their address before the @ says how.
 */
import fs from "node:fs";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

export interface Taken {
  messageId: string;
  from: string;
  to: string[];
  /** As it came, headers and all. */
  raw: string;
}

export interface SmtpRecorder {
  port: number;
  url: string;
  close(): Promise<void>;
}

interface Options {
  /** A line of JSON for each mail taken. */
  file: string;
  /** How long it thinks over a mail before it says that it took it. */
  thinksMs?: () => number;
  server?: SMTPServerOptions;
}

const refusals: Readonly<Record<string, [code: number, words: string]>> = {
  busy: [451, "4.7.1 Greylisted, try again later"],
  nobody: [550, "5.1.1 <nobody@outside.example>: User unknown"],
  full: [452, "4.2.2 The mailbox is full"],
  spam: [554, "5.7.1 Looks like spam"],
};

export async function startSmtpRecorder({
  file,
  thinksMs = () => 0,
  server: settings = {},
}: Options): Promise<SmtpRecorder> {
  const log = fs.openSync(file, "a");
  const record = (taken: Taken): void => {
    fs.writeSync(log, `${JSON.stringify(taken)}\n`);
    fs.fsyncSync(log);
  };
  const hangUp = (session: SMTPServerSession): void => {
    for (const one of server.connections) if (one.session.id === session.id) one._socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo: ({ address }, _session, done) => {
      done(refusalOf(address, ["busy", "nobody"]));
    },
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope;
      const to = rcptTo.map(({ address }) => address);
      const mood = to.map(moodOf).find((one) => one !== "") ?? "";
      if (mood === "gone-early") return void stream.once("data", () => hangUp(session));
      const take = async (): Promise<void> => {
        const raw = await text(stream);
        const refusal = to.map((one) => refusalOf(one, ["full", "spam"])).find(Boolean);
        if (refusal) return done(refusal);
        if (mood === "silent") return;
        const messageId = /^message-id:\s*(\S+)/im.exec(raw)?.[1] ?? "";
        record({ messageId, from: mailFrom === false ? "" : mailFrom.address, to, raw });
        await pause(thinksMs());
        if (mood === "gone-late") hangUp(session);
        else done(null, "2.0.0 taken");
      };
      take().catch(() => hangUp(session));
    },
    ...settings,
  });
  // A client that is killed in the middle is no fault of the server.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(resolve);
        for (const one of server.connections) one._socket.destroy();
      });
      fs.closeSync(log);
    },
  };
}

/** What the server took, the first first. */
export const readTaken = (file: string): Taken[] =>
  fs.existsSync(file)
    ? fs
        .readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Taken)
    : [];

/** `gone-late.7@outside.example`: takes it, and hangs up instead of saying so. */
const moodOf = (address: string): string =>
  /^(busy|nobody|full|spam|gone-early|gone-late|silent)\b/.exec(address)?.[1] ?? "";

function refusalOf(address: string, moods: readonly string[]): Error | undefined {
  const mood = moodOf(address);
  const refusal = moods.includes(mood) ? refusals[mood] : undefined;
  return refusal && Object.assign(new Error(refusal[1]), { responseCode: refusal[0] });
}
